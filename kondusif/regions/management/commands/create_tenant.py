"""Open the installation for an office."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.regions.actions.create_tenant import create_tenant
from kondusif.regions.operators import Operator


class Command(BaseCommand):
    """``create_tenant 35.26`` or ``create_tenant 65 --with-regencies``"""

    help = "Buka pemasangan ini untuk satu provinsi, kabupaten atau kota, lengkap dengan petanya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the options."""
        parser.add_argument("code", help="kode Kemendagri, misalnya 35.26")
        parser.add_argument(
            "--with-regencies", action="store_true", help="beserta semua kabupaten/kota di provinsi itu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will create and say what stands ready."""
        try:
            with scoped(EVERYWHERE):
                tenant = create_tenant(
                    region_code=options["code"],
                    data_dir=settings.PUBLIC_DATA_DIR,
                    by=Operator(),
                    at=timezone.now(),
                    with_regencies=options["with_regencies"],
                )
        except Problem as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{tenant.name} ({tenant.region_id}) siap.")
