"""The opening sentence of the board, in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kondusif.board.rules import LEVELS, Headline
from kondusif.regions.kinds import Level

Part = tuple[str, bool]  # words, and whether they are stressed
NAMED = 3  # more names than this and a sentence is a list


def sentence(headline: Headline, area_level: int) -> list[Part]:
    """This function will say in one or two sentences how things stand, what changed, and who is silent."""
    if not headline.n_areas:
        return [(_("No area is known for this region yet."), False)]
    if not headline.n_known:
        return [(_("Nobody has rated %(areas)s yet.") % {"areas": areas(headline.n_areas, area_level)}, False)]
    return [(f"{_standing(headline, area_level)}. ", False), *_changes(headline)]


def areas(n: int, area_level: int) -> str:
    """This function will count areas by what they are: 6 kecamatan."""
    if area_level == Level.VILLAGE:
        return ngettext("%(n)s village", "%(n)s villages", n) % {"n": n}
    if area_level == Level.REGENCY:
        return ngettext("%(n)s regency", "%(n)s regencies", n) % {"n": n}
    return ngettext("%(n)s subdistrict", "%(n)s subdistricts", n) % {"n": n}


def level_name(level: int | None) -> str:
    """This function will name a level of the situation in the reader's language."""
    if level is None:
        return _("no data yet")
    return (
        pgettext("vulnerability", "stable"),
        pgettext("vulnerability", "watchful"),
        pgettext("vulnerability", "vulnerable"),
        pgettext("vulnerability", "very vulnerable"),
    )[level]


def unchecked(n: int) -> str:
    """This function will count the reports that no officer has judged yet."""
    return ngettext("%(n)s report not checked yet", "%(n)s reports not checked yet", n) % {"n": n}


def _standing(headline: Headline, area_level: int) -> str:
    present = [level for level in LEVELS if headline.counts[level]]
    first, *others = present
    start = f"{areas(headline.counts[first], area_level)} {level_name(first)}"
    return ", ".join([start, *(f"{headline.counts[level]} {level_name(level)}" for level in others)])


def _changes(headline: Headline) -> list[Part]:
    parts: list[Part] = []
    if headline.worse:
        parts.append((_("%(names)s got worse") % {"names": listed(headline.worse)}, True))
        parts.append((" " + _("since yesterday"), False))
    else:
        parts.append((_("Nothing got worse since yesterday"), False))
    if headline.better:
        parts.append(("; " + _("%(names)s improved") % {"names": listed(headline.better)}, False))
    if headline.missing:
        parts.append(("; " + _("no data yet from %(names)s") % {"names": listed(headline.missing)}, False))
    parts.append((".", False))
    return parts


def listed(names: Sequence[str]) -> str:
    """This function will list names as a sentence does, at most three and how many more."""
    shown, rest = list(names[:NAMED]), len(names) - NAMED
    if rest > 0:
        return ", ".join(shown) + " " + ngettext("and %(n)s other", "and %(n)s others", rest) % {"n": rest}
    if len(shown) == 1:
        return shown[0]
    return ", ".join(shown[:-1]) + " " + _("and") + " " + shown[-1]
