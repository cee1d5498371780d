"""What a client fetches: the list, the form, its villages; and ODK Validate has nothing against the form."""

import csv
import io
import re
import shutil
from hashlib import md5

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from pyxform.validators.odk_validate import ODKValidateError, check_xform

from kondusif.interop.openrosa.codec import FORM_LIST, MANIFEST
from kondusif.interop.openrosa.forms import public_form
from kondusif.interop.openrosa.mapping import PUBLIC_ROLES
from kondusif.interop.openrosa.officeforms import read_workbook
from kondusif.people.tests.factories import make_places
from kondusif.regions.models import Region
from kondusif.reports.categories import CATEGORIES, SEALED_TO
from kondusif.reports.territory import forget_territory

pytestmark = pytest.mark.django_db
XFORMS = "{http://www.w3.org/2002/xforms}"


@pytest.fixture(autouse=True)
def places(db):
    forget_territory()
    make_places()


def listed(client, **query) -> list[dict[str, str]]:
    answer = client.get("/openrosa/formList", query, headers={"X-OpenRosa-Version": "1.0"})
    assert (answer.status_code, answer["X-OpenRosa-Version"]) == (200, "1.0")
    assert answer["Content-Type"].startswith("text/xml")
    root = etree.fromstring(answer.content)
    assert root.tag == f"{{{FORM_LIST}}}xforms"
    return [{child.tag.partition("}")[2]: child.text for child in form} for form in root]


def test_a_bare_client_finds_the_form_its_files_and_their_marks_without_an_account(client):
    [form] = listed(client)
    assert "descriptionText" not in form and form["formID"] == "kondusif_laporan"
    xform = client.get(form["downloadUrl"]).content
    assert form["hash"] == "md5:" + md5(xform).hexdigest()
    root = etree.fromstring(client.get(form["manifestUrl"]).content)
    [file] = root
    found = {child.tag.partition("}")[2]: child.text for child in file}
    assert (root.tag, found["filename"]) == (f"{{{MANIFEST}}}manifest", "villages.csv")
    content = client.get(found["downloadUrl"]).content
    assert found["hash"] == "md5:" + md5(content).hexdigest()
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert {"name": "35.26.06.2001", "label": "Kombangan", "subdistrict": "35.26.06"} in rows
    assert {row["name"] for row in rows} == set(Region.objects.filter(level=4).values_list("code", flat=True))


def test_the_list_answers_for_one_form_and_tells_more_when_asked(client):
    assert "tanpa akun" in listed(client, verbose="true")[0]["descriptionText"].lower()
    assert len(listed(client, formID="kondusif_laporan")) == 1
    assert listed(client, formID="tiada") == []
    for path in (
        "/openrosa/forms/tiada.xml",
        "/openrosa/forms/kondusif_laporan/media/tiada.csv",
        "/openrosa/k/tiada-kunci/formList",
    ):
        assert client.get(path).status_code == 404


def test_the_form_asks_exactly_what_a_report_can_hold_in_two_languages():
    root = etree.fromstring(public_form().form.xform)
    [data] = root.iter(f"{XFORMS}data")
    asked = {child.tag.partition("}")[2] for child in data} - {"intro", "unsealed", "meta", "regency"}
    assert asked == set(PUBLIC_ROLES) - {"exercise"}
    assert data.get("id") == "kondusif_laporan" and re.fullmatch("[0-9a-f]{10}", data.get("version"))
    languages = {
        t.get("lang"): {e.get("id"): "".join(e.itertext()) for e in t} for t in root.iter(f"{XFORMS}translation")
    }
    indonesian, english = languages["Indonesian (id)"], languages["English (en)"]
    assert set(indonesian) == set(english) and "" not in {*indonesian.values(), *english.values()}
    assert {"Politik uang"} <= set(indonesian.values()) and {"Money politics"} <= set(english.values())
    choices = {e.text for e in root.iter(f"{XFORMS}name")}
    assert set(CATEGORIES) <= choices
    # Nothing of the phone or of who holds it is asked.
    assert not {"deviceid", "phonenumber", "username", "email", "subscriberid"} & asked


