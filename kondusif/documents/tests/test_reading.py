"""Who may read which paper, and that a classified one is never read without a trace."""

import shutil
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.documents import actions, queries
from kondusif.documents.models import Document, Reading
from kondusif.documents.states import MOVES, DocumentState, Format
from kondusif.documents.tests.factories import issued, new_document
from kondusif.documents.tests.test_rendering import words_of
from kondusif.people.models import Office
from kondusif.people.policy import POLICY, allows
from kondusif.people.roles import Classification, Role
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM

pytestmark = pytest.mark.django_db
PDF = Format.PDF


def read(document: Document, by, format=PDF):
    return actions.read_document(document_id=document.pk, format=format, by=by, at=NOW)


def test_every_reading_of_a_classified_paper_is_written_down_with_the_mark_of_the_copy(cast):
    document = issued(cast.citra, "minutes")
    copy = read(document, cast.budi)
    reading = Reading.objects.get()
    assert (reading.person_id, reading.office_title) == (cast.budi.person_id, "Operator Posko Bangkalan")
    assert queries.is_file_of(document.code, reading.sha256) == "copy"
    assert Event.objects.filter(name="document.read", by_id=cast.budi.person_id).count() == 1
    assert copy.file_name == "minutes-000-1-5-0001-35-26-KESBANGPOL-2026.pdf"


def test_an_open_paper_leaves_as_it_was_issued_and_without_a_ledger(cast):
    document = issued(cast.citra)
    stored = document.renditions.get(format="pdf").sha256
    assert queries.is_file_of(document.code, stored) == "original"
    assert len(read(document, cast.budi).content) > 1000
    assert not Reading.objects.exists()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_a_copy_of_a_classified_paper_names_reader_time_and_number(cast):
    document = issued(cast.ani, "information_report")
    text = words_of(read(document, cast.citra).content)
    assert "RAHASIA" in text
    assert "Citra Lestari · 20-11-2026 09.00 WIB · R/LI-01/XI/2026" in text
    assert "Ani Wulandari · 20-11-2026" in words_of(read(document, cast.ani).content)


def test_when_the_reading_cannot_be_written_down_nothing_leaves(cast, monkeypatch):
    document = issued(cast.citra, "minutes")

    def broken(*_args, **_more):
        raise DatabaseError("the ledger is full")

    monkeypatch.setattr("kondusif.documents.actions.reading.record", broken)
    with pytest.raises(DatabaseError):
        read(document, cast.citra)
    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reading_is_committed_for_itself_before_the_bytes_are_handed_out():
    with scoped(EVERYWHERE):
        cast = make_cast()
        document = issued(cast.citra, "minutes")
        # Inside another transaction the record could be taken back after the bytes left: refused.
        with transaction.atomic(), pytest.raises(RuntimeError):
            read(document, cast.citra)
        assert not Reading.objects.exists()
        assert read(document, cast.citra).content.startswith(b"%PDF")
        assert Reading.objects.count() == 1


