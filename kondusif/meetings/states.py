"""A meeting's life, an invitee's answer, and how a body comes to be."""

from enum import StrEnum


class MeetingState(StrEnum):
    PLANNED = "planned"
    INVITED = "invited"
    HELD = "held"
    MINUTES_DRAFT = "minutes_draft"
    MINUTES_APPROVED = "minutes_approved"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


M = MeetingState
MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    M.PLANNED: frozenset({M.INVITED, M.HELD, M.CANCELLED}),  # held at once: a meeting called by telephone
    M.INVITED: frozenset({M.HELD, M.CANCELLED}),
    M.HELD: frozenset({M.MINUTES_DRAFT}),
    M.MINUTES_DRAFT: frozenset({M.MINUTES_APPROVED}),
    M.MINUTES_APPROVED: frozenset({M.ARCHIVED}),
    M.ARCHIVED: frozenset(),
    M.CANCELLED: frozenset(),
}
COMING = frozenset({M.PLANNED, M.INVITED})  # may still be changed, invited to, cancelled
OPEN_DOOR = frozenset({M.PLANNED, M.INVITED, M.HELD})  # attendance may be noted


class InviteeState(StrEnum):
    AWAITED = "awaited"  # no answer yet
    COMING = "coming"
    REPRESENTED = "represented"
    EXCUSED = "excused"


class BodyState(StrEnum):
    PROPOSED = "proposed"  # drafted by rule; a person confirms
    IN_FORCE = "in_force"
    ENDED = "ended"


B = BodyState
BODY_MOVES: dict[BodyState, frozenset[BodyState]] = {
    B.PROPOSED: frozenset({B.IN_FORCE, B.ENDED}),
    B.IN_FORCE: frozenset({B.ENDED}),
    B.ENDED: frozenset(),
}


class MeetingKind(StrEnum):
    COORDINATION = "coordination"  # rakor
    EARLY_VIGILANCE = "early_vigilance"  # rapat kewaspadaan dini
    DESK = "desk"  # rapat desk
    PLENARY = "plenary"  # pleno tim terpadu
    ASSEMBLY = "assembly"  # apel
    EVALUATION = "evaluation"
    OTHER = "other"  # also beyond elections


class BodyKind(StrEnum):
    LEADERSHIP_FORUM = "leadership_forum"  # Forkopimda, Forkopimcam
    ELECTION_DESK = "election_desk"
    VIGILANCE_TEAM = "vigilance_team"  # Tim Kewaspadaan Dini
    VIGILANCE_FORUM = "vigilance_forum"  # FKDM
    CONFLICT_TEAM = "conflict_team"  # Tim Terpadu PKS
    INTERFAITH_FORUM = "interfaith_forum"  # FKUB
    THREE_PILLARS = "three_pillars"
    OTHER = "other"


class Position(StrEnum):
    """What an office is in a body, the first first in every list."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    SECTION_HEAD = "section_head"
    MEMBER = "member"


class RuleKind(StrEnum):
    """How invitees are chosen; the rule is kept and resolved when the invitation goes out."""

    SUBDISTRICT_HEADS = "subdistrict_heads"  # all camat of a region
    AGENCY_HEADS = "agency_heads"
    VILLAGE_HEADS = "village_heads"
    VILLAGE_PILLARS = "village_pillars"  # the three pillars of all villages of a region
    BODY_MEMBERS = "body_members"
    OFFICE = "office"  # picked by hand
    GUEST = "guest"  # from outside, by name and organisation


class Way(StrEnum):
    """How attendance was noted."""

    QR = "qr"  # the invitee's own phone
    LIST = "list"  # a clerk's tick
    GUEST = "guest"  # written in by a guest without account
