"""The pages of commitments: thin, kind, usable on a phone and without JavaScript."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from kondusif.commitments.actions import drafting, paper, signing, standing
from kondusif.commitments.actions.drafting import open_for_signature
from kondusif.commitments.models import Certificate, Commitment, Signing
from kondusif.commitments.rules import Article
from kondusif.commitments.states import CommitmentState, Kind, Method
from kondusif.commitments.tests.factories import STROKES, ink, mark, new_commitment, party
from kondusif.people.models import Person
from kondusif.people.tests.factories import NEW_YEAR

pytestmark = pytest.mark.django_db
ARTICLES = "# Netralitas\nTidak memihak.\nTidak memakai fasilitas negara."


@pytest.fixture
def stage(settings, cast, tmp_path):
    settings.DEMO = True
    settings.SECRETS_DIR = tmp_path
    Person.objects.update(is_demo=True)
    return cast


def browser(stage, name: str) -> Client:
    client = Client()
    client.force_login(stage.persons[name])
    return client


def opened(stage, **changes) -> Commitment:
    now = timezone.now()
    new = new_commitment(valid_until=(now + timedelta(days=60)).date(), **changes)
    row = drafting.draft_commitment(new=new, by=stage.budi, at=now)
    return open_for_signature(commitment_id=row.pk, by=stage.citra, at=now)


def a_photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("scan.jpg", out.getvalue(), "image/jpeg")


def drawn(row, **changes) -> dict[str, str]:
    return {"strokes": json.dumps(STROKES), "client_id": str(uuid4()), "seen": mark(row)} | changes


def signed(stage, row, title, viewer):
    return signing.sign_by_hand(party_id=party(row, title).pk, seen=mark(row), ink=ink(), by=viewer, at=timezone.now())


def test_an_officer_drafts_adds_parties_and_the_head_opens(stage):
    budi, citra = browser(stage, "budi"), browser(stage, "citra")
    wrong = budi.post("/komitmen/susun", {"kind": "joint_commitment", "title": "", "articles": " "})
    assert wrong.status_code == 422
    made = budi.post("/komitmen/susun", {"kind": "joint_commitment", "title": "Damai", "articles": ARTICLES, "is_public": "on"})  # fmt: skip
    row = Commitment.objects.get()
    assert made["Location"] == f"/komitmen/{row.pk}"
    nobody = budi.post(f"/komitmen/{row.pk}/pihak", {"kind": "agency", "person_name": "", "organisation": "Dinas X"})
    assert nobody.status_code == 422
    assert "Dinas X" in nobody.content.decode()  # what was typed stays
    assert budi.post(f"/komitmen/{row.pk}/pihak", {"kind": "figure", "person_name": "Kiai Hasan"}).status_code == 302
    assert budi.post(f"/komitmen/{row.pk}/buka").status_code == 403
    assert citra.post(f"/komitmen/{row.pk}/buka").status_code == 302
    row.refresh_from_db()
    assert row.state == CommitmentState.OPEN
    assert citra.post(f"/komitmen/{row.pk}/buka").status_code == 409


def test_a_camat_reads_and_signs_on_her_phone(stage):
    row = opened(stage)
    dewi = browser(stage, "dewi")
    assert "Baca dan tanda tangani" in dewi.get("/komitmen/").content.decode()
    page = f"/komitmen/pihak/{party(row, 'Camat Geger').pk}/tanda-tangan"
    assert "Menolak segala bentuk intimidasi" in dewi.get(page).content.decode()
    empty = dewi.post(page, drawn(row, strokes=""))
    assert empty.status_code == 422
    assert dewi.post(page, drawn(row)).status_code == 302
    assert Signing.objects.get().method == Method.TOUCH
    again = dewi.post(page, drawn(row))
    assert again.status_code == 409
    assert "sudah menandatangani" in again.content.decode()


def test_a_typed_name_signs_without_a_touch_screen_or_javascript(stage):
    row = opened(stage)
    page = f"/komitmen/pihak/{party(row, 'Camat Geger').pk}/tanda-tangan"
    typed = drawn(row, strokes="", typed_name="Dewi Rahayu", confirmed="on", client_id="")
    assert browser(stage, "dewi").post(page, typed).status_code == 302
    assert Signing.objects.get().typed_name == "Dewi Rahayu"


def test_a_signature_on_an_old_text_shows_the_new_one_and_says_so(stage):
    row = opened(stage)
    old = drawn(row)
    drafting.reword(
        commitment_id=row.pk, preamble="", articles=[Article("Baru", ("Butir baru.",))], reason="Usul KPU",
        by=stage.budi, at=timezone.now(),
    )  # fmt: skip
    page = f"/komitmen/pihak/{party(row, 'Camat Geger').pk}/tanda-tangan"
    answer = browser(stage, "dewi").post(page, old)
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "tanda tangan pada naskah lama tidak berlaku" in told
    assert "Butir baru." in told
    assert mark(row) in told
    assert not Signing.objects.exists()


def test_a_party_without_account_signs_with_a_link_once(stage):
    row = opened(stage)
    handed = browser(stage, "budi").post(f"/komitmen/pihak/{party(row, 'Kiai Hasan').pk}/tautan")
    told = handed.content.decode()
    assert "<svg" in told
    token = told.split("/komitmen/tanda-tangan/")[1].split('"')[0].split("<")[0].strip()
    citizen = Client()
    page = f"/komitmen/tanda-tangan/{token}"
    assert "Kiai Hasan" in citizen.get(page).content.decode()
    assert citizen.post(page, drawn(row, agreed_to_name="on")).status_code == 200
    assert Signing.objects.get().party.agreed_to_name
    assert citizen.get(page).status_code == 409
    assert "sudah dipakai" in citizen.get(page).content.decode()
    assert citizen.get("/komitmen/tanda-tangan/tidak-ada").status_code == 404


def test_a_scan_that_is_no_picture_is_refused_in_words_and_a_true_one_waits_for_a_second_officer(stage):
    row = opened(stage)
    budi, ani = browser(stage, "budi"), browser(stage, "ani")
    page = f"/komitmen/pihak/{party(row, 'Kiai Hasan').pk}/pindaian"
    junk = SimpleUploadedFile("scan.jpg", b"MZ\x90 not a picture", "image/jpeg")
    refused = budi.post(page, {"seen": mark(row), "scan": junk})
    assert refused.status_code == 422
    assert "JPEG" in refused.content.decode()
    assert not Signing.objects.exists()
    assert budi.post(page, {"seen": mark(row), "scan": a_photo()}).status_code == 302
    scan = Signing.objects.get()
    judge = f"/komitmen/{row.pk}/pindaian/{scan.pk}"
    assert budi.post(judge, {"verdict": "accepted"}).status_code == 403
    assert ani.get(f"/komitmen/pindaian/{scan.pk}.jpg")["Content-Type"] == "image/jpeg"
    assert browser(stage, "eko").get(f"/komitmen/pindaian/{scan.pk}.jpg").status_code == 404
    assert ani.post(judge, {"verdict": "accepted"}).status_code == 302


def test_a_certificate_is_made_signs_the_paper_and_is_taken_back(stage):
    row = opened(stage)
    signed(stage, row, "Camat Geger", stage.dewi)
    citra, rendra = browser(stage, "citra"), browser(stage, "rendra")
    page = f"/komitmen/pihak/{party(row, 'Bupati Bangkalan').pk}/sertifikat"
    holding = stage.persons["rendra"].holdings.get()
    made = {"holding": str(holding.pk), "phrase": "frasa milik sendiri"}
    assert rendra.post("/komitmen/sertifikat/", made | {"phrase": "pendek"}).status_code == 422
    assert rendra.post("/komitmen/sertifikat/", made).status_code == 302
    certificate = Certificate.objects.get()
    wish = {"certificate": str(certificate.pk), "phrase": "frasa milik sendiri", "seen": mark(row)}
    assert rendra.post(page, wish).status_code == 409  # no paper yet
    assert citra.post(f"/komitmen/{row.pk}/terbitkan").status_code == 302
    wrong = rendra.post(page, wish | {"phrase": "salah semua"})
    assert wrong.status_code == 422
    assert "salah semua" not in wrong.content.decode()
    assert rendra.post(page, wish).status_code == 302
    told = citra.get(f"/komitmen/{row.pk}/keabsahan").content.decode()
    assert "Rendra Wijaya" in told
    assert "bukan sertifikat elektronik nasional" in told
    assert rendra.post(f"/komitmen/sertifikat/{certificate.pk}/cabut", {"reason": "superseded"}).status_code == 302
    assert "dicabut" in rendra.get("/komitmen/sertifikat/").content.decode()
    assert rendra.post(page, wish).status_code in {409, 422}
    pdf = citra.get(f"/komitmen/{row.pk}/naskah.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_a_list_is_looked_at_before_anything_is_made(stage):
    citra = browser(stage, "citra")
    form = {
        "kind": "integrity_pact",
        "title": "Pakta",
        "articles": ARTICLES,
        "list": "jabatan\nCamat Geger\nCamat Tiada",
    }
    looked = citra.post("/komitmen/daftar", form | {"look": "1"})
    assert "Baris 3" in looked.content.decode()
    assert citra.post("/komitmen/daftar", form | {"make": "1"}).status_code == 422
    assert not Commitment.objects.exists()
    file = SimpleUploadedFile("opd.csv", "jabatan;x\nCamat Geger;1\n".encode("utf-8-sig"), "text/csv")
    seen = citra.post("/komitmen/daftar", form | {"look": "1", "file": file})
    assert "1 pakta" in seen.content.decode()
    made = citra.post(
        "/komitmen/daftar", form | {"make": "1", "list": "jabatan;x\nCamat Geger;1", "open_at_once": "on"}
    )
    assert made.status_code == 302
    assert Commitment.objects.get().state == CommitmentState.OPEN
    assert "Camat Geger" in citra.get("/komitmen/kepatuhan").content.decode()


def in_force(stage, **changes) -> Commitment:
    row = opened(stage, **changes)
    signed(stage, row, "Camat Geger", stage.dewi)
    return standing.put_in_force(commitment_id=row.pk, reason="Ormas menyusul", by=stage.citra, at=timezone.now())


def test_the_public_reads_what_was_promised_and_no_private_name(stage):
    row = in_force(stage)
    hidden = opened(stage, title="Belum berlaku")
    secret = in_force(stage, title="Tidak untuk umum", is_public=False)
    citizen = Client()
    told = citizen.get("/komitmen/publik/?wilayah=bangkalan").content.decode()
    assert row.title in told
    assert hidden.title not in told
    assert secret.title not in told
    page = citizen.get(f"/komitmen/publik/{row.pk}").content.decode()
    assert "Menolak segala bentuk intimidasi" in page
    assert "Camat Geger" in page
    assert "Kiai Hasan" not in page
    assert "Siti Aminah" not in page  # the organisation stands for her
    assert "Ormas Contoh" in page
    assert "Ormas menyusul" in page
    assert "Belum diketahui" in page
    for other in (hidden, secret):
        assert citizen.get(f"/komitmen/publik/{other.pk}").status_code == 404
        assert citizen.get(f"/komitmen/publik/{other.pk}/naskah.pdf").status_code == 404
    assert citizen.get("/komitmen/publik/?wilayah=sampang").content.decode().count(row.title) == 0


def test_a_breach_is_told_to_the_public_without_the_party_until_it_is_decided(stage):
    row = in_force(stage)
    budi, citra = browser(stage, "budi"), browser(stage, "citra")
    camat = party(row, "Camat Geger")
    said = {"party": str(camat.pk), "reason": "Hadir di kampanye", "case_number": "012/LP"}
    missing = budi.post(f"/komitmen/{row.pk}/pelanggaran", said | {"case_number": ""})
    assert missing.status_code == 422
    assert "Hadir di kampanye" in missing.content.decode()
    assert budi.post(f"/komitmen/{row.pk}/pelanggaran", said).status_code == 302
    breach = row.breaches.get()
    told = Client().get(f"/komitmen/publik/{row.pk}").content.decode()
    assert "dugaan, belum diputus" in told
    assert "Hadir di kampanye" not in told
    assert "(Camat Geger)" not in told
    verdict = {"verdict": "upheld", "decision": "Terbukti menurut Bawaslu"}
    assert budi.post(f"/komitmen/{row.pk}/pelanggaran/{breach.pk}", verdict).status_code == 403
    assert citra.post(f"/komitmen/{row.pk}/pelanggaran/{breach.pk}", verdict).status_code == 302
    assert "(Camat Geger)" in Client().get(f"/komitmen/publik/{row.pk}").content.decode()


def test_after_midnight_a_finding_is_offered_and_taken_as_of_the_day_that_has_begun(stage, monkeypatch):
    row = in_force(stage)
    monkeypatch.setattr("kondusif.people.middleware.timezone.now", lambda: NEW_YEAR)
    budi = browser(stage, "budi")
    assert 'name="on" value="2027-01-01"' in budi.get(f"/komitmen/{row.pk}").content.decode()
    seen = {"outcome": "kept", "finding": "Tenang"}
    for day, status in (("2027-01-02", 422), ("2027-01-01", 302)):
        assert budi.post(f"/komitmen/{row.pk}/pantau", seen | {"on": day}).status_code == status


def test_a_finding_with_a_photo_is_written_down(stage):
    row = in_force(stage)
    today = timezone.localdate().isoformat()
    seen = {
        "on": today,
        "outcome": "kept",
        "finding": "Tenang",
        "public_text": "Tidak ada pelanggaran",
        "photo": a_photo(),
    }
    assert browser(stage, "budi").post(f"/komitmen/{row.pk}/pantau", seen).status_code == 302
    event = row.monitoring.get()
    assert browser(stage, "citra").get(f"/komitmen/pantauan/{event.pk}.jpg").status_code == 200
    assert "Tidak ada pelanggaran" in Client().get(f"/komitmen/publik/{row.pk}").content.decode()


def test_the_authority_and_its_list_are_there_for_everybody(stage):
    citizen = Client()
    assert b"BEGIN CERTIFICATE" in citizen.get("/komitmen/sertifikat/ca.pem").content
    assert citizen.get("/komitmen/sertifikat/pencabutan.crl")["Content-Type"] == "application/pkix-crl"


def test_an_officer_of_another_regency_finds_nothing(stage):
    row = in_force(stage)
    eko = browser(stage, "eko")
    assert row.title not in eko.get("/komitmen/").content.decode()
    for page in (f"/komitmen/{row.pk}", f"/komitmen/{row.pk}/keabsahan", f"/komitmen/{row.pk}/naskah.pdf"):
        assert eko.get(page).status_code == 404
    assert eko.post(f"/komitmen/{row.pk}/ingatkan").status_code == 404


def test_the_list_takes_as_many_questions_for_thirty_rows_as_for_one(stage, django_assert_max_num_queries):
    for n in range(30):
        opened(stage, title=f"Pakta {n}", kind=Kind.INTEGRITY_PACT)
    citra = browser(stage, "citra")
    citra.get("/komitmen/")
    with django_assert_max_num_queries(30):
        assert citra.get("/komitmen/").status_code == 200


def test_the_paper_may_be_fetched_by_everybody_once_it_is_in_force(stage):
    row = opened(stage)
    signed(stage, row, "Camat Geger", stage.dewi)
    paper.issue_paper(commitment_id=row.pk, by=stage.citra, at=timezone.now())
    citizen = Client()
    assert citizen.get(f"/komitmen/publik/{row.pk}/naskah.pdf").status_code == 404
    standing.put_in_force(commitment_id=row.pk, reason="Sebagian", by=stage.citra, at=timezone.now())
    assert citizen.get(f"/komitmen/publik/{row.pk}/naskah.pdf").content.startswith(b"%PDF")
