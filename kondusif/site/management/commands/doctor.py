"""What is wrong with this installation, and how to mend it."""

import contextlib
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import BaseCommand

from kondusif.site import checkup
from kondusif.site.server import cluster, connections
from kondusif.site.server.errors import CannotStart
from kondusif.site.server.supervisor import owned

MARKS = {"ok": "baik ", "note": "catat", "wrong": "SALAH"}


class Command(BaseCommand):
    """``doctor``"""

    help = "Periksa pemasangan ini dan katakan cara memperbaikinya."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """This function will look at everything and end with code 1 if something is wrong."""
        found = list(self.say(checkup.look_at(checkup.FILES)))
        try:
            with database_awake() as borrowed:
                if borrowed:
                    self.stdout.write(
                        "      (Kondusif tidak berjalan; basis data dinyalakan sebentar / started for this look)"
                    )
                # A worker can only be missed where something runs.
                looks = tuple(look for look in checkup.DATABASE if not (borrowed and look is checkup.worker))
                found += self.say(checkup.look_at(looks))
        except CannotStart as reason:
            found += self.say([checkup.Finding("wrong", str(reason))])
        n_wrong = sum(finding.level == "wrong" for finding in found)
        self.stdout.write(f"{n_wrong} salah / wrong" if n_wrong else "Semua baik / all well")
        if n_wrong:
            sys.exit(1)

    def say(self, findings: Iterator[checkup.Finding] | list[checkup.Finding]) -> Iterator[checkup.Finding]:
        """This function will print each finding as it comes and hand it on."""
        for finding in findings:
            self.stdout.write(f"{MARKS[finding.level]} {finding.what}")
            if finding.remedy:
                self.stdout.write(f"      -> {finding.remedy}")
            yield finding


@contextlib.contextmanager
def database_awake() -> Iterator[bool]:
    """
    This function will have the database running inside, and tell whether it was started for that.

    :raises CannotStart: if there is none yet, or it does not start.
    """
    server = cluster.Cluster(settings.DATA_DIR)
    if not connections.is_embedded():
        yield False
        return
    if not (server.files / "PG_VERSION").exists():
        raise CannotStart("belum ada basis data / no database yet: bin/run")
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(owned(settings.DATA_DIR))
        except CannotStart:
            yield False  # somebody runs it: look at the running one
            return
        child = cluster.start(server)
        stack.callback(cluster.stop, child)
        yield True
