"""The map of vulnerability, as it is laid on the table of a meeting."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kondusif.documents.kinds.fields import Ring, choice, day, line, prose, rows, shape

LEVELS = {"rendah": _("low"), "sedang": _("medium"), "tinggi": _("high"), "tidak ada data": _("no data")}


@dataclass(frozen=True, kw_only=True)
class MapArea:
    """An area with its level; *rings* outlines it in degrees."""

    code: str = line(_("Code"), longest=13)
    name: str = line(_("Name"))
    level: str = choice(_("Level"), LEVELS, default="tidak ada data")
    class_name: str = line(_("Class in the authority's own word"), default="")
    reason: str = prose(_("Reasons"), default="")
    rings: tuple[Ring, ...] = shape(_("Outline"))


@dataclass(frozen=True, kw_only=True)
class VulnerabilityMap:
    """Peta kerawanan: whose judgement, by which method, as of when; it can be read in black and white."""

    title: str = line(_("Title"))
    area: str = line(_("Area"))
    authority: str = line(_("Authority"))
    method: str = line(_("Method"))
    as_of: date = day(_("As of"))
    areas: tuple[MapArea, ...] = rows(_("Areas"))
    edition: str = line(_("Edition"), default="")
    source: str = line(_("Source of the boundaries"), default="")
    note: str = prose(_("Note"), default="")
