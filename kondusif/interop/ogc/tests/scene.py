"""A small land to map: squares for regencies, subdistricts and villages of the cast."""

from datetime import date

import shapely

from kondusif.regions.actions.store_areas import Edition, store_areas

EDITION = Edition("uji-1", approximate=True, source="berkas uji", valid_from=date(2026, 1, 1))
SQUARES = {
    "35.26": (112.6, -7.2, 113.1, -6.9),
    "35.27": (113.1, -7.3, 113.4, -6.9),
    "35.26.06": (112.9, -7.05, 113.0, -6.95),
    "35.26.01": (112.7, -7.1, 112.8, -7.0),
    "35.27.01": (113.1, -7.3, 113.2, -7.1),
    "35.26.06.2001": (112.95, -7.0, 113.0, -6.95),
    "35.26.06.2005": (112.9, -7.05, 112.95, -7.0),
    "35.26.01.1001": (112.7, -7.1, 112.8, -7.0),
}


def draw_land() -> None:
    """This function will give the cast's regions square areas."""
    store_areas({code: shapely.box(*square) for code, square in SQUARES.items()}, edition=EDITION)
