"""Seat the invented officers of a region, without the sixty days: an empty office to try meetings and letters in."""

from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.elections.actions.plan_demo_election import plan_demo_election
from kondusif.elections.queries import day_in
from kondusif.regions.models import Region
from kondusif.rehearsal.stage import set_stage


class Command(BaseCommand):
    """``seat_demo --region 51.06 --days-to-vote 60``"""

    help = "Dudukkan pejabat rekaan satu wilayah tanpa cerita peragaan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the options."""
        parser.add_argument("--region", required=True, help="kode Kemendagri, misalnya 51.06 atau 65")
        parser.add_argument("--days-to-vote", type=int, default=30, help="berapa hari lagi pemungutan suara")

    def handle(self, *args: object, **options) -> None:
        at = timezone.now()
        voting_on = day_in(options["region"], at + timedelta(days=options["days_to_vote"]))
        with translation.override("id"), scoped(EVERYWHERE), transaction.atomic():
            try:
                stage = set_stage(options["region"], at=at)
            except Region.DoesNotExist as error:
                raise CommandError(f"tidak ada wilayah {options['region']}") from error
            plan_demo_election(region_code=options["region"], voting_on=voting_on)
            self.stdout.write(f"{stage.tenant.name}: pejabat rekaan siap, pemungutan suara {voting_on}")
