"""Bring the shipped tables into the database by COPY."""

from datetime import datetime
from pathlib import Path

from django.db import connections, transaction

from kondusif.regions import gazetteer
from kondusif.regions.models import DataLoad

_COLUMNS = (
    "code", "level", "kind", "name", "parent_id", "code_system", "timezone", "lon", "lat", "postal_code",
    "search_name", "capital", "official_area_km2", "population", "population_source",
)  # fmt: skip
# What an office has counted itself is better than a gap in the shipped table.
_KEEP_WHERE_SHIPPED_IS_EMPTY = {"population", "population_source"}


def load_regions(*, folder: Path, at: datetime, only: tuple[str, ...] = (), using: str = "default") -> int:
    """
    This function will load the shipped regions and return how many rows it wrote.

    It writes nothing and returns 0 if these very tables are loaded already. Rows that a newer
    edition no longer has stay, under their old code system, because reports may point at them.
    """
    what, digest = _name(only), gazetteer.digest(folder)
    loads = DataLoad.objects.using(using)
    if loads.filter(what__in={what, _name(())}, digest=digest).exists():
        return 0
    with transaction.atomic(using=using):
        n_rows = _copy(folder, only, using)
        loads.update_or_create(
            what=what,
            defaults={"edition": gazetteer.EDITION, "digest": digest, "n_rows": n_rows, "loaded_at": at},
        )
    return n_rows


def _name(only: tuple[str, ...]) -> str:
    return f"regions {','.join(sorted(only))}"[:60] if only else "regions"


def _copy(folder: Path, only: tuple[str, ...], using: str) -> int:
    columns = ", ".join(_COLUMNS)
    updates = ", ".join(_update(column) for column in _COLUMNS[1:])
    with connections[using].cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE arriving_region (LIKE regions_region INCLUDING DEFAULTS) ON COMMIT DROP")
        n_rows = 0
        with cursor.copy(f"COPY arriving_region ({columns}) FROM STDIN") as copy:
            for row in gazetteer.rows(folder, only):
                copy.write_row(_values(row))
                n_rows += 1
        cursor.execute(
            f"INSERT INTO regions_region ({columns}) SELECT {columns} FROM arriving_region ORDER BY code "
            f"ON CONFLICT (code) DO UPDATE SET {updates}"
        )
        cursor.execute("DROP TABLE arriving_region")
    return n_rows


def _update(column: str) -> str:
    if column in _KEEP_WHERE_SHIPPED_IS_EMPTY:
        return (
            f"{column} = CASE WHEN excluded.population IS NULL THEN regions_region.{column} ELSE excluded.{column} END"
        )
    return f"{column} = excluded.{column}"


def _values(row: gazetteer.RegionRow) -> tuple[object, ...]:
    return (
        row.code, int(row.level), row.kind, row.name, row.parent, gazetteer.EDITION, row.timezone,
        row.lon, row.lat, row.postal_code, row.search_name, row.capital, row.area_km2, row.population,
        gazetteer.POPULATION_SOURCE if row.population is not None else "",
    )  # fmt: skip
