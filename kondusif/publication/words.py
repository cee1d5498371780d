"""How bands and themes of the public map, and the states of public notices, are told."""

from django.utils.translation import gettext_lazy as _

from kondusif.publication.states import Change, NoticeKind, NoticeState, Verdict

BANDS = {
    0: _("none"),
    1: _("1 to 4"),
    2: _("5 to 9"),
    3: _("10 to 19"),
    4: _("20 or more"),
}
GROUPS = {
    "security": _("Security"),
    "fairness": _("Fairness of the election"),
    "organisation": _("Organisation and logistics"),
    "hazard": _("Disaster and health"),
    "other": _("Other"),
}
KINDS = {NoticeKind.ANNOUNCEMENT: _("Announcement"), NoticeKind.CLARIFICATION: _("Check of a claim")}
VERDICTS = {
    Verdict.FALSE: _("false"),
    Verdict.MISLEADING: _("misleading"),
    Verdict.UNPROVEN: _("not proven"),
    Verdict.TRUE: _("true"),
}
VERDICT_TONES = {
    Verdict.FALSE: "alarm",
    Verdict.MISLEADING: "caution",
    Verdict.UNPROVEN: "caution",
    Verdict.TRUE: "good",
}
NOTICE_STATES = {
    NoticeState.DRAFT: _("waits for release"),
    NoticeState.RELEASED: _("released"),
    NoticeState.WITHDRAWN: _("recalled"),
    NoticeState.DISCARDED: _("dropped"),
}
CHANGES = {
    Change.FIRST: _("First release"),
    Change.CORRECTION: _("Erratum"),
    Change.WITHDRAWAL: _("Withdrawal"),
}
EVENTS = {
    "notice.released": _("Public map issued"),
    "public_notice.drafted": _("Drafted"),
    "public_notice.edited": _("Text changed"),
    "public_notice.discarded": _("Draft dropped"),
    "public_notice.released": _("Released"),
    "public_notice.corrected": _("Correction released"),
    "public_notice.withdrawn": _("Withdrawn"),
}
FLAWS = {
    "missing": _("This is needed."),
    "short": _("Too short: say what it is about."),
    "long": _("Too long: shorten it."),
    "control": _("This holds characters that cannot be shown. Type it again."),
    "identity_number": _("This holds a number of 16 digits, like a NIK. Take it out: everybody reads this."),
    "verdict_missing": _("Choose what the check found."),
    "source_missing": _("Name at least one source with which everybody can check it."),
    "source_address": _("The address of a source begins with https:// and holds no user name."),
    "source_name": _("Each source needs a name before its address."),
}


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [
        {"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title, "text": e.payload.get("reason", "")}
        for e in events
    ]
