"""Who may move a report where, on top of the policy table: never in a matter about one's own office."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.people.vault.groups import member_grant
from kondusif.people.vault.queries import key_for
from kondusif.people.viewers import Viewer
from kondusif.reports.categories import GUARDED, SEALED, SEALED_TO
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState

S = ReportState
# Any one of these deeds, held over the report's region by one office, opens the state.
DEEDS: dict[ReportState, tuple[str, ...]] = {
    S.SCREENED: ("report.screen",),
    S.VERIFYING: ("report.verify",),
    S.VERIFIED: ("report.verify",),
    S.UNVERIFIED: ("report.verify",),
    S.HOAX: ("report.confirm_hoax",),
    S.DUPLICATE: ("report.screen", "incident.link"),
    S.OUT_OF_SCOPE: ("report.refer",),
    S.WITHDRAWN: ("report.import",),
    S.ASSIGNED: ("task.give",),
    S.IN_PROGRESS: ("task.do",),
    S.RESOLVED: ("task.do", "task.verify", "report.verify"),
    S.CLOSED: ("report.screen", "task.verify"),
    S.REOPENED: (),  # the reporter alone
}


def is_about(report: Report, viewer: Viewer) -> bool:
    """This function will tell whether the report is about an office that *viewer* holds."""
    return report.about_office_id is not None and any(g.office_id == report.about_office_id for g in viewer.grants)


def may_read_words(report: Report, by: Viewer) -> bool:
    """
    This function will tell whether *by* may read what *report* says and shows.

    Where a group holds a key for such reports, one that came unsealed (by SMS, a chat, another system) is for that
    group alone all the same.
    """
    group = SEALED_TO.get(report.category)
    if group is None or by.is_system or member_grant(by, group, report.region_id):
        return True
    return key_for(report.region_id, group) is None


def is_sensitive(report: Report) -> bool:
    """This function will tell whether each reading of *report* is written down: its kind is one that is sealed, or it is."""
    return report.category in SEALED_TO or not report.text


def excerpt_for(report: Report, by: Viewer) -> str:
    """
    This function will return the words of *report* for a list.

    Those of a sensitive one stand on its own page alone, where every reading is written down.
    """
    shown = words_for(report, by)
    return str(GUARDED) if is_sensitive(report) and report.text and shown == report.text else shown


def words_for(report: Report, by: Viewer) -> str:
    """This function will return the words of *report* as *by* may read them, else that they are sealed."""
    return report.shown_text if may_read_words(report, by) else str(SEALED)


def can_move(report: Report, to: ReportState, by: Viewer) -> bool:
    """This function will tell whether *by* may bring *report* into the state *to*, whatever state it is in."""
    if by.is_system:
        return True
    return not is_about(report, by) and any(by.may(deed, report.region_id) for deed in DEEDS[to])


def check_can_move(report: Report, to: ReportState, by: Viewer) -> None:
    """
    This function will let pass whoever may bring *report* into the state *to*.

    :raises NotAllowed: if no office of *by* gives this deed here, or the report is about that office.
    """
    if not can_move(report, to, by):
        raise NotAllowed("report.move_not_allowed", _("Your office does not allow this step for this report."))


def check_may(deed: str, report: Report, by: Viewer) -> None:
    """
    This function will let pass whoever holds *deed* over the report's region and is not its subject.

    :raises NotAllowed: if not.
    """
    if not by.is_system and (is_about(report, by) or not by.may(deed, report.region_id)):
        raise NotAllowed("report.not_allowed", _("Your office does not allow this for this report."))
