"""A document is issued once, with its number, its files and its event; what is wrong is said field by field."""

import pytest
from django.db import DatabaseError

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.documents.actions import issue_document, preview_document, rewrite_draft, write_draft
from kondusif.documents.kinds import KINDS
from kondusif.documents.models import Document, NumberCounter
from kondusif.documents.samples import SAMPLES
from kondusif.documents.tests.factories import issued, new_document
from kondusif.people.tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_paper_is_issued_from_its_schema(cast, code):
    document = issued(cast.citra, code)
    assert document.number
    pdf = document.renditions.get(format="pdf")
    assert pdf.n_bytes > 5000
    assert Event.objects.filter(name="document.issued", subject_id=str(document.pk)).exists()


def test_numbers_follow_one_another_in_the_book_of_the_office(cast):
    numbers = [issued(cast.citra).number for _n in range(3)]
    assert numbers == [f"005/000{n}/35.26-KESBANGPOL/2026" for n in (1, 2, 3)]


def test_what_is_wrong_with_the_data_is_said_field_by_field_and_nothing_is_kept(cast):
    data = SAMPLES["invitation"] | {"place": " ", "starts_at": "besok", "bogus": "x", "to": []}
    with pytest.raises(Problem) as refused:
        issue_document(new=new_document(data=data), by=cast.citra, at=NOW)
    assert set(refused.value.fields) == {"place", "starts_at", "bogus", "to"}
    assert not Document.objects.exists()


def test_only_an_office_of_the_region_issues(cast):
    for stranger in (cast.sari, cast.eko):
        with pytest.raises(NotAllowed):
            issued(stranger)


def test_nobody_takes_a_number_out_of_the_book_of_another_regency(cast):
    with pytest.raises(NotAllowed):
        issued(cast.eko, region_code="35.27")
    assert not NumberCounter.objects.exists()


def test_a_stranger_changes_no_draft_also_not_by_naming_the_own_region(cast):
    draft = write_draft(new=new_document(), by=cast.citra, at=NOW)
    own = new_document(region_code="35.27", office_id=cast.eko.grants[0].office_id)
    with pytest.raises(NotFound):
        rewrite_draft(document_id=draft.pk, new=own, by=cast.eko, at=NOW)
    draft.refresh_from_db()
    assert draft.data["place"] == SAMPLES["invitation"]["place"]


def test_nothing_is_kept_when_the_event_cannot_be_written(cast, monkeypatch):
    def broken(*_args, **_more):
        raise DatabaseError("no room for events")

    monkeypatch.setattr("kondusif.documents.actions.issuing.record", broken)
    with pytest.raises(DatabaseError):
        issued(cast.citra)
    assert not Document.objects.exists()


def test_an_operator_writes_no_paper_above_the_clearance_of_the_office(cast):
    with pytest.raises(NotAllowed):
        issued(cast.budi, "information_report")
    assert issued(cast.ani, "information_report").number == "R/LI-01/XI/2026"


def test_a_preview_leaves_no_trace_and_takes_no_number(cast):
    assert preview_document(new=new_document(), by=cast.citra, at=NOW).startswith(b"%PDF")
    assert not Document.objects.exists()
    assert not Event.objects.filter(name__startswith="document.").exists()
