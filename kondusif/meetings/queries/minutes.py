"""Reading minutes: their text as it stands and as it stood, who writes, and what is still open from before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from kondusif.coordination.queries import tasks_seen_by
from kondusif.coordination.states import UNFINISHED, TaskState
from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.meetings.models import Correction, Decision, Directive, Meeting, MeetingIssue, Minutes, Passage, Revision
from kondusif.meetings.models.decisions import DirectiveOwner
from kondusif.meetings.queries.meetings import meetings_seen_by
from kondusif.meetings.sections import Section
from kondusif.meetings.splices import Splice, replay
from kondusif.people.models import Office
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer

WRITES_NOW = timedelta(seconds=25)  # who sent something so recently is shown as writing
LONGEST_CHAIN = 40  # meetings before a meeting that are looked at


def minutes_for(viewer: Viewer, meeting: Meeting) -> Minutes | None:
    """This function will return the minutes of a meeting that *viewer* sees, None where nobody opened them."""
    return (
        Minutes.objects.select_related("running_item", "acting_chair", "approved_by", "finished_by")
        .filter(pk=meeting.pk, meeting__in=meetings_seen_by(viewer))
        .first()
    )


def passages_of(viewer: Viewer, meeting: Meeting) -> QuerySet[Passage]:
    """This function will return the texts of the minutes in the order of the agenda."""
    passages = Passage.objects.select_related("item", "office").filter(meeting__in=meetings_seen_by(viewer))
    return passages.filter(meeting=meeting).order_by("item__number", "office__title", "id")


def passage_for(viewer: Viewer, passage_id: UUID) -> Passage:
    """
    This function will return the text.

    :raises NotFound: if there is none, or none in minutes that *viewer* may see.
    """
    passages = Passage.objects.select_related("item", "office", "meeting", "meeting__region")
    passage = passages.filter(pk=passage_id, meeting__in=meetings_seen_by(viewer)).first()
    if passage is None:
        raise NotFound("passage.missing", NOT_HERE)
    return passage


def text_at(passage: Passage, number: int | None) -> str | None:
    """This function will return the text as revision *number* left it, None if there is no such revision."""
    if number is None or not 0 <= number <= passage.number:
        return None
    if number == passage.number:
        return passage.text
    rows = Revision.objects.filter(passage=passage, number__lte=number).order_by("-number")
    splices: list[Splice] = []
    for row in rows.iterator(chunk_size=30):
        if row.snapshot is not None:
            return replay(row.snapshot, splices[::-1])
        splices.append(Splice(row.start, row.removed, row.inserted))
    return replay("", splices[::-1])


def revisions_of(passage: Passage) -> QuerySet[Revision]:
    """This function will return every state of a text that the viewer holds, the latest first."""
    return Revision.objects.select_related("author").filter(passage=passage).order_by("-number")


@dataclass(frozen=True)
class NowWriting:
    """Somebody who wrote a moment ago, in which page and where."""

    client_id: UUID
    name: str
    passage_id: UUID


def writers_now(meeting: Meeting, at: datetime) -> list[NowWriting]:
    """This function will return who writes in the minutes at this moment, each page once, where it wrote last."""
    rows = (
        Revision.objects.filter(passage__meeting=meeting, at__gt=at - WRITES_NOW)
        .order_by("-id")
        .values_list("client_id", "author__name", "passage_id")[:200]
    )
    latest: dict[UUID, NowWriting] = {}
    for row in rows:
        latest.setdefault(row[0], NowWriting(*row))
    return list(latest.values())


def decisions_of(meeting: Meeting) -> QuerySet[Decision]:
    """This function will return what was agreed in a meeting that the viewer holds."""
    return Decision.objects.filter(meeting=meeting, removed_at=None)


def issues_of(meeting: Meeting) -> QuerySet[MeetingIssue]:
    """This function will return the strategic issues that came up in a meeting that the viewer holds."""
    return MeetingIssue.objects.filter(meeting=meeting, removed_at=None)


def corrections_of(meeting: Meeting) -> QuerySet[Correction]:
    """This function will return the numbered corrections of a meeting that the viewer holds."""
    return Correction.objects.select_related("item").filter(meeting=meeting)


def _whole() -> QuerySet[Directive]:
    owners = DirectiveOwner.objects.select_related("office", "task").order_by("office__title")
    directives = Directive.objects.filter(removed_at=None).select_related("meeting", "giver", "region", "item")
    return directives.prefetch_related(Prefetch("owners", owners))


def directives_of(meeting: Meeting) -> QuerySet[Directive]:
    """This function will return the directives of a meeting that the viewer holds, with offices and tasks."""
    return _whole().filter(meeting=meeting)


def directives_seen_by(viewer: Viewer) -> QuerySet[Directive]:
    """This function will return the directives of meetings that *viewer* sees, and oral ones given here or to them."""
    offices = [g.office_id for g in viewer.grants]
    of_meetings = Q(meeting__in=meetings_seen_by(viewer))
    mine = Q(giver_id__in=offices) | Q(owners__office_id__in=offices)
    oral = Q(meeting=None) & (within(viewer.scope_for("meeting.read")) | mine)
    return _whole().filter(of_meetings | oral).distinct()


def directives_to_ratify(viewer: Viewer) -> QuerySet[Directive]:
    """This function will return the oral directives that nobody has ratified, the oldest clock first."""
    return directives_seen_by(viewer).filter(oral=True, ratified_at=None).order_by("ratify_by", "id")


def chain_of(meeting: Meeting) -> list[UUID]:
    """This function will return the meetings that a meeting follows, the nearest first."""
    chain: list[UUID] = []
    parent = meeting.parent_id
    while parent and parent not in chain and parent != meeting.pk and len(chain) < LONGEST_CHAIN:
        chain.append(parent)
        parent = Meeting.objects.filter(pk=parent).values_list("parent_id", flat=True).first()
    return chain


@dataclass(frozen=True)
class OpenDirective:
    """A directive of an earlier meeting at one office, and how far its task has come."""

    directive: Directive
    office: Office
    task: object  # the coordination room's Task
    is_overdue: bool
    n_evidence: int

    @property
    def waits_for_giver(self) -> bool:
        return self.task.state == TaskState.DONE


def open_directives(viewer: Viewer, meeting: Meeting, at: datetime) -> list[OpenDirective]:
    """
    This function will return what earlier meetings of the chain directed and nobody has verified yet.

    A meeting of the chain that *viewer* may not see, because it was more secret, stays out.

    The most pressing first: what is overdue, then what waits for the giver, then by date.
    """
    chain = chain_of(meeting)
    if not chain:
        return []
    owners = (
        DirectiveOwner.objects.select_related("directive", "directive__meeting", "office")
        .filter(directive__meeting__in=meetings_seen_by(viewer).filter(pk__in=chain), directive__removed_at=None)
        .filter(task__state__in=[*UNFINISHED, TaskState.DONE])
        .order_by(F("directive__due_at"), "directive_id", "office__title")
    )
    rows = list(owners)
    tasks = tasks_seen_by(viewer).prefetch_related("evidence").in_bulk([row.task_id for row in rows])
    found = [
        OpenDirective(row.directive, row.office, task, task.is_overdue(at), len(task.evidence.all()))
        for row in rows
        if (task := tasks.get(row.task_id))
    ]
    return sorted(found, key=lambda one: (not one.is_overdue, not one.waits_for_giver, one.task.due_at))


def sections_by_item(passages: QuerySet[Passage]) -> dict[UUID, dict[Section, list[Passage]]]:
    """This function will return the texts by point of the agenda and section."""
    found: dict[UUID, dict[Section, list[Passage]]] = {}
    for passage in passages:
        sections = found.setdefault(passage.item_id, {section: [] for section in Section})
        sections[Section(passage.section)].append(passage)
    return found