def test_readings_are_never_changed_or_removed(cast):
    read(issued(cast.citra, "minutes"), cast.citra)
    for spoil in (lambda q: q.update(office_title="x"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil(Reading.objects.all())
    assert Reading.objects.count() == 1


def test_clearance_is_asked_at_every_door(cast):
    secret = issued(cast.ani, "information_report")
    for stranger in (cast.budi, cast.dewi, cast.eko, cast.sari):
        assert secret not in queries.documents_seen_by(stranger)
        with pytest.raises(NotFound):
            read(secret, stranger)
        with pytest.raises((NotFound, NotAllowed)):
            actions.withdraw_document(document_id=secret.pk, reason="x", by=stranger, at=NOW)
    assert secret in queries.documents_seen_by(cast.citra)
    assert not Reading.objects.exists()


def test_an_office_below_reads_what_is_addressed_to_it_and_nothing_else(cast):
    camat = Office.objects.get(title="Camat Geger")
    addressed = issued(cast.citra, recipients=(camat.pk,))
    other = issued(cast.citra)
    draft = actions.write_draft(new=new_document(recipients=(camat.pk,)), by=cast.citra, at=NOW)
    with scoped(cast.dewi.scope):
        seen = set(queries.documents_seen_by(cast.dewi))
        assert addressed in seen and not {other, draft} & seen
        assert read(addressed, cast.dewi).content.startswith(b"%PDF")


def test_the_papers_of_a_thing_are_found_by_it(cast):
    meeting = uuid4()
    paper = issued(cast.citra, subject_type="meeting", subject_id=meeting)
    issued(cast.citra)
    assert list(queries.documents_of(cast.budi, "meeting", meeting)) == [paper]
    assert not queries.documents_of(cast.eko, "meeting", meeting).exists()


def test_only_the_head_of_the_agency_lowers_a_classification_and_everybody_may_raise_it(cast):
    document = issued(cast.ani, "information_report")

    def classify(by, to):
        return actions.classify_document(document_id=document.pk, classification=to, reason="Sudah umum", by=by, at=NOW)

    with pytest.raises(NotAllowed):
        classify(cast.ani, Classification.LIMITED)
    with pytest.raises(NotAllowed):
        classify(cast.citra, Classification.TOP_SECRET)  # above the clearance of the office itself
    classify(cast.citra, Classification.LIMITED)
    assert document in queries.documents_seen_by(cast.budi)
    classify(cast.ani, Classification.SECRET)
    event = Event.objects.filter(name="document.classified").latest("id")
    assert event.payload == {"former": 1, "now": 2, "reason": "Sudah umum"}


def test_every_copy_after_a_raise_is_marked(cast):
    document = issued(cast.citra)
    actions.classify_document(
        document_id=document.pk, classification=Classification.LIMITED, reason="Memuat nama", by=cast.citra, at=NOW
    )
    read(document, cast.citra)
    assert Reading.objects.filter(document=document).count() == 1


def test_no_move_leads_back_and_each_end_needs_a_reason(cast):
    document = issued(cast.citra)
    with pytest.raises(Problem):
        actions.withdraw_document(document_id=document.pk, reason=" ", by=cast.citra, at=NOW)
    actions.withdraw_document(document_id=document.pk, reason="Salah", by=cast.citra, at=NOW)
    with pytest.raises(ForbiddenMove):
        actions.withdraw_document(document_id=document.pk, reason="Salah", by=cast.citra, at=NOW)
    with pytest.raises(ForbiddenMove):
        actions.issue_draft(document_id=document.pk, by=cast.citra, at=NOW)
    assert all(DocumentState.DRAFT not in to for to in MOVES.values())


def test_a_paper_is_not_replaced_by_itself_nor_by_another_kind(cast):
    document, other = issued(cast.citra), issued(cast.citra, "circular")
    for successor in (document, other):
        with pytest.raises(Problem):
            actions.replace_document(document_id=document.pk, with_id=successor.pk, reason="x", by=cast.citra, at=NOW)
    document.refresh_from_db()
    assert document.state == DocumentState.ISSUED


def test_an_office_that_is_vacant_on_the_day_signs_nothing(cast):
    vacant = Office.objects.create(role=Role.REGIONAL_SECRETARY, region_id="35.26", title="Sekretaris Daerah")
    with pytest.raises(Problem) as refused:
        issued(cast.citra, signer_office_id=vacant.pk)
    assert "Sekretaris Daerah" in str(refused.value) and not Document.objects.exists()


def test_an_acting_official_signs_with_the_prefix_and_in_the_name_of_another(cast):
    bupati = Office.objects.get(title="Bupati Bangkalan")
    document = issued(cast.citra, signer_office_id=bupati.pk)
    assert document.signer_title == "Pj. Bupati Bangkalan"
    behalf = issued(cast.citra, on_behalf_of_id=bupati.pk)
    assert behalf.frame["signer"]["above"] == ["a.n. Bupati Bangkalan"]


def test_the_system_itself_issues_for_an_office(cast):
    assert issued(SYSTEM).issued_by_id is None


def test_every_deed_of_the_room_opens_for_exactly_its_roles():
    writers = {Role.REGIONAL_HEAD, Role.REGIONAL_SECRETARY, Role.AGENCY_HEAD, Role.DUTY_OPERATOR, Role.ANALYST,
               Role.POLITICS_OFFICER, Role.SUBDISTRICT_HEAD}  # fmt: skip
    table = {
        "document.write": writers,
        "document.issue": writers,
        "document.withdraw": {Role.REGIONAL_HEAD, Role.REGIONAL_SECRETARY, Role.AGENCY_HEAD, Role.SUBDISTRICT_HEAD},
        "document.declassify": {Role.AGENCY_HEAD},
        "document.format": {Role.AGENCY_HEAD, Role.SUBDISTRICT_HEAD, Role.ADMIN},
    }
    assert {d: {r for r in Role if allows(d, r)} for d in table} == table
    assert not {Role.ADMIN, Role.ORG_USER} & POLICY["document.read"]
