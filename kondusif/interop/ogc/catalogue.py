"""The collections: what each is called, who finds it, what its features say, and where they come from."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Sentence
from kondusif.interop.ogc import sources
from kondusif.interop.ogc.sources import GROUPS, Page, Reader
from kondusif.regions.kinds import Level


@dataclass(frozen=True)
class Collection:
    """One collection of features."""

    id: str
    title: Sentence
    description: Sentence
    page: Page
    level: Level | None  # whose areas give its extent; None: those of all
    properties: dict[str, str]  # name -> JSON type; every one may be null
    is_for: Callable[[Reader], bool] = lambda reader: True
    # Asked for by somebody unknown it answers "who are you?", not "there is no such thing".
    is_public: bool = True


_AREA = {
    "code": "string", "name": "string", "title": "string", "kind": "string", "parent": "string", "area_km2": "number",
    "approximate": "boolean", "edition": "string", "source": "string",
}  # fmt: skip
_BANDS = {"code": "string", "title": "string", "band": "integer", **{f"band_{group}": "integer" for group in GROUPS}}
_COLLECTIONS = (
    Collection("wilayah-provinsi", _("Provinces"), _("Areas of provinces whose boundaries are known here."), sources.areas(Level.PROVINCE), Level.PROVINCE, _AREA),
    Collection("wilayah-kabupaten", _("Regencies and cities"), _("Areas of regencies and cities whose boundaries are known here."), sources.areas(Level.REGENCY), Level.REGENCY, _AREA),
    Collection("wilayah-kecamatan", _("Subdistricts"), _("Areas of subdistricts; approximate ones say so."), sources.areas(Level.SUBDISTRICT), Level.SUBDISTRICT, _AREA),
    Collection("wilayah-desa", _("Villages"), _("Areas of villages; approximate ones say so."), sources.areas(Level.VILLAGE), Level.VILLAGE, _AREA),
    Collection(
        "peta-umum", _("Public map"), _("The newest issue of the public map: bands 0 to 4 of reports by area and theme, held against comparing."),
        sources.public_map, None, _BANDS | {"released_at": "string", "method": "string", "synthetic": "boolean"},
    ),
    Collection(
        "peringatan", _("Public warnings"), _("Early warnings that the offices made public, in force or ended."), sources.warnings, None,
        {"number": "string", "level": "integer", "title": "string", "text": "string", "region": "string", "area": "string",
         "issued_at": "string", "until": "string", "ended": "boolean", "synthetic": "boolean"},
    ),
    Collection(
        "pengumuman", _("Public notices"), _("Notices and checks of claims that offices released; of a claim what is true, never the claim."),
        sources.notices, None,
        {"number": "string", "kind": "string", "title": "string", "text": "string", "verdict": "string", "region": "string",
         "area": "string", "released_at": "string", "withdrawn": "boolean", "source": "string", "url": "string",
         "synthetic": "boolean"},
    ),
    Collection(
        "penilaian", _("Ratings"), _("What each authority says of the subdistricts of your offices on a day."), sources.official_ratings, None,
        {"region": "string", "area": "string", "authority": "string", "method": "string", "edition": "string", "class": "string",
         "level": "integer", "value": "number", "valid_from": "string", "valid_until": "string"},
        is_for=lambda reader: reader.viewer.may("rating.read"), is_public=False,
    ),
    Collection(
        "kejadian", _("Incidents"), _("Incidents in the territory of your offices or of your key."), sources.incidents, None,
        {"number": "string", "title": "string", "category": "string", "state": "string", "region": "string", "area": "string",
         "happened_at": "string", "approximate": "boolean", "synthetic": "boolean"},
        is_for=lambda reader: reader.reads_incidents, is_public=False,
    ),
)  # fmt: skip
COLLECTIONS = {collection.id: collection for collection in _COLLECTIONS}


def collections_for(reader: Reader) -> list[Collection]:
    """This function will return what this reader finds."""
    return [c for c in _COLLECTIONS if c.is_for(reader)]
