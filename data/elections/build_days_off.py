"""Build the table of public holidays and joint leave from the package holidays.

pip install holidays==0.109
python data/elections/build_days_off.py
"""

import csv
import io
from pathlib import Path

import holidays
from holidays.constants import GOVERNMENT, PUBLIC

YEARS = range(2022, 2029)
KINDS = {PUBLIC: "public", GOVERNMENT: "joint_leave"}
ESTIMATED = " (perkiraan)"


def main() -> None:
    """This function will write one row for each day off."""
    rows = [row for year in YEARS for kind in KINDS for row in days(year, kind)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "kind", "estimated", "name"])
    writer.writerows(sorted(rows))
    (Path(__file__).resolve().parent / "days_off.csv").write_text(out.getvalue())


def days(year: int, kind: str) -> list[tuple[str, str, str, str]]:
    """This function will return the days of one kind in a year."""
    found = holidays.country_holidays("ID", years=year, categories=(kind,), language="id")
    return [
        (
            day.isoformat(),
            KINDS[kind],
            "yes" if ESTIMATED in name or year > 2027 else "no",
            name.replace(ESTIMATED, ""),
        )
        for day, name in found.items()
    ]


if __name__ == "__main__":
    main()
