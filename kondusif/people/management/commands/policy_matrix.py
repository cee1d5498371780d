"""Print the policy table as the page ``docs/reference/permissions.md`` holds it."""

from django.core.management.base import BaseCommand

from kondusif.people.matrix import as_markdown


class Command(BaseCommand):
    """``policy_matrix > docs/reference/permissions.md``"""

    help = "Cetak tabel wewenang."

    def handle(self, *args: object, **options: object) -> None:
        """This function will print the page."""
        self.stdout.write(as_markdown(), ending="")
