"""The forms there are: the public one of this installation, built anew when its places change."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from kondusif.interop.openrosa.codec import Media
from kondusif.interop.openrosa.xlsform import VILLAGES, Built, Place, Places, Sealing, build, villages_csv
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.newest import Newest
from kondusif.regions.queries import subtree
from kondusif.reports.categories import CATEGORIES, FIRST_CHOICES, SEALED_TO
from kondusif.reports.territory import Territory, current_territory

_BUILT: Newest["Published"] = Newest()


@dataclass(frozen=True)
class Published:
    """A form with the files that belong to it."""

    form: Built
    media: tuple[Media, ...]


def public_form() -> Published:
    """This function will return the form by which everybody may report, with the villages of all offices here."""
    territory = current_territory()
    return _BUILT.get("public", territory, lambda: _build(territory))


def _build(territory: Territory) -> Published:
    places = _places(territory)
    names = f" {territory.names}" if len(territory.offices) == 1 else ""
    page = settings.PUBLIC_ADDRESS.rstrip("/") + reverse("reports:new")
    form = build(f"Laporan Kondusif{names}", _categories(), places, Sealing(tuple(SEALED_TO), page))
    return Published(form, (Media(VILLAGES, villages_csv(places.villages)),))


def _places(territory: Territory) -> Places:
    regions: dict[str, Region] = {}
    for office in territory.offices:
        regions |= {one.code: one for one in subtree(office.code).order_by("code")}
    for code in list(regions):  # an office of one subdistrict still needs the names above it
        for above in (code[:5], code[:8]):
            if above not in regions and len(code) > len(above):
                regions |= {one.code: one for one in Region.objects.filter(code=above)}

    def at(level: Level) -> tuple[Place, ...]:
        found = [one for one in regions.values() if one.level == level]
        return tuple(Place(r.code, r.title if level == Level.REGENCY else r.name, r.parent_id or "")
                     for r in sorted(found, key=lambda r: (r.parent_id or "", r.name)))  # fmt: skip

    return Places(at(Level.REGENCY), at(Level.SUBDISTRICT), at(Level.VILLAGE))


def _categories() -> list[tuple[str, str, str]]:
    order = [*FIRST_CHOICES, *(code for code in CATEGORIES if code not in FIRST_CHOICES)]
    words: dict[str, list[str]] = {code: [] for code in order}
    for language in ("id", "en"):
        with translation.override(language):
            for code in order:
                words[code].append(str(CATEGORIES[code].name))
    return [(code, *pair) for code, pair in words.items()]


def address() -> str:
    """This function will return the server address that a client such as ODK Collect is given."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + "/openrosa"
