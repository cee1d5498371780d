"""What is on the paper: the words people typed and nothing they could have made of them; a file made to last."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from kondusif.documents.kinds import KINDS
from kondusif.documents.rendering.layouts import LAYOUTS, default_form
from kondusif.documents.rendering.paper import rehearsed_paper
from kondusif.documents.rendering.typst import FORMS
from kondusif.documents.samples import SAMPLES
from kondusif.people.tests.factories import NOW
from tests.support.waiting import RESTART_S

HOSTILE = [
    "#panic(\"x\")", "#read(\"/etc/passwd\")", "#import \"lib.typ\": *", "$x^2$", "*tebal*", "_miring_", "@label", "<b>&amp;</b>",
    "{{ 7*7 }}", "{% for x in y %}", "`kode`", "\\n", "#[isi]", "// bukan komentar", "= bukan judul", "- bukan daftar",
    "https://contoh.test", "'\"",
]  # fmt: skip
needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def words_of(pdf: bytes) -> str:
    """This function will return the text of a PDF as another program reads it."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True, timeout=RESTART_S)
    return " ".join(done.stdout.decode().split())


def words_of_docx(content: bytes) -> str:
    """This function will return the text of a Word file."""
    from docx import Document

    document = Document(BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


@needs_pdftotext
def test_what_people_type_comes_out_as_they_typed_it():
    data = SAMPLES["minutes"] | {
        "meeting_title": HOSTILE[0], "place": HOSTILE[1], "conclusions": HOSTILE, "closing": "{{ 7*7 }} #panic()",
        "points": [{"title": text, "discussion": text} for text in HOSTILE],
    }  # fmt: skip
    usual = rehearsed_paper(KINDS["minutes"], at=NOW)
    paper = replace(usual, data=usual.kind.clean(data), title=HOSTILE[0])
    read, read_docx = "".join(words_of(paper.pdf()).split()), words_of_docx(paper.docx())
    for text in HOSTILE:
        assert read.count("".join(text.split())) >= 3, text
        assert read_docx.count(text) >= 3, text


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_has_its_own_paper_in_both_forms(code):
    assert (FORMS / f"{code}.typ").exists() and code in LAYOUTS


@needs_pdftotext
@pytest.mark.parametrize("code", KINDS)
def test_every_paper_says_what_its_data_says(code):
    paper = rehearsed_paper(KINDS[code], at=NOW)
    read = "".join(words_of(paper.pdf()).split())
    wanted = [v for v in _texts(SAMPLES[code]) if 3 < len(v) < 40 and v not in _NOT_SHOWN]
    missing = [v for v in wanted if "".join(v.split()).lower() not in read.lower()]
    assert len(wanted) > 3 and len(missing) <= len(wanted) // 10, missing
    assert "NamaContoh" in read and "000/0001/CONTOH/2026" in read or code in {"integrity_pact", "joint_commitment"}


_NOT_SHOWN = {"35.26.06", "35.26.01", "35.26.02", "35.26.03", "instruksi", "kades"}


def _texts(value) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in _texts(v)]
    if isinstance(value, list):
        return [t for v in value for t in _texts(v)]
    try:
        return [] if not isinstance(value, str) or datetime.fromisoformat(value) else []
    except ValueError:
        return [] if any(c.isdigit() for c in value) else [value]


@pytest.mark.parametrize("code", KINDS)
def test_every_pdf_is_an_archive_file_that_can_be_read_aloud(code):
    content = rehearsed_paper(KINDS[code], at=NOW).pdf()
    reader = PdfFileReader(BytesIO(content))
    root = reader.root
    about = root["/Metadata"].data
    assert b"<pdfaid:part>2</pdfaid:part>" in about and b"<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1" and root["/OutputIntents"][0]["/DestOutputProfile"].data
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]["/K"]
    assert str(root["/Lang"]).startswith("id") and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/Encrypt" not in reader.trailer and "/AA" not in root and "/OpenAction" not in root
    fonts = list(_dictionaries(reader, "/FontDescriptor"))
    assert fonts and all({"/FontFile", "/FontFile2", "/FontFile3"} & set(f) for f in fonts)


