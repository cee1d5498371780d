"""Where reports may lie: the offices of this installation, their regions, and the village of a point."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

import shapely
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.regions.code_entry import bps_regencies, check_known, parse_code
from kondusif.regions.codes import lies_in
from kondusif.regions.kinds import Level
from kondusif.regions.models import Tenant
from kondusif.regions.places import PlaceIndex, check_point
from kondusif.regions.queries import boundary_stamp, place_index, subtree
from kondusif.reports.categories import CATEGORIES, SEALED_TO
from kondusif.reports.envelopes import check_sealed
from kondusif.reports.rules import Fault, NewReport, faults_of, tidy
from kondusif.reports.sentences import problem_of, sentence_of

# How long a process may go on with the offices and areas it knows.
FRESH_S = 5.0
# Where an office has no map at all, the nearest known village centre this near must do.
CENTRE_REACH_KM = 15.0


@dataclass(frozen=True)
class Office:
    """One office's part of the country, ready to be asked."""

    code: str
    name: str
    index: PlaceIndex
    centres_only: bool

    def village_of(self, lon: float, lat: float) -> str:
        """
        This function will return the village of a point.

        :raises Problem: if the point lies outside this office's region.
        """
        if self.centres_only:
            near = self.index.village_near(lon, lat, CENTRE_REACH_KM)
            if near is not None:
                return near
        return self.index.village_of(lon, lat, region_name=self.name)


@dataclass(frozen=True)
class Territory:
    """All offices of this installation, the narrower ones first, and the codes of their regions."""

    offices: tuple[Office, ...]
    codes: frozenset[str]

    @property
    def names(self) -> str:
        """This function will return the offices' names as one phrase."""
        return ", ".join(office.name for office in self.offices)

    def village_of(self, lon: float, lat: float) -> str:
        """
        This function will return the village of a point in any of the offices' regions.

        :raises Problem: if the point is none, is swapped, or lies outside all of them.
        """
        check_point(lon, lat)
        for office in self.offices:
            if (code := office.index.village_at(lon, lat)) is not None:
                return code
        refusal: Problem | None = None
        for office in self.offices:
            try:
                return office.village_of(lon, lat)
            except Problem as problem:
                refusal = refusal or problem
        raise refusal or Problem("tenant.none", _("No office takes reports here yet."))


@dataclass(frozen=True, slots=True)
class Placed:
    """A report that is in order, with the region it belongs to."""

    new: NewReport
    region_code: str


def place(new: NewReport, *, territory: Territory, at: datetime, ancient: bool = False) -> Placed:
    """
    This function will check *new* whole and find the region it belongs to.

    :raises Problem: naming every field that is wrong.
    """
    new = tidy(new)
    faults = faults_of(new, at=at, categories=CATEGORIES, ancient=ancient)
    region_code, more = locate(new, territory, known={fault.field for fault in faults})
    if faults or more:
        raise refusal_of(faults, more)
    if new.sealed is not None:
        check_sealed(new.sealed, SEALED_TO.get(new.category), region_code)
    return Placed(new, region_code)


def locate(new: NewReport, territory: Territory, known: set[str]) -> tuple[str, dict[str, Sentence]]:
    """This function will return the region of *new* and what is wrong with its place, leaving out fields *known* to be wrong."""
    if not territory.offices:
        return "", {"village_code": sentence_of(Fault("village_code", "no_office"))}
    wrong: dict[str, Sentence] = {}
    village, code = "", new.region_code
    if new.lat is not None and new.lon is not None and not known & {"lat", "lon"}:
        try:
            village = territory.village_of(new.lon, new.lat)
        except Problem as problem:
            wrong["lat"] = problem.sentence
    if code and code not in territory.codes and "village_code" not in known:
        try:
            code = _code_in(territory, code)
        except Problem as problem:
            wrong["village_code"] = problem.sentence
    return code or village, wrong


def _code_in(territory: Territory, typed: str) -> str:
    """
    This function will return the code that *typed* writes, if it lies in the territory.

    :raises Problem: if it is no Kemendagri code, one of the statistics office, unknown, or elsewhere.
    """
    code = parse_code(typed, bps=bps_regencies(settings.PUBLIC_DATA_DIR / "regions" / "bps_regencies.csv"))
    if not any(lies_in(code, office.code) for office in territory.offices):
        fault = Fault("village_code", "code_elsewhere", (("code", code), ("tenants", territory.names)))
        raise Problem("code.elsewhere", sentence_of(fault))
    return check_known(code, territory.codes)


def refusal_of(faults: list[Fault], more: dict[str, Sentence]) -> Problem:
    """This function will join what the rules and what the map found wrong."""
    problem = problem_of(faults)
    for field, sentence in more.items():
        problem.fields.setdefault(field, sentence)
    return problem


_lock = threading.Lock()
_known: tuple[float, object, Territory] | None = None


def current_territory() -> Territory:
    """
    This function will return the territory of this installation, read anew when its map or offices changed.

    It asks the database at most once in five seconds.
    """
    global _known
    kept = _known
    if kept and time.monotonic() - kept[0] < FRESH_S:
        return kept[2]
    with _lock:
        tenants = list(Tenant.objects.select_related("region").order_by("-region_id"))
        stamp = [(t.region_id, t.name, boundary_stamp(t.region_id), subtree(t.region_id).count()) for t in tenants]
        territory = kept[2] if kept and kept[1] == stamp else _read(tenants)
        _known = (time.monotonic(), stamp, territory)
    return territory


def forget_territory() -> None:
    """This function will make the next question read the territory anew; for commands that have just changed it."""
    global _known
    _known = None


def _read(tenants: list[Tenant]) -> Territory:
    codes: set[str] = set()
    for tenant in tenants:
        codes.update(subtree(tenant.region_id).values_list("code", flat=True))
    return Territory(tuple(_office(tenant) for tenant in tenants), frozenset(codes))


def _office(tenant: Tenant) -> Office:
    index = place_index(tenant.region_id)
    if len(index):
        return Office(tenant.region_id, tenant.name, index, centres_only=False)
    centres = subtree(tenant.region_id, Level.VILLAGE).exclude(lon=None).values_list("code", "lon", "lat")
    return Office(
        tenant.region_id, tenant.name, PlaceIndex({c: shapely.Point(x, y) for c, x, y in centres}), centres_only=True
    )
