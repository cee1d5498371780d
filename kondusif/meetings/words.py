"""How this room's events, states and kinds are told to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kondusif.meetings.sections import Section
from kondusif.meetings.states import BodyKind, BodyState, InviteeState, MeetingKind, MeetingState, Position, RuleKind
from kondusif.people.roles import CLASSIFICATION_NAMES
from kondusif.people.roles import ROLES as CARDS

CLASSES = CLASSIFICATION_NAMES
ROLES = {role.value: card.name for role, card in CARDS.items()}
EVENTS = {
    "meeting.planned": _("Meeting planned"),
    "meeting.changed": _("Plan of the meeting changed"),
    "meeting.invited": _("Invitation sent"),
    "meeting.reminded": _("Invitees reminded"),
    "meeting.held": _("Meeting opened"),
    "meeting.cancelled": _("Meeting called off"),
    "invitation.answered": _("Invitation answered"),
    "minutes.opened": _("Minutes started"),
    "minutes.written": _("Minutes written"),
    "minutes.laid_out": _("Minutes laid out anew"),
    "minutes.item_started": _("Point taken up"),
    "minutes.drafted": _("Meeting ended, minutes being completed"),
    "minutes.acting_chair_named": _("Acting chair named"),
    "minutes.approved": _("Minutes approved"),
    "minutes.printed": _("Minutes printed"),
    "minutes.corrected": _("Minutes corrected"),
    "minutes.archived": _("Meeting archived"),
    "body.proposed": _("Body drafted"),
    "body.confirmed": _("Body put in force"),
    "body.ended": _("Body ended"),
    "membership.started": _("Member added"),
    "membership.ended": _("Term of a member ended"),
}
STATES = {
    MeetingState.PLANNED: pgettext_lazy("meeting", "planned"),
    MeetingState.INVITED: pgettext_lazy("meeting", "invitations sent"),
    MeetingState.HELD: pgettext_lazy("meeting", "held"),
    MeetingState.MINUTES_DRAFT: pgettext_lazy("meeting", "minutes being written"),
    MeetingState.MINUTES_APPROVED: pgettext_lazy("meeting", "minutes approved"),
    MeetingState.ARCHIVED: pgettext_lazy("meeting", "archived"),
    MeetingState.CANCELLED: pgettext_lazy("meeting", "called off"),
}
TONES = {
    MeetingState.HELD: "good",
    MeetingState.MINUTES_APPROVED: "good",
    MeetingState.CANCELLED: "outline",
    MeetingState.ARCHIVED: "outline",
}
KINDS = {
    MeetingKind.COORDINATION: _("Coordination meeting"),
    MeetingKind.EARLY_VIGILANCE: _("Early vigilance meeting"),
    MeetingKind.DESK: _("Desk meeting"),
    MeetingKind.PLENARY: _("Plenary of the conflict team"),
    MeetingKind.ASSEMBLY: _("Assembly (apel)"),
    MeetingKind.EVALUATION: _("Evaluation meeting"),
    MeetingKind.OTHER: _("Other meeting"),
}
ANSWERS = {
    InviteeState.AWAITED: pgettext_lazy("invitation", "no answer yet"),
    InviteeState.COMING: pgettext_lazy("invitation", "will come"),
    InviteeState.REPRESENTED: pgettext_lazy("invitation", "is represented"),
    InviteeState.EXCUSED: pgettext_lazy("invitation", "cannot come"),
}
BODY_KINDS = {
    BodyKind.LEADERSHIP_FORUM: _("Leadership forum (Forkopimda, Forkopimcam)"),
    BodyKind.ELECTION_DESK: _("Election desk"),
    BodyKind.VIGILANCE_TEAM: _("Early vigilance team"),
    BodyKind.VIGILANCE_FORUM: _("Community vigilance forum (FKDM)"),
    BodyKind.CONFLICT_TEAM: _("Integrated conflict team (Tim Terpadu PKS)"),
    BodyKind.INTERFAITH_FORUM: _("Interfaith forum (FKUB)"),
    BodyKind.THREE_PILLARS: _("Three pillars of a village"),
    BodyKind.OTHER: _("Other body"),
}
BODY_STATES = {
    BodyState.PROPOSED: pgettext_lazy("body", "proposed, not confirmed"),
    BodyState.IN_FORCE: pgettext_lazy("body", "in force"),
    BodyState.ENDED: pgettext_lazy("body", "ended"),
}
POSITIONS = {
    Position.CHAIR: pgettext_lazy("body", "chair"),
    Position.DEPUTY: pgettext_lazy("body", "deputy chair"),
    Position.SECRETARY: pgettext_lazy("body", "secretary"),
    Position.SECTION_HEAD: pgettext_lazy("body", "head of section"),
    Position.MEMBER: pgettext_lazy("body", "member"),
}
RULES = {
    RuleKind.SUBDISTRICT_HEADS: _("All subdistrict heads (camat)"),
    RuleKind.AGENCY_HEADS: _("All heads and focal points of agencies"),
    RuleKind.VILLAGE_HEADS: _("All village heads"),
    RuleKind.VILLAGE_PILLARS: _("Three pillars of all villages"),
    RuleKind.BODY_MEMBERS: _("Members of a body"),
    RuleKind.OFFICE: _("One office"),
    RuleKind.GUEST: _("Guest from outside"),
}

PILLARS = {
    "village_head": _("Village head"),
    "village_police": "Bhabinkamtibmas",
    "village_military": "Babinsa",
}
STOREYS = {
    "top": _("Head of region, secretary, police and military command"),
    "agency": _("Head of Kesbangpol"),
    "post": _("Command post"),
    "below": _("Those below"),
}


SECTIONS = {
    Section.TOPICS: _("Topics"),
    Section.RESPONSES: _("Response"),
    Section.CONCLUSIONS: _("Conclusions"),
}


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [{"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title} for e in events]
