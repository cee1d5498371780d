"""The paper carries who signed how, the seal, and certificates; whatever is done to it afterwards shows."""

import subprocess
from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kondusif.commitments.actions import drafting, paper, signing
from kondusif.commitments.actions.certificates import opened as opened_certificate
from kondusif.commitments.actions.certificates import request_certificate, revoke_certificate
from kondusif.commitments.models import Certificate, Signing
from kondusif.commitments.queries import own_holdings, usable_certificates
from kondusif.commitments.rules import Article, certificate_state
from kondusif.commitments.states import CertificateState, Kind, Method
from kondusif.commitments.tasks import revoke_certificates, watch_terms
from kondusif.commitments.tests.factories import mark, opened, party, signed_by_office
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.documents import queries as documents
from kondusif.documents.models import Document
from kondusif.documents.signing import stamping
from kondusif.documents.signing.problems import SigningProblem
from kondusif.documents.signing.verdicts import Fault
from kondusif.documents.storing import read
from kondusif.documents.tests.papers import desk_in, has
from kondusif.people.actions import cut_off, end_holding
from kondusif.people.models import Holding
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint

pytestmark = pytest.mark.django_db
PHRASE = "frasa milik sendiri"


@pytest.fixture(autouse=True)
def own_authority(settings, tmp_path):
    """An authority for each test: what one test takes back, another may need."""
    settings.SECRETS_DIR = tmp_path


def certificate_of(viewer, at=NOW) -> Certificate:
    [holding] = own_holdings(viewer, NOW.date())
    return request_certificate(holding_id=holding.pk, phrase=PHRASE, by=viewer, at=at)


def certified(row, name, viewer, at=NOW) -> Signing:
    signer = opened_certificate(certificate_of(viewer), PHRASE)
    return paper.sign_by_certificate(party_id=party(row, name).pk, seen=mark(row), signer=signer, by=viewer, at=at)


def with_paper(cast, **changes):
    row = opened(cast, **changes)
    signed_by_office(row, "Camat Geger", cast.dewi)
    paper.issue_paper(commitment_id=row.pk, by=cast.citra, at=NOW)
    row.refresh_from_db()
    return row


def latest(row) -> bytes:
    return read(paper.latest_file(row.document))


