"""A plan and its reports become official papers that hide nothing that is missing."""

import pytest

from kondusif.core.problems import Conflict, NotAllowed, NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents.models import Document
from kondusif.plans.actions.documents import SUBJECT, issue_plan_document
from kondusif.plans.issuing import plan_paper, report_paper
from kondusif.plans.queries.plans import measures_of
from kondusif.plans.queries.progress import progress_of
from kondusif.plans.rules import Period
from kondusif.plans.tests.factories import IN_B08, drafted, first_measure, handed_in, make_players, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    with scoped(EVERYWHERE):
        yield make_players(IN_B08)


def test_the_papers_say_what_was_reached_and_what_nobody_reported(who):
    made = running(who, at=IN_B08)
    handed_in(who, first_measure(made))
    progress = progress_of(who.citra, made, IN_B08)
    rows = plan_paper(progress, measures_of(who.citra, made)).measures
    assert [(r.number, r.stage, r.target, r.b04, r.b08) for r in rows] == [
        ("1", "pencegahan", "12 pertemuan", "4", "4"), ("2", "pencegahan", "10 pertemuan", "", "0"),
    ]  # fmt: skip
    paper = report_paper(progress, Period.B08)
    assert [(r.realisation, r.percent, r.band) for r in paper.results] == [
        ("3", 75.0, "mendekati target"), ("–", None, "belum ada data"),
    ]  # fmt: skip
    assert (paper.score_capped, paper.score_uncapped) == (75.0, 75.0)
    assert "1 belum ada data" in paper.summary


def test_a_plan_and_a_report_are_issued_with_numbers_of_their_own(who):
    made = running(who, at=IN_B08)
    handed_in(who, first_measure(made))
    plan_document = issue_plan_document(plan_id=made.pk, by=who.citra, at=IN_B08)
    report_document = issue_plan_document(plan_id=made.pk, period=Period.B08, by=who.citra, at=IN_B08)
    assert (plan_document.kind, report_document.kind) == ("action_plan", "action_plan_report")
    assert plan_document.number != report_document.number
    assert set(Document.objects.values_list("subject_type", "subject_id")) == {(SUBJECT, str(made.pk))}


def test_only_the_plans_office_issues_it_and_never_an_empty_one(who):
    made = running(who, at=IN_B08)
    for stranger in (who.dewi, who.province_head):
        with pytest.raises(NotAllowed):
            issue_plan_document(plan_id=made.pk, by=stranger, at=IN_B08)
    with pytest.raises(NotFound):
        issue_plan_document(plan_id=made.pk, by=who.eko, at=IN_B08)
    empty = drafted(who, year=2027, at=IN_B08)
    with pytest.raises(Conflict):
        issue_plan_document(plan_id=empty.pk, by=who.citra, at=IN_B08)
    assert not Document.objects.exists()
