"""An office brings its own form: it is tried before it counts, and what it may not be is said in words."""

import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection
from docx import Document as Word
from PIL import Image

from kondusif.core.problems import NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents import actions
from kondusif.documents.actions import forms
from kondusif.documents.actions.forms import clean_logo
from kondusif.documents.kinds import KINDS
from kondusif.documents.models import Template
from kondusif.documents.rendering.layouts import default_form
from kondusif.documents.rendering.uploads import examine_form, open_form
from kondusif.documents.storing import read
from kondusif.documents.tests.factories import issued
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db
WHOLE = (
    "FORMAT KAMI {{ number }} {{ d.subject }} {{ d.starts_at.full }} {{ d.place }} {{ d.chair }}"
    "{% for t in d.to %}{{ t }}{% endfor %}{% for a in d.agenda %}{{ a }}{% endfor %}"
)


def form(text: str = WHOLE) -> bytes:
    """This function will return a Word file with one paragraph."""
    document, out = Word(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """This function will return the form with one part more, or another."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(form())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info.filename))
        new.writestr(name, content)
    return out.getvalue()


def bring(cast, content: bytes, by=None, kind: str = "invitation") -> Template:
    return actions.bring_template(
        office_id=cast.citra.grants[0].office_id, kind_code=kind, file_name="kami.docx", content=content,
        by=by or cast.citra, at=NOW,
    )  # fmt: skip


def text_of(document) -> str:
    return "\n".join(p.text for p in Word(BytesIO(read(document.renditions.get(format="docx")))).paragraphs)


def test_an_own_form_counts_for_later_papers_and_the_usual_one_comes_back(cast):
    before = issued(cast.citra)
    template = bring(cast, form())
    own = issued(cast.citra)
    assert "FORMAT KAMI" in text_of(own) and "FORMAT KAMI" not in text_of(before)
    assert own.template == template
    office = cast.citra.grants[0].office_id
    actions.use_template(office_id=office, kind_code="invitation", version=None, by=cast.citra, at=NOW)
    assert "FORMAT KAMI" not in text_of(issued(cast.citra))
    bring(cast, form(WHOLE.replace("KAMI", "BARU")))
    assert [(t.version, t.active) for t in Template.objects.order_by("version")] == [(1, False), (2, True)]
    actions.use_template(office_id=office, kind_code="invitation", version=1, by=cast.citra, at=NOW)
    assert "FORMAT KAMI" in text_of(issued(cast.citra))


@pytest.mark.parametrize("code", KINDS)
def test_the_usual_form_of_every_kind_passes_its_own_examination(code):
    verdict = examine_form(KINDS[code], open_form(default_form(KINDS[code])))
    assert (verdict.unknown, verdict.missing) == ((), ())


def test_missing_and_unknown_fields_are_all_named(cast):
    with pytest.raises(Problem) as refused:
        bring(cast, form("{{ d.subject }} {{ d.tempat }} {{ nomor }} {% for t in d.to %}{{ t.nama }}{% endfor %}"))
    said = str(refused.value.fields["file"])
    for name in ("d.place", "d.chair", "d.starts_at", "d.agenda", "d.tempat", "nomor"):
        assert name in said
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["{{ ''.__class__.__mro__ }}", "{{ cycler.__init__.__globals__ }}", "{% for i in range(10**9) %}x{% endfor %}",
     "{{ 'a' * 10**9 }}", "{% set x = 1 %}", "{{ d.subject|pprint }}", "{{ d.subject.upper() }}", "{{ d.subject }",
     "{% include 'x' %}", "{% macro m() %}{% endmacro %}"],
)  # fmt: skip
def test_a_form_that_does_more_than_fill_in_fields_is_refused(cast, text):
    with pytest.raises(Problem) as refused:
        bring(cast, form(WHOLE + text))
    assert refused.value.code.startswith("template.") and not Template.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_docx"),
        (b"%PDF-1.7 bukan word", "not_docx"),
        (b"PK\x03\x04 rusak", "not_docx"),
        (b"x" * 2_000_001, "too_large"),
        (with_part("word/vbaProject.bin", b"makro"), "macros"),
        (with_part("word/embeddings/oleObject1.bin", b"x"), "macros"),
        (with_part("word/media/besar.bin", b"0" * 30_000_000), "bomb"),
        (with_part("word/_rels/document.xml.rels", b'<R><R Target="http://x" TargetMode="External"/></R>'), "links"),
        (
            with_part("word/document.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
            "not_docx",
        ),
        (with_part("word/document.xml", b"<bukan"), "not_docx"),
    ],
)
def test_what_is_no_plain_word_file_is_refused_with_its_reason(cast, content, code):
    with pytest.raises(Problem) as refused:
        bring(cast, content)
    assert refused.value.code == f"template.{code}" and refused.value.fields["file"]
    assert not Template.objects.exists()


def test_only_who_sets_the_look_brings_a_form(cast):
    for stranger in (cast.budi, cast.dewi, cast.eko):
        with pytest.raises(NotAllowed):
            bring(cast, form(), by=stranger)


def test_a_coat_of_arms_is_made_anew_and_stands_on_the_paper(cast):
    picture, out = Image.new("RGBA", (1200, 800), (200, 0, 0, 120)), BytesIO()
    picture.save(out, "PNG")
    clean = clean_logo(out.getvalue())
    assert Image.open(BytesIO(clean)).size == (600, 400)
    new = actions.NewLetterhead(
        lines=("PEMKAB",), address="Jalan", city="Bangkalan", unit_code="433.205", logo=out.getvalue()
    )
    actions.set_letterhead(office_id=cast.citra.grants[0].office_id, new=new, by=cast.citra, at=NOW)
    document = issued(cast.citra)
    assert b"/Image" in read(document.renditions.get(format="pdf"))
    assert any("media" in n for n in zipfile.ZipFile(BytesIO(read(document.renditions.get(format="docx")))).namelist())


@pytest.mark.parametrize("content", [b"<svg/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"0" * 50, b"x" * 2_000_001])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Problem) as refused:
        clean_logo(content)
    assert "logo" in refused.value.fields


@pytest.mark.django_db(transaction=True)
def test_two_first_forms_of_a_kind_at_once_are_two_versions_of_which_one_counts(monkeypatch):
    with scoped(EVERYWHERE):
        cast = make_cast()
    both_tried = Barrier(2, timeout=30)
    save = forms.save_bytes

    def save_together(*args):
        both_tried.wait()
        return save(*args)

    monkeypatch.setattr(forms, "save_bytes", save_together)

    def own(text: str) -> int:
        try:
            with scoped(EVERYWHERE):
                return bring(cast, form(text)).version
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(own, [WHOLE, WHOLE.replace("KAMI", "LAIN")])) == [1, 2]
    with scoped(EVERYWHERE):
        assert list(Template.objects.filter(active=True).values_list("version", flat=True)) == [2]