def _dictionaries(reader: PdfFileReader, kind: str):
    for number in range(1, int(reader.trailer["/Size"])):
        try:
            found = reader.get_object(generic.Reference(number, 0, reader))
        except Exception:  # numbers that were never used
            continue
        if isinstance(found, generic.DictionaryObject) and found.get("/Type") == kind:
            yield found


@pytest.mark.parametrize("code", KINDS)
def test_the_same_paper_is_the_same_file_to_the_byte(code):
    paper = rehearsed_paper(KINDS[code], at=NOW)
    assert paper.pdf() == paper.pdf()
    assert paper.docx() == paper.docx()


def test_a_form_sees_no_file_of_this_machine(monkeypatch):
    from kondusif.documents.rendering import typst as rendering

    spying = dict(rendering.forms()) | {"spy.typ": b'#let paper(doc) = read("/etc/hostname")'}
    monkeypatch.setattr(rendering, "forms", lambda: spying)
    with pytest.raises(Exception, match="not found|denied|outside"):
        rendering.render_pdf("spy.typ", {}, at=NOW)


@needs_pdftotext
def test_a_mark_stands_on_every_page_of_a_pdf_and_in_the_word_file():
    paper = rehearsed_paper(KINDS["team_decree"], at=NOW)  # two pages
    mark = "Citra Lestari · 20-11-2026 09.00 WIB"
    pages = subprocess.run(["pdftotext", "-", "-"], input=paper.pdf(mark), capture_output=True, check=True).stdout
    pages = [page for page in pages.decode().split("\f") if page.strip()]
    assert len(pages) == 2 and all("Citra Lestari · 20-11-2026" in " ".join(page.split()) for page in pages)
    with zipfile.ZipFile(BytesIO(paper.docx(mark=mark))) as archive:
        edges = [archive.read(n).decode() for n in archive.namelist() if "header" in n or "footer" in n]
    assert sum(mark in edge for edge in edges) == 2


@needs_pdftotext
def test_copies_of_an_attendance_list_hide_the_phones():
    read = words_of(rehearsed_paper(KINDS["attendance_list"], at=NOW).pdf())
    assert "0812" not in read and "890" in read


@needs_office
def test_every_word_file_opens_in_libreoffice(tmp_path):
    for code, kind in KINDS.items():
        (tmp_path / f"{code}.docx").write_bytes(rehearsed_paper(kind, at=NOW).docx())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.docx"))],
        check=True, capture_output=True, timeout=RESTART_S,
    )  # fmt: skip
    made = {path.stem: path.read_bytes() for path in tmp_path.glob("*.pdf")}
    assert set(made) == set(KINDS)
    if shutil.which("pdftotext"):
        # The joint commitment and the pact are signed by their parties, the others by the office.
        assert all("CONTOH" in words_of(pdf) for pdf in made.values())


def test_the_usual_word_form_holds_no_text_of_anybody():
    assert default_form(KINDS["minutes"])[:2] == b"PK"


def test_an_operator_tries_the_forms_of_an_own_folder_and_reads_what_fails(settings, tmp_path):
    from io import StringIO

    from django.core.management import CommandError, call_command

    from kondusif.documents.rendering import typst as rendering

    out = StringIO()
    rendering.forms.cache_clear()
    call_command("check_document_forms", stdout=out)
    assert out.getvalue().count(".typ:") == len(KINDS)
    (tmp_path / "circular.typ").write_text('#import "lib.typ": *\n#let paper(doc) = sheet(doc, doc.data.tidak_ada)\n')
    settings.DOCUMENT_FORMS_DIR = str(tmp_path)
    rendering.forms.cache_clear()
    try:
        with pytest.raises(CommandError, match="tidak_ada"):
            call_command("check_document_forms", stdout=out)
    finally:
        rendering.forms.cache_clear()
