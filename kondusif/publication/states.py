"""A public notice's life: drafted, released by another person, corrected or withdrawn; what it finds of a claim."""

from enum import StrEnum


class NoticeState(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


S = NoticeState
MOVES: dict[NoticeState, frozenset[NoticeState]] = {
    S.DRAFT: frozenset({S.RELEASED, S.DISCARDED}),
    S.RELEASED: frozenset({S.RELEASED, S.WITHDRAWN}),  # a correction is released again
    S.WITHDRAWN: frozenset(),
    S.DISCARDED: frozenset(),
}
TOLD = frozenset({S.RELEASED, S.WITHDRAWN})  # what the public has been told of


class NoticeKind(StrEnum):
    """Pengumuman and klarifikasi hoaks."""

    ANNOUNCEMENT = "announcement"
    CLARIFICATION = "clarification"


class Verdict(StrEnum):
    """What a check found of a claim that goes round: salah, menyesatkan, belum terbukti, benar."""

    FALSE = "false"
    MISLEADING = "misleading"
    UNPROVEN = "unproven"
    TRUE = "true"


class Change(StrEnum):
    """Why a version of a notice exists."""

    FIRST = "first"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