def test_the_paper_is_issued_sealed_and_tells_who_has_signed_and_how(cast, tmp_path):
    row = with_paper(cast)
    assert row.document.number
    assert row.document.kind == "joint_commitment"
    verdict = paper.judge_paper(row, NOW)
    assert verdict.is_valid
    assert [f.name for f in verdict.findings] == ["Segel Kondusif Kondusif"]
    if not has("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    (tmp_path / "x.pdf").write_bytes(latest(row))
    told = subprocess.run(["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], capture_output=True, text=True).stdout
    for words in (
        "Pilkada Damai Bangkalan",
        "Menolak segala bentuk intimidasi",
        "Ditandatangani dengan sentuhan",
        "Kiai Hasan",
    ):
        assert words in told
    assert "<polyline" in Document.objects.get().data["parties"][1]["ink"]


def test_certificates_sign_one_after_the_other_and_complete_the_list(cast):
    row = with_paper(cast)
    certified(row, "Bupati Bangkalan", cast.rendra)
    verdict = paper.judge_paper(row, NOW)
    assert verdict.is_valid
    assert [f.name for f in verdict.findings][1:] == ["Rendra Wijaya"]
    assert verdict.findings[1].title == "Pj. Bupati Bangkalan"
    signing_row = Signing.objects.get(method=Method.CERTIFICATE)
    assert signing_row.certificate_is_local
    with pytest.raises(Conflict):
        paper.issue_paper(commitment_id=row.pk, by=cast.citra, at=NOW)


def test_a_changed_byte_a_cut_end_and_another_paper_all_show(cast):
    row = with_paper(cast)
    sealed = latest(row)
    certified(row, "Bupati Bangkalan", cast.rendra)
    whole = latest(row)
    assert paper.judge_file(row, whole, NOW).is_valid
    middle = len(whole) // 2
    forged = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    assert Fault.BYTES_CHANGED in paper.judge_file(row, forged, NOW).all_faults
    assert Fault.SIGNATURE_REMOVED in paper.judge_file(row, sealed, NOW).all_faults
    other = with_paper(cast, title="Komitmen lain")
    assert Fault.OTHER_TEXT in paper.judge_file(row, latest(other), NOW).all_faults
    assert not paper.judge_file(row, b"bukan pdf", NOW).is_valid


def test_without_a_paper_no_certificate_signs_and_a_draft_has_none(cast):
    row = opened(cast)
    with pytest.raises(Conflict) as none:
        certified(row, "Bupati Bangkalan", cast.rendra)
    assert none.value.code == "commitment.no_paper"
    from kondusif.commitments.tests.factories import drafted

    with pytest.raises(Conflict):
        paper.issue_paper(commitment_id=drafted(cast).pk, by=cast.citra, at=NOW)
    with pytest.raises(NotAllowed):
        paper.issue_paper(commitment_id=row.pk, by=cast.dewi, at=NOW)


def test_who_signs_in_the_same_moment_is_asked_again_and_nothing_is_lost(cast, monkeypatch):
    row = with_paper(cast)
    signer = opened_certificate(certificate_of(cast.rendra), PHRASE)
    sign = stamping.sign_pdf

    def meanwhile(pdf, **more):
        monkeypatch.setattr(stamping, "sign_pdf", sign)
        certified(row, "Camat Geger (saksi)", cast.dewi)
        return sign(pdf, **more)

    from kondusif.commitments.actions.drafting import NewParty
    from kondusif.commitments.states import PartyKind

    camat = party(row, "Camat Geger")
    witness = NewParty(PartyKind.CIVIL_SERVANT, camat.office_id, "Camat Geger (saksi)", "Dewi Rahayu", "Saksi")
    drafting.add_party(commitment_id=row.pk, party=witness, by=cast.budi, at=NOW)
    monkeypatch.setattr(stamping, "sign_pdf", meanwhile)
    with pytest.raises(Conflict) as moved:
        paper.sign_by_certificate(
            party_id=party(row, "Bupati Bangkalan").pk, seen=mark(row), signer=signer, by=cast.rendra, at=NOW
        )
    assert moved.value.code == "commitment.paper_moved"
    assert Signing.objects.filter(method=Method.CERTIFICATE).count() == 1
    assert paper.judge_paper(row, NOW).is_valid
    paper.sign_by_certificate(
        party_id=party(row, "Bupati Bangkalan").pk, seen=mark(row), signer=signer, by=cast.rendra, at=NOW
    )
    row.refresh_from_db()
    assert len(paper.judge_paper(row, NOW).findings) == 3


def test_a_certificate_taken_back_signs_nothing(cast):
    row = with_paper(cast)
    certificate = certificate_of(cast.rendra)
    signer = opened_certificate(certificate, PHRASE)
    revoke_certificate(certificate_id=certificate.pk, reason="superseded", by=cast.rendra, at=NOW)
    with pytest.raises(SigningProblem) as revoked:
        paper.sign_by_certificate(
            party_id=party(row, "Bupati Bangkalan").pk, seen=mark(row), signer=signer, by=cast.rendra,
            at=NOW + timedelta(minutes=1),
        )  # fmt: skip
    assert revoked.value.code == "signing.revoked"
    assert not Signing.objects.filter(method=Method.CERTIFICATE).exists()


def test_a_lost_key_reported_later_shows_on_the_paper(cast):
    row = with_paper(cast)
    certified(row, "Bupati Bangkalan", cast.rendra)
    certificate = Certificate.objects.get()
    revoke_certificate(
        certificate_id=certificate.pk, reason="key_compromise", by=cast.citra, at=NOW + timedelta(hours=1)
    )
    verdict = paper.judge_paper(row, NOW)
    assert not verdict.is_valid
    assert [f.faults for f in verdict.findings] == [(), (Fault.KEY_LOST,)]


def test_somebody_else_s_certificate_or_a_stranger_s_authority_signs_nothing(cast, tmp_path):
    row = with_paper(cast)
    of_dewi = opened_certificate(certificate_of(cast.dewi), PHRASE)
    stranger = desk_in(tmp_path / "lain", "Lain").person("Rendra Wijaya", since=NOW - timedelta(days=1))
    for signer in (of_dewi, stranger):
        with pytest.raises(NotAllowed):
            paper.sign_by_certificate(
                party_id=party(row, "Bupati Bangkalan").pk, seen=mark(row), signer=signer, by=cast.rendra, at=NOW
            )
    assert len(paper.files_of(row.document)) == 2


def test_a_certificate_lasts_as_long_as_the_office_and_opens_only_with_its_phrase(cast):
    Holding.objects.filter(person_id=cast.rendra.person_id).update(ends_on=(NOW + timedelta(days=20)).date())
    certificate = certificate_of(cast.rendra)
    assert certificate.valid_until - NOW < timedelta(days=22)
    assert usable_certificates(cast.rendra, party(opened(cast), "Bupati Bangkalan").office_id, NOW).count() == 1
    with pytest.raises(SigningProblem):
        opened_certificate(certificate, "frasa yang lain")
    with pytest.raises(SigningProblem):
        [holding] = own_holdings(cast.dewi, NOW.date())
        request_certificate(holding_id=holding.pk, phrase="pendek", by=cast.dewi, at=NOW)
    with pytest.raises(NotAllowed):
        request_certificate(holding_id=certificate.holding_id, phrase=PHRASE, by=cast.dewi, at=NOW)


def test_whoever_is_cut_off_signs_nothing_more(cast):
    certificate = certificate_of(cast.rendra)
    kept = certificate_of(cast.dewi)
    admin = viewer_of(appoint("Agus Admin", Role.ADMIN, "35.26", "Admin Bangkalan"), at=NOW)
    cut_off(person_id=cast.rendra.person_id, by=admin, at=NOW)
    event = Event.objects.filter(name="person.cut_off").last()
    revoke_certificates(event_id=event.pk)
    assert Certificate.objects.get(pk=certificate.pk).revoked_at is not None
    assert Certificate.objects.get(pk=kept.pk).revoked_at is None


def test_whoever_leaves_an_office_signs_until_the_last_day_and_nothing_after_it(cast):
    certificate = certificate_of(cast.rendra)
    admin = viewer_of(appoint("Agus Admin", Role.ADMIN, "35.26", "Admin Bangkalan"), at=NOW)
    last = timezone.now().date() + timedelta(days=20)
    end_holding(holding_id=certificate.holding_id, ends_on=last, by=admin, at=NOW)
    event = Event.objects.filter(name="holding.ended").last()
    Certificate.objects.update(valid_until=timezone.now() + timedelta(days=90))
    revoke_certificates(event_id=event.pk)
    assert Certificate.objects.get(pk=certificate.pk).revoked_at is None
    watch_terms(timestamp=int((timezone.now() + timedelta(days=22)).timestamp()))
    assert Certificate.objects.get(pk=certificate.pk).revoked_at is not None


def test_only_the_owner_and_who_manages_certificates_take_one_back_and_once(cast):
    certificate = certificate_of(cast.rendra)
    for stranger in (cast.budi, cast.dewi, cast.eko):
        with pytest.raises(NotAllowed):
            revoke_certificate(certificate_id=certificate.pk, reason="superseded", by=stranger, at=NOW)
    revoke_certificate(certificate_id=certificate.pk, reason="superseded", by=cast.citra, at=NOW)
    with pytest.raises(Conflict):
        revoke_certificate(certificate_id=certificate.pk, reason="superseded", by=cast.citra, at=NOW)
    names = list(Event.objects.filter(subject_id=str(certificate.pk)).order_by("id").values_list("name", flat=True))
    assert names == ["certificate.issued", "certificate.revoked"]


def test_the_state_of_a_certificate_follows_the_clock():
    term = {"valid_from": NOW, "valid_until": NOW + timedelta(days=5)}
    day = timedelta(days=1)
    told = [
        certificate_state(**term, revoked_at=None, at=NOW - day),
        certificate_state(**term, revoked_at=None, at=NOW),
        certificate_state(**term, revoked_at=NOW + day, at=NOW),
        certificate_state(**term, revoked_at=NOW, at=NOW + day),
        certificate_state(**term, revoked_at=None, at=NOW + 9 * day),
    ]
    C = CertificateState
    assert told == [C.NOT_YET, C.VALID, C.VALID, C.REVOKED, C.EXPIRED]


def test_a_new_text_takes_the_paper_away(cast):
    row = with_paper(cast)
    drafting.reword(
        commitment_id=row.pk, preamble="", articles=[Article("A", ("B",))], reason="Usul", by=cast.budi, at=NOW
    )
    row.refresh_from_db()
    assert row.document is None


def test_a_pact_of_one_agency_becomes_its_own_kind_of_paper(cast):
    row = with_paper(cast, kind=Kind.INTEGRITY_PACT)
    assert row.document.kind == "integrity_pact"
    assert row.document.data["clauses"][0] == "Menolak segala bentuk intimidasi."


def test_the_authority_stands_apart_from_the_tests_own_folder():
    assert "test-data" not in str(settings.SECRETS_DIR)


def test_a_problem_while_signing_is_told_in_words(cast):
    row = with_paper(cast)
    with pytest.raises(Problem) as twice:
        signing.hand_over_link(party_id=party(row, "Camat Geger").pk, by=cast.budi, at=NOW)
    assert twice.value.code == "commitment.signed_already"


def test_the_public_check_knows_the_last_stage_and_misses_signatures_in_an_earlier_one(cast):
    row = with_paper(cast)
    sealed = latest(row)
    certified(row, "Bupati Bangkalan", cast.rendra)
    code = row.document.code
    assert documents.is_file_of(code, sha256(latest(row)).hexdigest()) == "signed"
    assert documents.is_file_of(code, sha256(sealed).hexdigest()) == "earlier"
    assert documents.is_file_of(code, sha256(sealed + b"x").hexdigest()) == ""
    told = Client().get(f"/periksa/{code}").content.decode()
    assert "Rendra Wijaya" in told
    assert "bukan sertifikat elektronik nasional" in told
    assert documents.signatures_of(code, NOW).is_valid
    later = NOW + timedelta(hours=1)
    revoke_certificate(certificate_id=Certificate.objects.get().pk, reason="key_compromise", by=cast.citra, at=later)
    assert not documents.signatures_of(code, later).is_valid
    assert "dilaporkan hilang" in Client().get(f"/periksa/{code}").content.decode()
    file = SimpleUploadedFile("komitmen.pdf", sealed, "application/pdf")
    answer = Client().post(f"/periksa/{code}", {"file": file}).content.decode()
    assert "Ada tanda tangan yang kurang" in answer
