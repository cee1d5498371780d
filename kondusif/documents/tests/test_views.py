"""What officers and the public see of documents, and what they are told when something is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kondusif.core.models import Event
from kondusif.documents import actions
from kondusif.documents.models import Document, Letterhead, TakenNumber
from kondusif.documents.storing import read
from kondusif.documents.tests.factories import issued, new_document
from kondusif.people.tests.factories import NOW

pytestmark = pytest.mark.django_db

ORDER = {
    "title": "Perintah pemantauan", "d_order_type": "perintah", "d_assignees": "Budi Santosa; Operator Posko; Bakesbangpol",
    "d_tasks": "Memantau Geger\nMelaporkan hasil", "d_starts_on": "2026-11-24", "d_ends_on": "2026-11-28",
    "d_place": "Kecamatan Geger",
}  # fmt: skip


@pytest.fixture
def browser_of(at_the_scene, cast, settings):
    settings.DEMO = True

    def signed_in(name: str) -> Client:
        person = cast.persons[name]
        person.is_demo = True
        person.save()
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def offices(cast) -> dict[str, str]:
    office = cast.citra.grants[0].office_id
    return {"office": str(office), "signer": str(office)}


def test_an_order_letter_is_typed_kept_changed_and_issued(cast, browser_of):
    client = browser_of("citra")
    kept = client.post("/dokumen/tulis/order_letter", ORDER | offices(cast))
    document = Document.objects.get()
    assert kept.headers["Location"] == f"/dokumen/{document.pk}"
    assert document.data["assignees"][0]["title"] == "Operator Posko"
    assert "Budi Santosa; Operator Posko; Bakesbangpol" in client.get(f"/dokumen/{document.pk}/ubah").content.decode()
    client.post(f"/dokumen/{document.pk}/ubah", ORDER | offices(cast) | {"d_place": "Desa Lerpak"})
    client.post(f"/dokumen/{document.pk}/terbitkan")
    document.refresh_from_db()
    assert (document.number, document.data["place"]) == ("800.1.11/0001/35.26-KESBANGPOL/2026", "Desa Lerpak")
    page = client.get(f"/dokumen/{document.pk}").content.decode()
    assert document.number in page and document.code in page


def test_a_form_with_faults_keeps_what_was_typed_and_names_the_line(cast, browser_of):
    client = browser_of("citra")
    typed = ORDER | offices(cast) | {"d_assignees": "Budi; Operator\nTanpa jabatan", "d_ends_on": "2026-11-01"}
    answer = client.post("/dokumen/tulis/order_letter", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tanpa jabatan" in page and "baris 2" in page
    assert not Document.objects.exists()
    answer = client.post("/dokumen/tulis/order_letter", typed | {"d_assignees": "Budi; Operator"})
    assert answer.status_code == 422 and "sebelum" in answer.content.decode()


def test_a_circular_that_instructs_a_company_is_refused_in_words(cast, browser_of):
    typed = offices(cast) | {
        "title": "Edaran", "d_to": "Direktur", "d_subject": "Larangan cuti", "d_nature": "instruksi",
        "d_targets": ["asn", "swasta"], "d_starts_on": "2026-11-20", "d_ends_on": "2026-11-28", "d_provisions": "Tidak cuti",
    }  # fmt: skip
    answer = browser_of("citra").post("/dokumen/tulis/circular", typed)
    assert answer.status_code == 422
    assert "imbauan" in answer.content.decode() and not Document.objects.exists()
    assert browser_of("citra").post("/dokumen/tulis/circular", typed | {"d_nature": "imbauan"}).status_code == 302


def test_a_look_before_keeping_leaves_no_draft(cast, browser_of):
    answer = browser_of("citra").post("/dokumen/tulis/order_letter", ORDER | offices(cast) | {"preview": "1"})
    assert answer.content.startswith(b"%PDF") and not Document.objects.exists()


@pytest.mark.parametrize("kind", ["order_letter", "duty_roster", "circular", "referral_letter", "information_report", "official_record"])  # fmt: skip
def test_every_form_of_this_room_opens_and_refuses_emptiness_with_words(browser_of, kind):
    client = browser_of("citra")
    assert client.get(f"/dokumen/tulis/{kind}").status_code == 200
    assert client.post(f"/dokumen/tulis/{kind}", {}).status_code == 422


def test_the_map_is_drafted_from_the_ratings_and_shows_areas_without_data(cast, browser_of):
    answer = browser_of("citra").post(
        "/dokumen/tulis/peta",
        offices(cast) | {"authority": "kesbangpol", "as_of": "2026-11-20", "title": "Peta Kerawanan"},
    )
    document = Document.objects.get()
    assert answer.status_code == 302
    assert {a["name"]: a["level"] for a in document.data["areas"]} == {
        "Bangkalan": "tidak ada data",
        "Geger": "tidak ada data",
    }


def test_the_list_finds_by_number_and_shows_no_paper_of_another_regency(cast, browser_of):
    mine = issued(cast.citra, "invitation")
    issued(cast.citra, "referral_letter")
    page = browser_of("citra").get("/dokumen/", {"q": mine.number}).content.decode()
    assert mine.number in page and "200.1.3/" not in page
    assert mine.number not in browser_of("eko").get("/dokumen/").content.decode()
    assert browser_of("eko").get(f"/dokumen/{mine.pk}").status_code == 404


def test_the_list_asks_the_database_the_same_for_one_document_and_for_thirty(
    cast, browser_of, django_assert_max_num_queries
):
    client = browser_of("citra")
    for _n in range(12):
        issued(cast.citra)
    client.get("/dokumen/")
    with django_assert_max_num_queries(20):
        assert client.get("/dokumen/").status_code == 200


def test_withdrawing_needs_a_reason_and_is_told_to_whoever_checks(cast, browser_of):
    document, client = issued(cast.citra), browser_of("citra")
    assert client.post(f"/dokumen/{document.pk}/tarik", {"reason": " "}).status_code == 422
    client.post(f"/dokumen/{document.pk}/tarik", {"reason": "Tanggal salah", "sent": "1"})
    assert "ditarik" in Client().get(f"/periksa/{document.code}").content.decode()
    assert client.post(f"/dokumen/{document.pk}/tarik", {"reason": "Lagi"}).status_code == 409


def test_a_replaced_paper_leads_to_the_new_one(cast, browser_of):
    old, new = issued(cast.citra), issued(cast.citra)
    client = browser_of("citra")
    assert client.post(f"/dokumen/{old.pk}/ganti", {"with_number": "tidak ada", "reason": "x"}).status_code == 422
    client.post(f"/dokumen/{old.pk}/ganti", {"with_number": new.number, "reason": "Ralat tempat"})
    page = Client().get(f"/periksa/{old.code}").content.decode()
    assert new.number in page and new.code in page


def test_anybody_can_check_a_paper_and_its_file(cast):
    document = issued(cast.citra)
    pdf = read(document.renditions.get(format="pdf"))
    page = Client().get(f"/periksa/{document.code.lower()}").content.decode()
    assert document.number in page and "Citra Lestari" in page
    same = Client().post(f"/periksa/{document.code}", {"file": SimpleUploadedFile("surat.pdf", pdf)})
    assert "Identik" in same.content.decode()
    other = Client().post(f"/periksa/{document.code}", {"file": SimpleUploadedFile("surat.pdf", pdf[:-9] + b"x" * 9)})
    told = other.content.decode()
    assert "Tidak sama" in told
    assert told.index("bukan dokumen ini") < told.index(
        "Sah dan berlaku"
    )  # what was brought is told before what was issued
    assert "bukan dokumen ini" not in same.content.decode()
    assert Client().post(f"/periksa/{document.code}").status_code == 422
    assert Client().get("/periksa/TIDAKADA1234").status_code == 404


def test_nothing_of_a_classified_paper_is_told_to_the_public(cast):
    document = issued(cast.ani, "information_report")
    page = Client().get(f"/periksa/{document.code}").content.decode()
    assert "rahasia" in page.lower()
    for secret in (document.title, document.number, document.signer_name, "pengerahan"):
        assert secret not in page


def test_a_draft_is_not_known_to_the_public(cast):
    draft = actions.write_draft(new=new_document(), by=cast.citra, at=NOW)
    assert Client().get(f"/periksa/{draft.code}").status_code == 404


def test_the_letterhead_shows_on_later_papers_and_never_on_earlier_ones(cast, browser_of):
    before = issued(cast.citra)
    office = str(cast.citra.grants[0].office_id)
    form = {"kantor": office, "lines": "PEMERINTAH KABUPATEN BANGKALAN\nBAKESBANGPOL", "city": "Bangkalan",
            "unit_code": "433.205", "number_pattern": "{kode}/{nomor:3}/{unit}/{tahun}"}  # fmt: skip
    client = browser_of("citra")
    assert client.post("/dokumen/kop", form).status_code == 302
    after = issued(cast.citra)
    assert after.number == "005/002/433.205/2026" and after.frame["head"]["lines"][1] == "BAKESBANGPOL"
    before.refresh_from_db()
    assert before.number == "005/0001/35.26-KESBANGPOL/2026"
    bad = client.post("/dokumen/kop", form | {"number_pattern": "{kode}/{tahun}"})
    assert bad.status_code == 422 and "{nomor}" in bad.content.decode()
    assert Letterhead.objects.get().unit_code == "433.205"


def test_a_picture_that_is_none_is_refused(cast, browser_of):
    form = {"kantor": str(cast.citra.grants[0].office_id), "lines": "X", "city": "B", "unit_code": "1"}
    answer = browser_of("citra").post("/dokumen/kop", form | {"logo": SimpleUploadedFile("a.png", b"<svg onload=x>")})
    assert answer.status_code == 422 and not Letterhead.objects.exists()


def test_numbers_used_by_hand_are_entered_on_their_page(cast, browser_of):
    client, office = browser_of("citra"), str(cast.citra.grants[0].office_id)
    form = {
        "office": office,
        "year": "2026",
        "first": "1",
        "last": "3",
        "purpose": "Surat tulisan tangan",
        "series": "",
    }
    assert client.post("/dokumen/nomor", form).status_code == 302
    assert TakenNumber.objects.get().last == 3
    clash = client.post("/dokumen/nomor", form)
    assert clash.status_code == 422 and "Surat tulisan tangan" in clash.content.decode()


def test_every_staff_page_of_the_room_opens(cast, browser_of):
    client = browser_of("citra")
    for name in ("list", "choose", "map", "numbers", "letterhead", "templates"):
        assert client.get(reverse(f"documents:{name}")).status_code == 200, name
    assert client.get("/dokumen/format/minutes.docx").content[:2] == b"PK"


def test_a_file_of_a_classified_paper_is_recorded_before_it_leaves(cast, browser_of):
    document = issued(cast.citra, "minutes")
    answer = browser_of("citra").get(f"/dokumen/{document.pk}/berkas.pdf")
    assert answer.content.startswith(b"%PDF") and answer.headers["Cache-Control"] == "private, no-store"
    assert Event.objects.filter(name="document.read", subject_id=str(document.pk)).count() == 1
    copy = Client().post(f"/periksa/{document.code}", {"file": SimpleUploadedFile("n.pdf", answer.content)})
    assert "Identik" in copy.content.decode()
