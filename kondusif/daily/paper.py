"""From a daily report and a press note to their papers."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from kondusif.daily import words
from kondusif.daily.models import DailyReport, PressNote
from kondusif.daily.states import SituationLevel
from kondusif.documents.actions import NewDocument, issue_document
from kondusif.documents.models import Document
from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.queries import region
from kondusif.triage.words import INCIDENT_STATES

_NO_ELECTION = "Tidak ada pemilihan yang dijadwalkan"
_NO_DATA = "Belum ada data."
_SILENT = "Belum ada laporan."


def issue_daily_report(report: DailyReport, grant: Grant, *, by: Viewer, at: datetime) -> Document:
    """This function will issue the paper of an approved report under the office of *grant*."""
    with translation.override("id"):
        data = report_data(report)
    new = NewDocument(
        kind="daily_report", title=f"Laporan harian {report.day:%d-%m-%Y}", data=data, region_code=report.region_id,
        office_id=grant.office_id, subject_type="daily.dailyreport", subject_id=report.pk, synthetic=report.synthetic,
    )  # fmt: skip
    return issue_document(new=new, by=by, at=at)


def report_data(report: DailyReport) -> dict[str, Any]:
    """This function will return what the paper of a daily report says, in the words of the page's language."""
    content = report.content
    values = {f["key"]: f["value"] for f in content["figures"]}
    counts = [k for k in words.FIGURES if values.get(k) is not None and not k.startswith("heads_")]
    return {
        "to": [_addressee(report.region_id)], "election": content["election"]["name"] or _NO_ELECTION,
        "report_on": report.day.isoformat(), "h_minus": content["election"]["h_minus"], "period": _period(report),
        "summary": report.summary, "stages": [{"name": s["name"], "state": "berlangsung"} for s in content["election"]["stages"]],
        "situations": [_situation_row(s) for s in content["situations"]], "incidents": [_incident_row(i) for i in content["incidents"]],
        "counts": [{"name": str(words.FIGURES[k]), "actual": values[k]} for k in counts],
        **{name: [{"name": str(words.FIGURES[name]), "note": _NO_DATA}] for name in ("logistics", "personnel", "violations")},
        "turnout": _NO_DATA, "presence": _presence(values), "problems": _lines(report.problems),
        "steps": _lines(report.steps), "suggestions": _lines(report.advice),
    }  # fmt: skip


def _addressee(region_code: str) -> str:
    return "Menteri Dalam Negeri" if len(region_code) == 2 else f"Gubernur {region(region_code[:2]).name}"


def _period(report: DailyReport) -> str:
    zone = ZoneInfo(report.region.timezone)
    since, until = (m.astimezone(zone) for m in (report.period_from, report.period_to))
    return f"{since:%d-%m-%Y %H.%M} s.d. {until:%d-%m-%Y %H.%M}"


def _situation_row(s: dict[str, Any]) -> dict[str, str]:
    if s["level"] is None:
        return {"area": s["name"], "situation": _SILENT, "level": "", "reported": ""}
    return {
        "area": s["name"], "situation": s["note"] or "Nihil kejadian.",
        "level": str(words.LEVELS[SituationLevel(s["level"])]), "reported": s["reported"],
    }  # fmt: skip


def _incident_row(i: dict[str, str]) -> dict[str, str]:
    state = str(INCIDENT_STATES.get(i["state"], i["state"]))
    return {"time": i["at"], "place": i["place"], "text": i["title"], "action": state, "source": i["number"]}


def _presence(values: dict[str, int | None]) -> str:
    parts = [
        f"{words.FIGURES[k]}: {values[k]}"
        for k in words.FIGURES
        if k.startswith("heads_") and values.get(k) is not None
    ]
    return "; ".join(parts)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def issue_press_note(note: PressNote, grant: Grant, *, by: Viewer, at: datetime) -> Document:
    """This function will issue the paper of an approved press note under the office of *grant*."""
    new = NewDocument(
        kind="press_note", title=note.title, region_code=note.region_id, office_id=grant.office_id,
        data={
            "headline": note.title, "place": region(note.region_id).name, "on": note.day.isoformat(),
            "paragraphs": [p.strip() for p in note.body.split("\n\n") if p.strip()],
            "figures": [{"name": f["name"], "value": f["value"]} for f in note.facts],
        },
        subject_type="daily.pressnote", subject_id=note.pk, synthetic=note.synthetic,
    )  # fmt: skip
    return issue_document(new=new, by=by, at=at)
