"""The register of strategic issues: entered, watched, handled, closed; and what belongs together."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem, Sentence
from kondusif.core.states import check_move
from kondusif.meetings.models import MeetingIssue
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.roles import Classification
from kondusif.people.viewers import Viewer
from kondusif.plans.categories import CATEGORIES, STAGES
from kondusif.plans.models import Measure, StrategicIssue, Tie
from kondusif.plans.permissions import check_can_write, check_can_write_issue
from kondusif.plans.states import ISSUE_MOVES, IssueState

SEEDS = Path("strategic-issues") / "pilkada-2024.csv"


@dataclass(frozen=True)
class NewIssue:
    """What the issue is, of which kind, known from where, and which office keeps an eye on it."""

    region_code: str
    title: str
    description: str
    category: str
    source: str
    stage: str = "whole"
    owner_id: UUID | None = None
    origin: str = ""
    synthetic: bool = False


@transaction.atomic
def enter_issue(*, new: NewIssue, by: Viewer, at: datetime) -> StrategicIssue:
    """
    This function will enter an issue in the region's register.

    :raises NotAllowed: if *by* does not keep the register of exactly this region.
    :raises Problem: naming each faulty field.
    """
    check_can_write_issue(by, region_code=new.region_code)
    check_issue(new)
    return _enter(new, by, at)


@transaction.atomic
def take_raised_issue(
    *, new: NewIssue, meeting_id: UUID | None, label: str, by: Viewer, at: datetime
) -> StrategicIssue:
    """This function will enter what a meeting raised, tied to the meeting; the same one comes once only."""
    known = StrategicIssue.objects.filter(region_id=new.region_code, origin=new.origin).first()
    if known is not None:
        return known
    issue = _enter(new, by, at)
    if meeting_id is not None:
        _tie(issue.region_id, by, at, issue=issue, to=Tie.To.MEETING, to_id=meeting_id, label=label)
    return issue


def take_meeting_issue(*, raised_id: UUID, by: Viewer, at: datetime) -> StrategicIssue | None:
    """This function will enter an issue from approved minutes; one that was taken out again meanwhile is left."""
    raised = MeetingIssue.objects.select_related("meeting").filter(pk=raised_id, removed_at=None).first()
    if raised is None:
        return None
    meeting = raised.meeting
    # The register is read more widely than a closed meeting: then only its day is told.
    is_open = meeting.classification == Classification.OPEN
    source = (
        f"Rapat: {meeting.title}"
        if is_open
        else f"Rapat tertutup {meeting.starts_at.astimezone(meeting.zone):%d-%m-%Y}"
    )
    new = NewIssue(
        meeting.region_id, raised.title, raised.text, "other", source,
        origin=f"meeting-issue/{raised.pk}", synthetic=meeting.synthetic,
    )  # fmt: skip
    return take_raised_issue(new=new, meeting_id=meeting.pk, label=meeting.title[:60] if is_open else "", by=by, at=at)


@transaction.atomic
def seed_issues(*, region_code: str, by: Viewer, at: datetime, synthetic: bool = False) -> int:
    """
    This function will enter the twelve national issues of 2024 that the region does not have yet; returns how many.

    :raises NotAllowed: if *by* does not keep the register of exactly this region.
    """
    check_can_write_issue(by, region_code=region_code)
    known = set(StrategicIssue.objects.filter(region_id=region_code).values_list("origin", flat=True))
    seeds = [new for new in national_issues(region_code) if new.origin not in known]
    for new in seeds:
        _enter(new, by, at)
    return len(seeds)


def national_issues(region_code: str) -> list[NewIssue]:
    """This function will read the shipped list of national issues as entries of a region."""
    with (settings.PUBLIC_DATA_DIR / SEEDS).open(encoding="utf-8", newline="") as file:
        return [
            NewIssue(
                region_code, r["title"], r["description"], r["category"], r["source"], r["stage"], origin=r["origin"]
            )
            for r in csv.DictReader(file)
        ]


@transaction.atomic
def move_issue(*, issue_id: UUID, to: IssueState, note: str, by: Viewer, at: datetime) -> StrategicIssue:
    """
    This function will move an issue on, with a note on why.

    :raises Problem: if there is no note.
    :raises ForbiddenMove: if it cannot go there from where it is.
    """
    issue = _locked(issue_id)
    check_can_write_issue(by, issue)
    check_move(ISSUE_MOVES, issue.state, to)
    if not note.strip():
        raise Problem("issue.no_note", _("Say why."), fields={"note": _("Write a sentence or two.")})
    former, issue.state, issue.moved_at = issue.state, to, at
    issue.save(update_fields=["state", "moved_at"])
    record(
        "strategic_issue.moved",
        subject=issue,
        by=by,
        at=at,
        **{"from": former, "to": to.value, "note": note.strip()[:1000]},
    )
    return issue


@transaction.atomic
def change_issue(*, issue_id: UUID, new: NewIssue, by: Viewer, at: datetime) -> StrategicIssue:
    """This function will correct what an entry says and which office watches it; where it came from stays."""
    issue = _locked(issue_id)
    check_can_write_issue(by, issue)
    check_issue(new)
    for name in ("title", "description", "category", "source", "stage", "owner_id"):
        setattr(issue, name, getattr(new, name))
    issue.save()
    record("strategic_issue.changed", subject=issue, by=by, at=at)
    return issue


def check_issue(new: NewIssue) -> None:
    """
    This function will let an entry pass that can be written.

    :raises Problem: naming each faulty field.
    """
    faults: dict[str, Sentence] = {}
    if not new.title.strip():
        faults["title"] = _("Write what the issue is.")
    if not new.source.strip():
        faults["source"] = _("Write where it is known from.")
    if new.category not in CATEGORIES:
        faults["category"] = _("Choose what it is about.")
    if new.stage not in STAGES:
        faults["stage"] = _("Choose when it matters.")
    inside = Office.objects.filter(within([new.region_code]))
    if new.owner_id is not None and not inside.filter(pk=new.owner_id).exists():
        faults["owner"] = _("Choose an office of this region or below it.")
    if faults:
        raise Problem("issue.incomplete", _("The entry is not complete yet."), fields=faults)


@transaction.atomic
def tie_issue(*, issue_id: UUID, to: str, to_id: UUID, label: str, by: Viewer, at: datetime) -> Tie:
    """This function will note that an issue shows in an incident, or was spoken of in a meeting."""
    issue = _locked(issue_id)
    check_can_write_issue(by, issue)
    return _tie(issue.region_id, by, at, issue=issue, to=to, to_id=to_id, label=label)


@transaction.atomic
def tie_measure(
    *, measure_id: UUID, to: str, by: Viewer, at: datetime, to_id: UUID | None = None, issue_id: UUID | None = None,
    label: str = "",
) -> Tie:  # fmt: skip
    """
    This function will note that a measure answers an issue, or concerns an incident or a warning.

    :raises Problem: if the issue belongs to another region.
    """
    measure = Measure.objects.select_related("plan").filter(pk=measure_id).first()
    if measure is None:
        raise NotFound("measure.missing", _("There is no such measure, or it is not yours to see."))
    check_can_write(by, measure.plan.region_id)
    issue = None
    if to == Tie.To.ISSUE:
        issue = StrategicIssue.objects.filter(pk=issue_id, region_id=measure.plan.region_id).first()
        if issue is None:
            raise Problem("tie.no_issue", _("Choose an issue of this region's register."))
    return _tie(measure.plan.region_id, by, at, measure=measure, issue=issue, to=to, to_id=to_id, label=label)


@transaction.atomic
def untie(*, tie_id: UUID, by: Viewer, at: datetime) -> Tie:
    """This function will end a tie; that it was there stays on record."""
    tie = Tie.objects.select_for_update(of=("self",)).filter(pk=tie_id, untied_at=None).first()
    if tie is None:
        raise NotFound("tie.missing", _("This tie is gone already."))
    if tie.measure_id is not None:
        check_can_write(by, tie.region_id)
    else:
        check_can_write_issue(by, region_code=tie.region_id)
    tie.untied_at = at
    tie.save(update_fields=["untied_at"])
    record("tie.ended", subject=tie, by=by, at=at, to=tie.to)
    return tie


def _tie(region_code: str, by: Viewer, at: datetime, **ends: object) -> Tie:
    try:
        with transaction.atomic():
            tie = Tie.objects.create(region_id=region_code, tied_at=at, tied_by_id=by.person_id, **ends)
    except IntegrityError:
        raise Conflict("tie.exists", _("These two are tied already.")) from None
    record("tie.made", subject=tie, by=by, at=at, to=tie.to, label=tie.label)
    return tie


def _enter(new: NewIssue, by: Viewer, at: datetime) -> StrategicIssue:
    issue = StrategicIssue.objects.create(
        region_id=new.region_code, origin=new.origin, title=new.title.strip()[:200], description=new.description.strip(),
        category=new.category, source=new.source.strip()[:300], stage=new.stage, owner_id=new.owner_id,
        synthetic=new.synthetic, entered_at=at, entered_by_id=by.person_id, moved_at=at,
    )  # fmt: skip
    record("strategic_issue.entered", subject=issue, by=by, at=at, origin=new.origin)
    return issue


def _locked(issue_id: UUID) -> StrategicIssue:
    issue = StrategicIssue.objects.select_for_update(of=("self",)).filter(pk=issue_id).first()
    if issue is None:
        raise NotFound("issue.missing", _("There is no such issue, or it is not yours to see."))
    return issue
