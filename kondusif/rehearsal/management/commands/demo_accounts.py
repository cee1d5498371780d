"""Print the invented accounts of the demonstration, one for every role."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.queries import holdings_on
from kondusif.people.roles import ROLES, Role
from kondusif.regions.models import Tenant
from kondusif.rehearsal.scenes_vault import told_of
from kondusif.rehearsal.stage import demo_password


class Command(BaseCommand):
    """``demo_accounts [--region 35.26]``"""

    help = "Tampilkan akun peragaan (orang rekaan)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the options."""
        parser.add_argument("--region", default="", help="hanya wilayah ini dan di bawahnya, misalnya 35.26")

    def handle(self, *args: object, **options) -> None:
        shown: set[str] = set()
        with translation.override("id"):
            for holding in holdings_on(timezone.localdate()).filter(person__is_demo=True).order_by("id"):
                if not holding.office.region_id.startswith(options["region"]):
                    continue
                role = holding.office.role
                if role not in shown:
                    shown.add(role)
                    self.stdout.write(f"  {holding.person.email:<42} {holding.full_title} ({ROLES[Role(role)].name})")
            if shown:
                self.stdout.write(f"  Kata sandi semua akun: {demo_password()}   (orang rekaan, data sintetis)")
            for line in _told_of_keys(options["region"]):
                self.stdout.write(f"  {line}")


def _told_of_keys(region_code: str) -> list[str]:
    with scoped(EVERYWHERE):
        tenants = Tenant.objects.filter(region__code__startswith=region_code).order_by("region_id")
        return [line for code in tenants.values_list("region_id", flat=True) for line in told_of(code)]