def test_whoever_tells_of_what_the_web_page_seals_reads_before_writing_that_this_form_does_not(settings):
    root = etree.fromstring(public_form().form.xform)
    [bind] = [b for b in root.iter(f"{XFORMS}bind") if b.get("nodeset") == "/data/unsealed"]
    assert set(re.findall("'([a-z_]+)'", bind.get("relevant"))) == set(SEALED_TO) and bind.get("readonly") == "true()"
    asked = [e.get("ref") for e in root.iter() if e.get("ref", "").startswith("/data/")]
    assert asked.index("/data/category") < asked.index("/data/unsealed") < asked.index("/data/text")
    told = {
        t.get("lang"): "".join("".join(e.itertext()) for e in t if "unsealed" in e.get("id"))
        for t in root.iter(f"{XFORMS}translation")
    }
    assert "tidak disegel" in told["Indonesian (id)"] and "not sealed" in told["English (en)"]
    assert all(f"{settings.PUBLIC_ADDRESS}/laporan/baru" in words for words in told.values())


def test_the_workbook_is_the_form_as_people_edit_it(client):
    answer = client.get("/openrosa/forms/kondusif_laporan.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert "kondusif_laporan.xlsx" in answer["Content-Disposition"]


def test_a_new_village_is_in_the_list_and_an_unchanged_form_keeps_its_version():
    before = public_form()
    assert public_form() is before
    forget_territory()
    Region.objects.create(code="35.26.06.2099", name="Baru", kind="village", level=4, parent_id="35.26.06",
                          timezone="Asia/Jakarta", search_name="baru")  # fmt: skip
    after = public_form()
    assert after.form.version == before.form.version  # phones need not fetch the form for it
    assert b"35.26.06.2099,Baru,35.26.06" in after.media[0].content


OFFICES_OWN = [
    ["select_one jenis", "jenis", "Jenis gangguan"], ["geopoint", "titik", "Titik"], ["geotrace", "jalur", "Jalur"], ["image", "foto", "Foto"],
    ["begin_group", "lokasi", "Lokasi"], ["text", "rt", "RT"], ["end_group", "", ""],
    ["begin_repeat", "saksi", "Saksi"], ["text", "kata", "Kata saksi"], ["end_repeat", "", ""],
    ["calculate", "hitung", ""], ["date", "hari", "Hari"], ["note", "pesan", "Terima kasih"],
]  # fmt: skip


def an_offices_form() -> bytes:
    """What an office draws in a spreadsheet: choices, groups, repeats, photos, as phones get it from us."""
    book = Workbook()
    survey, choices, settings = book.active, book.create_sheet("choices"), book.create_sheet("settings")
    survey.title = "survey"
    for row in (
        ["type", "name", "label"],
        *OFFICES_OWN,
        *(["integer", f"q{n}", f"Pertanyaan {n}"] for n in range(237)),
    ):
        survey.append(row)
    survey.cell(1, 4, "calculation")
    survey.cell(2 + [row[0] for row in OFFICES_OWN].index("calculate"), 4, "count(${saksi})")
    for row in (
        ["list_name", "name", "label"],
        ["jenis", "kotak", "Kotak suara"],
        ["jenis", "warga", "Warga <berkumpul> & lain"],
    ):
        choices.append(row)
    for row in (["form_title", "form_id", "version"], ["Survei TPS", "survei_tps", "7"]):
        settings.append(row)
    out = io.BytesIO()
    book.save(out)
    return read_workbook(out.getvalue()).xform


@pytest.fixture
def judged(tmp_path):
    """``judged(xform)`` is what ODK Validate warns of; what it refuses, raises."""
    if shutil.which("java") is None:
        pytest.skip("ODK Validate needs Java: apt install default-jdk-headless")

    def judge(xform: bytes) -> list[str]:
        path = tmp_path / "form.xml"
        path.write_bytes(xform)
        return check_xform(str(path))

    return judge


@pytest.mark.parametrize("form", [lambda: public_form().form.xform, an_offices_form], ids=["public", "office"])
def test_odk_validate_accepts_the_form(judged, form):
    assert judged(form()) == []


def test_odk_validate_does_look(judged):
    broken = an_offices_form().replace(b"</model>", b'<bind nodeset="/data/tiada" calculate="count((" /></model>')
    with pytest.raises(ODKValidateError):
        judged(broken)
