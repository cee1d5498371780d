"""A paper is signed by one after the other, and whatever is done to it afterwards shows."""

import io
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature

from kondusif.documents.signing import authority as authority_module
from kondusif.documents.signing.appearance import Appearance, drawn
from kondusif.documents.signing.authority import LABEL
from kondusif.documents.signing.checking import check_pdf
from kondusif.documents.signing.problems import SigningProblem
from kondusif.documents.signing.signers import pkcs12_signer
from kondusif.documents.signing.stamping import Options, add_signature, local_clock, sign_pdf
from kondusif.documents.signing.trust import fingerprint
from kondusif.documents.signing.verdicts import Fault, Level, Stage
from kondusif.documents.tests.papers import AT, DAY, PHRASE, desk_in, has, paper, pdfsig

needs_pdfsig = pytest.mark.skipif(not has("pdfsig"), reason="pdfsig is not installed (poppler-utils)")
needs_nss = pytest.mark.skipif(not (has("pdfsig") and has("certutil") and has("crlutil")), reason="pdfsig and NSS tools (libnss3-tools) are needed to check trust from outside")  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return desk_in(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def citra(desk):
    return desk.person()


def stage(pdf: bytes) -> Stage:
    return Stage(len(pdf), sha256(pdf).digest())


def changed_byte(pdf: bytes) -> bytes:
    """One byte of the first page's content, far from every signature block."""
    at = pdf.index(b"stream\n") + 20
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def rotated(pdf: bytes) -> bytes:
    """The first page turned by an addition at the end, as an editor does it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page_ref, _resources = writer.find_page_for_modification(0)
    page_ref.get_object()[pdf_name("/Rotate")] = NumberObject(90)
    writer.mark_update(page_ref)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_two_people_and_a_seal_sign_one_after_the_other_and_all_three_hold(desk, citra):
    one = desk.signed(paper(), desk.seal)
    two = desk.signed(one, citra)
    three = desk.signed(two, desk.person("Rendra Wijaya"))
    assert three.startswith(two)
    assert two.startswith(one)
    assert one.startswith(paper())
    verdict = check_pdf(three, trust=desk.trust, stages=[stage(paper()), stage(one), stage(two), stage(three)])
    assert verdict.is_valid
    assert [f.name for f in verdict.findings] == ["Segel Kondusif Bangkalan", "Citra Lestari", "Rendra Wijaya"]
    assert {f.signed_at for f in verdict.findings} == {AT}
    assert all(f.is_local and f.revocation_known for f in verdict.findings)
    assert {f.level for f in verdict.findings} == {Level.B}


def test_the_certificate_says_that_it_is_none_of_the_state(desk, citra):
    assert LABEL in citra.certificate.subject.rfc4514_string()
    assert LABEL in citra.certificate.issuer.rfc4514_string()
    assert "bukan sertifikat elektronik nasional" in LABEL


def test_a_changed_byte_shows_although_the_mathematics_of_the_block_still_hold(desk, citra):
    forged = changed_byte(desk.signed(paper(), citra))
    [signature] = PdfFileReader(io.BytesIO(forged)).embedded_signatures
    status = validate_pdf_signature(signature, desk.trust.context(AT))
    assert status.valid  # the trap
    assert not status.bottom_line
    verdict = check_pdf(forged, trust=desk.trust)
    assert not verdict.is_valid
    assert Fault.BYTES_CHANGED in verdict.findings[0].faults


def test_every_changed_byte_of_the_signed_part_shows(desk, citra):
    signed = desk.signed(paper(), citra)
    for at in range(100, len(signed), len(signed) // 25):
        forged = signed[:at] + bytes([signed[at] ^ 0x15]) + signed[at + 1 :]
        assert not check_pdf(forged, trust=desk.trust, stages=[stage(paper()), stage(signed)]).is_valid, at


def test_a_page_turned_after_signing_shows(desk, citra):
    signed = desk.signed(paper(), citra)
    verdict = check_pdf(rotated(signed), trust=desk.trust)
    assert not verdict.is_valid
    assert Fault.CHANGED_AFTER in verdict.findings[0].faults


def test_a_page_turned_between_two_signatures_shows(desk, citra):
    between = desk.signed(rotated(desk.signed(paper(), desk.seal)), citra)
    verdict = check_pdf(between, trust=desk.trust)
    assert not verdict.is_valid
    assert [f.is_valid for f in verdict.findings] == [False, True]


def test_a_removed_signature_is_missed_by_the_chain_and_by_the_list_of_signers(desk, citra):
    one = desk.signed(paper(), desk.seal)
    two = desk.signed(one, citra)
    chain = [stage(paper()), stage(one), stage(two)]
    assert check_pdf(one, trust=desk.trust).is_valid  # the file alone cannot know
    assert check_pdf(one, trust=desk.trust, stages=chain).all_faults == (Fault.SIGNATURE_REMOVED,)
    signed_by = [fingerprint(desk.seal.certificate), fingerprint(citra.certificate)]
    assert check_pdf(two, trust=desk.trust, signed_by=signed_by).is_valid
    assert check_pdf(one, trust=desk.trust, signed_by=signed_by).all_faults == (Fault.SIGNATURE_REMOVED,)


def test_a_signature_emptied_by_an_addition_shows(desk, citra):
    signed = desk.signed(desk.signed(paper(), desk.seal), citra)
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    field = writer.root["/AcroForm"]["/Fields"].raw_get(1)
    del field.get_object()["/V"]
    writer.mark_update(field.reference)
    out = io.BytesIO()
    writer.write(out)
    verdict = check_pdf(out.getvalue(), trust=desk.trust, signed_by=[fingerprint(citra.certificate)])
    assert not verdict.is_valid
    assert Fault.SIGNATURE_REMOVED in verdict.faults


def test_a_signature_on_an_older_text_is_not_taken_for_one_on_this(desk, citra):
    old = desk.signed(paper("Naskah lama."), citra)
    verdict = check_pdf(old, trust=desk.trust, stages=[stage(paper()), stage(desk.signed(paper(), citra))])
    assert check_pdf(old, trust=desk.trust).is_valid
    assert Fault.OTHER_TEXT in verdict.faults


def test_a_certificate_past_its_term_signs_nothing_and_a_signature_made_with_it_shows(desk):
    late = desk.person("Dewi Rahayu", since=AT - 40 * DAY, until=AT - 10 * DAY)
    with pytest.raises(SigningProblem, match="kedaluwarsa|expired"):
        desk.signed(paper(), late)
    forced = add_signature(paper(), signer=late, reason="Setuju", at=AT, options=Options())
    assert Fault.EXPIRED in check_pdf(forced, trust=desk.trust).all_faults
    in_time = desk.signed(paper(), late, at=AT - 20 * DAY)
    assert check_pdf(in_time, trust=desk.trust).is_valid


def test_a_certificate_taken_back_signs_nothing_and_later_signatures_show_while_earlier_ones_hold(desk):
    dewi = desk.person("Dewi Rahayu")
    before = desk.signed(paper(), dewi)
    desk.authority.revoke(dewi.serial, reason="affiliation_changed", at=AT + timedelta(hours=1))
    with pytest.raises(SigningProblem, match="dicabut|taken back"):
        desk.signed(paper(), dewi, at=AT + timedelta(hours=2))
    later = add_signature(paper(), signer=dewi, reason="Setuju", at=AT + timedelta(hours=2), options=Options())
    assert Fault.REVOKED in check_pdf(later, trust=desk.trust).all_faults
    assert check_pdf(before, trust=desk.trust).is_valid


def test_after_a_lost_key_no_signature_counts_whose_time_is_only_its_own_word(desk):
    dewi = desk.person("Dewi Rahayu")
    before = desk.signed(paper(), dewi)
    with_clock = desk.signed(paper(), dewi, clock=local_clock(desk.authority, at=AT))
    desk.authority.revoke(dewi.serial, reason="key_compromise", at=AT + timedelta(hours=1))
    assert check_pdf(before, trust=desk.trust).all_faults == (Fault.KEY_LOST,)
    assert check_pdf(with_clock, trust=desk.trust).is_valid


def test_a_stranger_s_authority_is_not_trusted(desk, tmp_path):
    other = desk_in(tmp_path, "Lain")
    verdict = check_pdf(other.signed(paper(), other.person()), trust=desk.trust)
    assert verdict.all_faults == (Fault.NOT_TRUSTED,)


def test_with_a_clock_the_signature_is_archival_and_says_whose_clock_it_was(desk, citra):
    archival = desk.signed(paper(), citra, clock=local_clock(desk.authority, at=AT))
    verdict = check_pdf(archival, trust=desk.trust)
    assert verdict.is_valid
    [finding] = verdict.findings
    assert (finding.level, finding.has_clock, finding.clock_is_local) == (Level.LTA, True, True)
    assert not check_pdf(rotated(archival), trust=desk.trust).is_valid


def test_what_is_no_pdf_gets_a_verdict_and_not_a_crash(desk, citra):
    for junk in (b"", b"%PDF-1.7\n", b"\x00" * 5000, desk.signed(paper(), citra)[:9000]):
        verdict = check_pdf(junk, trust=desk.trust)
        assert not verdict.is_valid
    assert check_pdf(paper(), trust=desk.trust).faults == (Fault.UNSIGNED,)
    with pytest.raises(SigningProblem):
        sign_pdf(b"no pdf", signer=citra, reason="", at=AT)


def test_the_drawn_signature_is_on_the_page_and_its_text_is_data(desk, citra):
    drawing = drawn(["Citra Lestari", '#panic("x") $y$ \\ "'], [[(0, 0), (40, 30), (80, 5)], [(20, 44)]])
    signed = desk.signed(paper(), citra, appearance=Appearance(0, (60, 300, 230, 370), drawing))
    assert check_pdf(signed, trust=desk.trust).is_valid
    field = PdfFileReader(io.BytesIO(signed)).root["/AcroForm"]["/Fields"][0]
    assert [int(n) for n in field["/Rect"]] == [60, 300, 230, 370]


def test_a_phrase_that_does_not_fit_opens_nothing(desk):
    from kondusif.documents.signing.certificates import Draft, subject_name

    draft = Draft(subject_name("Citra", organisation=LABEL), AT - DAY, AT + DAY)
    issued = desk.authority.issue(draft, phrase=PHRASE, at=AT)
    assert PHRASE.encode() not in issued.pkcs12
    for content, phrase in ((issued.pkcs12, "kata kunci lain"), (b"junk", PHRASE)):
        with pytest.raises(SigningProblem):
            pkcs12_signer(content, phrase)
    with pytest.raises(SigningProblem):
        desk.authority.issue(draft, phrase="pendek", at=AT)


def test_the_authority_s_keys_are_closed_to_others_and_refused_when_they_are_not(tmp_path):
    desk = desk_in(tmp_path / "signing")
    folder = desk.authority.folder
    assert {oct(p.stat().st_mode & 0o777) for p in folder.glob("*.key")} == {"0o600"}
    assert {oct(place.stat().st_mode & 0o777) for place in (folder, folder.parent)} == {"0o700"}
    (folder / "seal.key").chmod(0o644)
    with pytest.raises(SigningProblem):
        desk.signed(paper(), desk.seal)


def test_an_authority_opened_twice_is_one(tmp_path):
    assert desk_in(tmp_path).authority.certificate == desk_in(tmp_path, "Lain").authority.certificate
    assert not list(tmp_path.glob(".ca.*"))


def test_the_book_tells_what_was_issued_and_taken_back_once(desk):
    dewi = desk.person("Dewi Rahayu")
    for _twice in range(2):
        desk.authority.revoke(dewi.serial, reason="superseded", at=AT)
    told = [e.verb for e in desk.authority.entries() if e.serial == dewi.serial]
    assert told == ["issued", "revoked"]
    for serial, reason in (("abcdef", "superseded"), (dewi.serial, "nonsense")):
        with pytest.raises(SigningProblem):
            desk.authority.revoke(serial, reason=reason, at=AT)


def test_what_was_taken_back_comes_onto_the_list_also_when_the_power_went_in_between(desk, monkeypatch):
    dewi = desk.person("Dewi Rahayu")
    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr(authority_module, "_write_list", power_cut)
        desk.authority.revoke(dewi.serial, reason="superseded", at=AT)
    desk.authority.revoke(dewi.serial, reason="superseded", at=AT)
    listed = x509.load_der_x509_crl(desk.authority.revocation_list)
    assert listed.get_revoked_certificate_by_serial_number(int(dewi.serial, 16)) is not None


def power_cut(*_arguments) -> None:
    raise OSError("the power went")


@needs_pdfsig
def test_pdfsig_says_the_same_of_the_bytes(desk, citra, tmp_path):
    signed = desk.signed(desk.signed(paper(), desk.seal), citra)
    assert pdfsig(signed, tmp_path).count("Signature is Valid.") == 2
    assert pdfsig(signed, tmp_path).count("- Total document signed") == 1
    assert "Digest Mismatch" in pdfsig(changed_byte(signed), tmp_path)
    turned = pdfsig(rotated(signed), tmp_path)
    assert "- Total document signed" not in turned  # something follows the last signature
    cut = pdfsig(desk.signed(paper(), desk.seal), tmp_path)
    assert "Citra Lestari" not in cut


@needs_nss
def test_pdfsig_trusts_our_authority_once_it_is_told_and_sees_what_was_taken_back_or_expired(desk, citra, tmp_path):
    signed = desk.signed(paper(), citra)
    assert "Certificate issuer isn't Trusted" in pdfsig(signed, tmp_path)
    assert "Certificate is Trusted" in pdfsig(signed, tmp_path, desk)
    dewi = desk.person("Dewi Rahayu")
    by_dewi = desk.signed(paper(), dewi)
    desk.authority.revoke(dewi.serial, reason="superseded", at=AT - timedelta(hours=3))
    late = desk.person("Eka", since=AT - 40 * DAY, until=AT - 10 * DAY)
    forced = add_signature(paper(), signer=late, reason="Setuju", at=AT, options=Options())
    assert "Certificate has been Revoked" in pdfsig(by_dewi, tmp_path, desk)
    assert "Certificate has Expired" in pdfsig(forced, tmp_path, desk)
