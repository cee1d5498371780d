"""The places of this installation as the dialogue asks for them."""

from zoneinfo import ZoneInfo

from django.conf import settings

from kondusif.channels.dialogue.engine import OPTIONS_MAX
from kondusif.channels.dialogue.shapes import Place
from kondusif.core.problems import Problem
from kondusif.regions.code_entry import bps_regencies, parse_code, suggestions
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.names import search_form, without_title
from kondusif.regions.place_text import Confidence
from kondusif.regions.queries import regions_named, resolve_place, top_tenants
from kondusif.reports.territory import current_territory


class TenantPlaces:
    """Subdistricts and villages of the offices that use this installation."""

    def __init__(self) -> None:
        self.territory = current_territory()
        tenants = top_tenants()
        self.scopes = [tenant.region_id for tenant in tenants]
        self.zone = ZoneInfo(tenants[0].timezone if tenants else settings.TIME_ZONE)

    def coded(self, code: str) -> Place | None:
        """This function will return the region with the *code*, as people type codes, if it lies here."""
        try:
            parsed = parse_code(code, bps=bps_regencies(settings.PUBLIC_DATA_DIR / "regions" / "bps_regencies.csv"))
        except Problem:
            return None
        return self._titled([parsed])[0] if parsed in self.territory.codes and parsed.count(".") >= 2 else None

    def near_code(self, code: str) -> tuple[Place, ...]:
        """This function will return the villages whose codes look like a mistyped *code*."""
        digits = "".join(c for c in code if c.isdigit())
        if len(digits) < 8:
            return ()
        typed = ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:10]) if part)
        return self._titled(suggestions(typed, self.territory.codes))

    def named(self, text: str) -> tuple[Place, ...]:
        """This function will return what an answer names, the likeliest first; one alone is meant."""
        if (sure := self.told_in(text)) is not None:
            return (sure,)
        found = [r for r in regions_named(text, within=self.scopes, limit=2 * OPTIONS_MAX) if _narrow(r.level)]
        wanted = without_title(search_form(text))
        exact = [r for r in found if r.search_name == wanted]
        codes = [r.code for r in (exact if len(exact) == 1 else found)]
        if not codes:
            guesses = [resolve_place(text, scope) for scope in self.scopes]
            codes = [c for g in guesses for c in (g.code, *g.alternatives) if c and c.count(".") >= 2]
        return self._titled(list(dict.fromkeys(codes))[:OPTIONS_MAX])

    def at(self, lat: float, lon: float) -> Place | None:
        """This function will return the village at a point, if it lies here."""
        try:
            code = self.territory.village_of(lon, lat)
        except Problem:
            return None
        return self._titled([code])[0]

    def told_in(self, text: str) -> Place | None:
        """This function will return the region that running words name beyond doubt."""
        guesses = [resolve_place(text, scope) for scope in self.scopes]
        sure = {g.code for g in guesses if g.confidence is Confidence.HIGH and g.code and g.code.count(".") >= 2}
        return self._titled(list(sure))[0] if len(sure) == 1 else None

    def _titled(self, codes: list[str]) -> tuple[Place, ...]:
        regions = Region.objects.select_related("parent").in_bulk(codes)
        return tuple(Place(code, _title(regions[code])) for code in codes if code in regions)


def _narrow(level: int) -> bool:
    return level >= Level.SUBDISTRICT


def _title(region: Region) -> str:
    if region.level == Level.VILLAGE and region.parent:
        return f"{region.title}, Kec. {region.parent.name}"
    return region.title
