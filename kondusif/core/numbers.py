"""Numbers that follow one another within a tenant and a year: warnings, notices, tasks, incidents."""

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db import models, transaction

_NEXT = """
    INSERT INTO {table} AS book (region_code, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (region_code, year) DO UPDATE SET last = book.last + 1 RETURNING last
"""


class YearBook(models.Model):
    """
    The last number given in a tenant's year. Whoever takes one holds the row until the thing that carries it is
    stored or given up: numbers follow one another without a gap, and no two things share one.
    """

    region_code = models.CharField(max_length=5)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.region_code} {self.year}: {self.last}"


def next_number(book: type[YearBook], region_code: str, *, at: datetime, zone: ZoneInfo) -> tuple[str, int, int]:
    """
    This function will take the next number of the region's tenant: its code, the year by the clocks there, the number.

    :raises RuntimeError: if there is no transaction: a number apart from what carries it would leave a gap.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction of what carries it")
    tenant, year = region_code[:5], at.astimezone(zone).year
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(table=connection.ops.quote_name(book._meta.db_table)), [tenant, year])
        return tenant, year, cast(int, cursor.fetchone()[0])
