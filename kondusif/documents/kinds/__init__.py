"""Every kind of document that an office writes, with the schema its data must fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.documents.kinds import daily, information, maps, meetings, orders, plans, pledges
from kondusif.documents.kinds.checking import check_data
from kondusif.people.roles import Classification

GENERAL, SECRET_BOOK, LISTS, DECREES = "", "LI", "DH", "SK"  # books in which numbers follow one another


@dataclass(frozen=True)
class Kind:
    """A kind of document."""

    code: str
    name: str | Promise
    number_code: str  # classification code of the archive, first in the number
    schema: type
    classification: Classification = Classification.OPEN
    series: str = GENERAL
    heading: str = ""  # the words at the top of the paper: officialese, not translated
    landscape: bool = False
    rule: Callable[[Mapping[str, Any]], dict[str, Sentence]] | None = None

    @property
    def typst_name(self) -> str:
        return f"{self.code}.typ"

    def clean(self, data: Any) -> dict[str, Any]:
        """
        This function will return *data* checked against the schema, as plain JSON values.

        :raises Problem: with a sentence for each faulty field.
        """
        clean = check_data(self.schema, data)
        faults = self.rule(clean) if self.rule else {}
        if faults:
            raise Problem("document.data", _("The document cannot be made: some fields are not right."), fields=faults)
        return clean


def _period(data: Mapping[str, Any]) -> dict[str, Sentence]:
    late = data.get("ends_on") and data["ends_on"] < data["starts_on"]
    return {"ends_on": _("The last day is before the first.")} if late else {}


def _circular(data: Mapping[str, Any]) -> dict[str, Sentence]:
    faults = _period(data)
    others = [t for t in data["targets"] if t not in orders.INSTRUCTED]
    if data["nature"] == "instruksi" and others:
        faults["nature"] = _(
            "Only civil servants, camat and village heads can be instructed. Choose “imbauan” for: %(others)s."
        ) % {"others": ", ".join(others)}
    return faults


_LIMITED, _SECRET = Classification.LIMITED, Classification.SECRET
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("invitation", _("Invitation"), "005", meetings.Invitation),
        Kind("attendance_list", _("Attendance list"), "DH", meetings.AttendanceList, _LIMITED, LISTS, "DAFTAR HADIR"),
        Kind("minutes", _("Minutes"), "000.1.5", meetings.Minutes, _LIMITED, heading="NOTULEN"),
        Kind("official_record", _("Official record"), "BA", meetings.OfficialRecord, heading="BERITA ACARA"),
        Kind("joint_commitment", _("Joint commitment"), "200.2", pledges.JointCommitment, heading="KOMITMEN BERSAMA"),
        Kind("integrity_pact", _("Integrity pact"), "700.1", pledges.IntegrityPact, heading="PAKTA INTEGRITAS"),
        Kind("daily_report", _("Daily report"), "200.1", daily.DailyReport, _LIMITED, heading="LAPORAN HARIAN"),
        Kind("information_report", _("Information report (LI)"), "R/LI", information.InformationReport, _SECRET,
             SECRET_BOOK, "LAPORAN INFORMASI"),
        Kind("action_plan", _("Action plan"), "300.1", plans.ActionPlan, heading="RENCANA AKSI TERPADU", landscape=True),
        Kind("action_plan_report", _("Action plan report"), "300.1", plans.ActionPlanReport,
             heading="LAPORAN RENCANA AKSI TERPADU", landscape=True),
        Kind("order_letter", _("Order letter"), "800.1.11", orders.OrderLetter, rule=_period),
        Kind("duty_roster", _("Duty roster"), "800.1", orders.DutyRoster, heading="JADWAL PIKET", rule=_period),
        Kind("circular", _("Circular on leave and travel"), "800", orders.Circular, heading="SURAT EDARAN", rule=_circular),
        Kind("team_decree", _("Team decree"), "188", orders.TeamDecree, series=DECREES, heading="KEPUTUSAN", rule=_period),
        Kind("vulnerability_map", _("Vulnerability map"), "300.2", maps.VulnerabilityMap, _LIMITED,
             heading="PETA KERAWANAN", landscape=True),
        Kind("press_note", _("Press note"), "480", daily.PressNote, heading="SIARAN PERS"),
        Kind("referral_letter", _("Referral letter"), "200.1.3", information.ReferralLetter, _LIMITED),
    )
}  # fmt: skip


def kind_of(code: str) -> Kind:
    """
    This function will return the kind called *code*.

    :raises Problem: if there is none.
    """
    if code not in KINDS:
        raise Problem("document.kind", _("There is no such kind of document."), fields={"kind": _("Choose a kind.")})
    return KINDS[code]
