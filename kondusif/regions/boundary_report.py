"""Say in plain sentences what an import of boundaries would do, before it does."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kondusif.regions.boundary_check import AREA_WARNING_SHARE, AreaCheck, Checked
from kondusif.regions.kinds import Level

SHOWN = 10
Names = Mapping[str, str]


def report_lines(checked: Checked, names: Names) -> Iterator[str]:
    """This function will yield the report; *names* gives each code its title."""
    read = checked.file
    yield _("%(n)d areas read; codes from the property “%(property)s”.") % {
        "n": read.n_features,
        "property": read.code_property,
    }
    yield _levels(checked)
    if read.swapped:
        yield _("Latitude and longitude were swapped in the file and have been put right.")
    yield from _list(_("Invalid shapes, repaired: %(n)d"), read.repaired, names)
    yield from _list(_("Several shapes with one code, joined: %(n)d"), read.joined, names)
    if read.n_other_level:
        yield _("Areas of other levels, left out because they are drawn from their parts: %(n)d") % {
            "n": read.n_other_level
        }
    yield from _list(_("Codes that do not exist, left out: %(n)d"), read.unknown, names)
    yield from _unusable(read.unusable)
    yield from _list(_("Covered wholly by a neighbour, left out: %(n)d"), checked.swallowed, names)
    yield from _list(_("Missing from the file: %(n)d"), checked.missing, names)
    yield from _list(_("Far from the known point of that code, please look: %(n)d"), checked.far, names)
    yield from _list(
        _("Not redrawn, because too many of their parts are missing: %(n)d"), _below_province(checked), names
    )
    yield _("Largest change of one area by closing gaps: %(percent)s %%") % {
        "percent": _number(100 * checked.largest_change_share, 2)
    }
    yield from (_area(area, names) for area in checked.areas)
    if checked.n_holes:
        yield _("Holes inside the regencies: %(n)d (an enclosed city or lake is one).") % {"n": checked.n_holes}


def _levels(checked: Checked) -> str:
    counts = [sum(code.count(".") == level - 1 for code in checked.shapes) for level in Level]
    return _(
        "To be stored: %(villages)d villages, %(subdistricts)d subdistricts, %(regencies)d regencies, %(provinces)d provinces."
    ) % dict(zip(("provinces", "regencies", "subdistricts", "villages"), counts, strict=True))


def _below_province(checked: Checked) -> list[str]:
    return [code for code in checked.not_joined if "." in code]


def _list(sentence: str, codes: Sequence[str], names: Names) -> Iterator[str]:
    if not codes:
        return
    yield sentence % {"n": len(codes)}
    for code in codes[:SHOWN]:
        yield f"  {code} {names.get(code, '')}".rstrip()
    if len(codes) > SHOWN:
        yield "  " + _("… and %(n)d more") % {"n": len(codes) - SHOWN}


def _unusable(rows: Sequence[tuple[int, str]]) -> Iterator[str]:
    if not rows:
        return
    yield _("Unusable, left out: %(n)d") % {"n": len(rows)}
    for number, reason in rows[:SHOWN]:
        yield "  " + _("area no. %(number)d: %(reason)s") % {"number": number, "reason": reason}
    if len(rows) > SHOWN:
        yield "  " + _("… and %(n)d more") % {"n": len(rows) - SHOWN}


def _area(area: AreaCheck, names: Names) -> str:
    values = {"name": names.get(area.code, area.code), "km2": _number(area.km2)}
    if area.difference_share is None:
        return _("%(name)s: %(km2)s km²; no official area is known to compare with.") % values
    sign = "+" if area.difference_share > 0 else ""
    values |= {"official": _number(area.official_km2), "percent": sign + _number(100 * area.difference_share, 2)}
    sentence = _("%(name)s: %(km2)s km², official %(official)s km² (%(percent)s %%).") % values
    if abs(area.difference_share) > AREA_WARNING_SHARE:
        sentence += " " + _("Please check.")
    return sentence


def _number(value: float | None, digits: int = 1) -> str:
    # number_format cuts digits off; rounding comes first.
    return number_format(round(value or 0.0, digits), digits, force_grouping=True)
