"""Papers of the desk's day: what went up to the governor, what the press was told."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kondusif.documents.kinds.fields import amount, day, line, lines, prose, rows


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """A stage of the election and where it stands."""

    name: str = line(_("Stage"))
    state: str = line(_("State"))
    note: str = prose(_("Note"), default="")


@dataclass(frozen=True, kw_only=True)
class SituationRow:
    """The situation of one subdistrict."""

    area: str = line(_("Subdistrict"))
    situation: str = prose(_("Situation"))
    level: str = line(_("Level"), default="")
    reported: str = line(_("Reported"), default="")


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """Something that happened, and what was done."""

    time: str = line(_("Time"))
    place: str = line(_("Place"))
    text: str = prose(_("What happened"))
    action: str = prose(_("What was done"), default="")
    source: str = line(_("Source"), default="")


@dataclass(frozen=True, kw_only=True)
class CountRow:
    """A thing that is counted against what was planned; an unknown number stays empty."""

    name: str = line(_("Name"))
    planned: int | None = amount(_("Planned"), default=None, least=0)
    actual: int | None = amount(_("Actual"), default=None, least=0)
    note: str = prose(_("Note"), default="")


@dataclass(frozen=True, kw_only=True)
class DailyReport:
    """Laporan harian Desk; *h_minus* counts down to the vote and is negative after it."""

    to: tuple[str, ...] = lines(_("Addressees (Yth.)"))
    election: str = line(_("Election"))
    report_on: date = day(_("Day of the report"))
    h_minus: int | None = amount(_("Days to the vote"), default=None)
    situations: tuple[SituationRow, ...] = rows(_("Situation by subdistrict"))
    period: str = line(_("Period"), default="")
    summary: str = prose(_("Summary"), default="")
    stages: tuple[StageRow, ...] = rows(_("Stages"), required=False)
    incidents: tuple[IncidentRow, ...] = rows(_("Incidents"), required=False)
    counts: tuple[CountRow, ...] = rows(_("Figures of the day"), required=False)
    logistics: tuple[CountRow, ...] = rows(_("Logistics"), required=False)
    personnel: tuple[CountRow, ...] = rows(_("Personnel"), required=False)
    violations: tuple[CountRow, ...] = rows(_("Violations"), required=False)
    turnout: str = prose(_("Turnout"), default="")
    presence: str = prose(_("Presence of camat and village heads"), default="")
    problems: tuple[str, ...] = lines(_("Problems"), required=False)
    steps: tuple[str, ...] = lines(_("Steps taken"), required=False)
    suggestions: tuple[str, ...] = lines(_("Suggestions"), required=False)
    copies: tuple[str, ...] = lines(_("Copies to"), required=False)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What somebody says to the press."""

    speaker: str = line(_("Speaker"))
    text: str = prose(_("Words"))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure that is told."""

    name: str = line(_("Figure"))
    value: str = line(_("Value"))


@dataclass(frozen=True, kw_only=True)
class PressNote:
    """Siaran pers."""

    headline: str = line(_("Headline"))
    place: str = line(_("Place"))
    on: date = day(_("Day"))
    paragraphs: tuple[str, ...] = lines(_("Paragraphs"))
    quotes: tuple[Quote, ...] = rows(_("Quotes"), required=False)
    figures: tuple[Figure, ...] = rows(_("Figures"), required=False)
    contact: str = line(_("Contact for the press"), default="")
