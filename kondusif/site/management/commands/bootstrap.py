"""One step of preparing an installation; ``bin/run`` calls it for what has changed."""

import gc
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connections

from kondusif.core.grants import apply_grants
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.cap.actions import publish_missed
from kondusif.people.viewers import SYSTEM
from kondusif.site.database import READER_ROLE
from kondusif.site.migrating import quickest


class Command(BaseCommand):
    """``bootstrap migrate | regions | static | demo CODE``"""

    help = "Siapkan tabel, wilayah, berkas halaman atau peragaan."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the step."""
        parser.add_argument("step", choices=["migrate", "regions", "static", "demo"])
        parser.add_argument("region", nargs="?", default="35.26")

    def handle(self, *args: object, **options: str) -> None:
        """This function will do the step."""
        gc.freeze()  # what is loaded by now stays: nothing of it is looked through for garbage again and again
        getattr(self, options["step"])(options["region"])

    def migrate(self, region: str) -> None:
        """This function will bring tables and grants to the present state."""
        with quickest("owner"):
            call_command("migrate", database="owner", interactive=False, verbosity=0, stdout=self.stdout)
        apply_grants(app_role=settings.DATABASES["default"]["USER"], reader_role=self._reader(), using="owner")

    def _reader(self) -> str:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READER_ROLE])
            # A server of one's own may do without the reading role.
            return READER_ROLE if cursor.fetchone() else settings.DATABASES["default"]["USER"]

    def regions(self, region: str) -> None:
        """This function will load the regions that ship, and the limits of law."""
        self._call("load_regions")
        self._call("load_legal_limits")

    def static(self, region: str) -> None:
        """This function will collect and hash what is served as files."""
        call_command("collectstatic", interactive=False, verbosity=0, clear=False, stdout=self.stdout)

    def demo(self, region: str) -> None:
        """This function will load the demonstration of *region*."""
        self._call("load_demo", region=region)
        with scoped(EVERYWHERE):  # the story is past, and its warnings stand in the feed as if they had been followed
            publish_missed(by=SYSTEM)

    def _call(self, name: str, **options: str) -> None:
        if name not in get_commands():
            self.stdout.write(f"(belum ada / not there yet: {name})")
            return
        call_command(name, stdout=self.stdout, **options)
