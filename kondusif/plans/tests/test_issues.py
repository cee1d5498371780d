"""The register of strategic issues, its beginning, and what is tied to what."""

from uuid import uuid4

import pytest

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import SYSTEM
from kondusif.plans.actions.issues import (
    NewIssue,
    change_issue,
    move_issue,
    national_issues,
    seed_issues,
    take_raised_issue,
    tie_issue,
    tie_measure,
    untie,
)
from kondusif.plans.categories import CATEGORIES, STAGES
from kondusif.plans.models import StrategicIssue
from kondusif.plans.queries.issues import issue_counts, issues_seen_by, ties_of_issue, ties_of_measure
from kondusif.plans.states import IssueState
from kondusif.plans.tests.factories import entered, first_measure, make_players, office, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    with scoped(EVERYWHERE):
        yield make_players()


def test_the_twelve_national_issues_are_entered_once_with_their_source(who):
    assert seed_issues(region_code="35.26", by=who.citra, at=NOW) == 12
    assert seed_issues(region_code="35.26", by=who.citra, at=NOW) == 0
    assert issue_counts(who.citra)["open"] == 12
    assert all("Bawaslu" in s and "menurut" in s for s in StrategicIssue.objects.values_list("source", flat=True))


def test_every_shipped_issue_fits_the_lists_and_its_fields(who):
    seeds = national_issues("35.26")
    assert len({s.origin for s in seeds}) == len({s.title for s in seeds}) == len({s.category for s in seeds}) == 12
    assert {s.category for s in seeds} <= set(CATEGORIES)
    assert {s.stage for s in seeds} <= set(STAGES)
    assert max(len(s.source) for s in seeds) <= 300


def test_an_issue_says_field_by_field_what_is_missing(who):
    with pytest.raises(Problem) as refused:
        entered(who, title="", source=" ", category="x", stage="y", owner_id=office("Operator Posko Sampang").pk)
    assert set(refused.value.fields) == {"title", "source", "category", "stage", "owner"}


def test_only_the_regions_own_office_keeps_the_register(who):
    for stranger in (who.province_head, who.sampang_head, who.dewi, who.chair, who.sari):
        with pytest.raises(NotAllowed):
            entered(who, by=stranger)
    assert not StrategicIssue.objects.exists()


def test_an_issue_moves_with_a_reason_and_may_come_back(who):
    issue = entered(who)
    with pytest.raises(Problem):
        move_issue(issue_id=issue.pk, to=IssueState.WATCHED, note=" ", by=who.citra, at=NOW)
    for to in (IssueState.WATCHED, IssueState.HANDLED, IssueState.CLOSED, IssueState.OPEN):
        issue = move_issue(issue_id=issue.pk, to=to, note="Menurut rapat", by=who.citra, at=NOW)
    assert issue.state == IssueState.OPEN
    moves = Event.objects.filter(name="strategic_issue.moved").order_by("id").values_list("payload__to", flat=True)
    assert list(moves) == ["watched", "handled", "closed", "open"]
    with pytest.raises(ForbiddenMove):
        move_issue(issue_id=issue.pk, to=IssueState.OPEN, note="lagi", by=who.citra, at=NOW)


def test_a_correction_keeps_where_the_issue_came_from(who):
    seed_issues(region_code="35.26", by=who.citra, at=NOW)
    issue = StrategicIssue.objects.get(origin="national-2024/06")
    new = NewIssue("35.26", "Keamanan TPS", "Lokal", "security", "Rapat", "voting", office("Camat Geger").pk)
    issue = change_issue(issue_id=issue.pk, new=new, by=who.citra, at=NOW)
    assert (issue.title, issue.owner.title, issue.origin) == ("Keamanan TPS", "Camat Geger", "national-2024/06")


def test_what_a_meeting_raises_comes_once_and_is_tied_to_the_meeting(who):
    new = NewIssue("35.26", "Kerumunan", "Saat pendaftaran", "crowds", "Rapat", origin=f"meeting/{uuid4()}")
    meeting = uuid4()
    for _ in range(2):
        issue = take_raised_issue(new=new, meeting_id=meeting, label="Rapat 12", by=SYSTEM, at=NOW)
    assert StrategicIssue.objects.count() == 1
    assert [(t.to, t.to_id, t.label) for t in ties_of_issue(who.citra, issue)] == [("meeting", meeting, "Rapat 12")]


def test_a_measure_answers_an_issue_of_its_own_region_once(who):
    measure, issue = first_measure(running(who)), entered(who)
    tie = tie_measure(measure_id=measure.pk, to="issue", issue_id=issue.pk, by=who.citra, at=NOW)
    with pytest.raises(Conflict):
        tie_measure(measure_id=measure.pk, to="issue", issue_id=issue.pk, by=who.citra, at=NOW)
    other = entered(who, by=who.sampang_head, region_code="35.27")
    with pytest.raises(Problem):
        tie_measure(measure_id=measure.pk, to="issue", issue_id=other.pk, by=who.citra, at=NOW)
    assert list(ties_of_measure(who.citra, measure)) == list(ties_of_issue(who.citra, issue)) == [tie]
    untie(tie_id=tie.pk, by=who.citra, at=NOW)
    assert not ties_of_measure(who.citra, measure).exists()
    assert tie_measure(measure_id=measure.pk, to="issue", issue_id=issue.pk, by=who.citra, at=NOW).pk != tie.pk


def test_nobody_else_ties_or_unties(who):
    measure, issue = first_measure(running(who)), entered(who)
    tie = tie_issue(issue_id=issue.pk, to="incident", to_id=uuid4(), label="KJ-1", by=who.citra, at=NOW)
    for stranger in (who.province_head, who.sampang_head, who.dewi):
        with pytest.raises(NotAllowed):
            untie(tie_id=tie.pk, by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            tie_measure(measure_id=measure.pk, to="issue", issue_id=issue.pk, by=stranger, at=NOW)


def test_a_region_sees_its_issues_those_below_and_those_above(who):
    own, above = entered(who), entered(who, by=who.province_head, region_code="35")
    other = entered(who, by=who.sampang_head, region_code="35.27")
    assert set(issues_seen_by(who.citra)) == {own, above}
    assert set(issues_seen_by(who.province_head)) == {own, above, other}
    assert set(issues_seen_by(who.dewi)) == {own, above}
    assert not issues_seen_by(who.sari).exists()
    with scoped(who.sampang_head.scope):
        assert set(StrategicIssue.objects.all()) == {above, other}
