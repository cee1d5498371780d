"""``bin/kondusif index-search``: file reports and incidents under their words."""

from django.core.management.base import BaseCommand, CommandParser

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.reports.queries import reports_seen_by
from kondusif.triage import actions
from kondusif.triage.queries import incidents_seen_by

STEP = 1000


class Command(BaseCommand):
    help = "Susun indeks pencarian laporan dan kejadian (setelah ejaan ditambah) / file everything for search anew"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="semua laporan, bukan hanya kejadian / reports too")

    def handle(self, *args: object, **options: object) -> None:
        with scoped(EVERYWHERE):
            n_incidents = _each(actions.file_incident, incidents_seen_by(SYSTEM, merged=True).order_by("pk"))
            n_reports = _each(actions.file_report, reports_seen_by(SYSTEM).order_by("pk")) if options["all"] else 0
        self.stdout.write(f"{n_incidents} kejadian, {n_reports} laporan tersusun / incidents and reports filed")


def _each(act, rows) -> int:
    last, n = None, 0
    while batch := list((rows.filter(pk__gt=last) if last else rows)[:STEP]):
        for row in batch:
            act(row)
        last, n = batch[-1].pk, n + len(batch)
    return n
