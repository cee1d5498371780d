"""What the page of one meeting shows."""

from django.http import HttpRequest

from kondusif.core.queries import history_of
from kondusif.documents.queries import documents_of
from kondusif.meetings import queries, words
from kondusif.meetings.actions.papers import may_issue
from kondusif.meetings.forms import AnswerForm, RuleForm
from kondusif.meetings.models import Body, Meeting
from kondusif.meetings.permissions import can_run
from kondusif.meetings.states import COMING, OPEN_DOOR, MeetingKind, MeetingState
from kondusif.people.queries import within
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region

ATTENDED = {MeetingState.HELD, MeetingState.MINUTES_DRAFT, MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED}

_TOLD_ELSEWHERE = r"^(attendance|invitation)\."  # the tables beside the history show each of them


def page_of(request: HttpRequest, meeting: Meeting) -> dict[str, object]:
    """This function will return what the page of one meeting shows."""
    viewer, state = request.viewer, MeetingState(meeting.state)
    runs = can_run(viewer, meeting)
    coming = state in COMING
    return {
        "meeting": meeting,
        "zone": meeting.region.timezone,
        "words": words,
        "state_word": words.STATES[state],
        "state_tone": words.TONES.get(state, ""),
        "kind_word": words.KINDS[MeetingKind(meeting.kind)],
        "agenda": meeting.agenda.select_related("presenter"),
        "children": queries.meetings_seen_by(viewer).filter(parent=meeting).order_by("starts_at"),
        "papers": documents_of(viewer, "meetings.meeting", meeting.pk),
        "entries": words.timeline(history_of(meeting).exclude(name__regex=_TOLD_ELSEWHERE)),
        "calls": queries.calls_of(viewer, meeting) if state == MeetingState.PLANNED else [],
        "roll": queries.roll_of(meeting) if state != MeetingState.PLANNED else None,
        "attended": state in ATTENDED,
        "own": own(request, meeting),
        "answer_form": AnswerForm(),
        "rule_form": rule_form(request, meeting) if runs and coming else None,
        "runs": runs,
        "may_plan": viewer.may("meeting.plan", meeting.region_id),
        "can_invite": runs and state == MeetingState.PLANNED,
        "can_remind": runs and state == MeetingState.INVITED,
        "can_open": runs and coming,
        "can_cancel": runs and coming,
        "can_change": runs and coming,
        "can_note": runs and state in OPEN_DOOR,
        "can_letter": state == MeetingState.INVITED
        and not meeting.invitation_document_id
        and may_issue(viewer, meeting),
        "can_list": runs and state in ATTENDED and may_issue(viewer, meeting),
    }


def own(request: HttpRequest, meeting: Meeting) -> list[object]:
    """This function will return the viewer's own invitations to *meeting* that can be answered."""
    if meeting.state != MeetingState.INVITED:
        return []
    return queries.own_invitations(request.viewer, meeting)


def rule_form(request: HttpRequest, meeting: Meeting, data=None) -> RuleForm:
    """This function will return the form that adds a line of invitees, with the choices of the meeting's region."""
    regions = Region.objects.filter(within([meeting.region_id], "code"), level__lte=Level.SUBDISTRICT).order_by("code")
    offices = queries.possible_chairs(request.viewer, meeting.region_id)
    bodies = Body.objects.filter(region_id__in=[meeting.region_id[:n] for n in (2, 5, 8)]).order_by("name")
    return RuleForm(
        data,
        regions=[(r.pk, r.title) for r in regions],
        offices=[(str(o.pk), o.title) for o in offices],
        bodies=[(str(b.pk), b.name) for b in bodies],
        initial={"region": meeting.region_id},
    )
