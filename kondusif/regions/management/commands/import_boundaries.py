"""Import boundaries from a GeoJSON file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.regions.actions.import_boundaries import BoundarySource, examine_boundaries, import_boundaries
from kondusif.regions.boundary_check import Checked
from kondusif.regions.boundary_file import MAX_BYTES
from kondusif.regions.boundary_report import report_lines
from kondusif.regions.models import Region
from kondusif.regions.operators import Operator


class Command(BaseCommand):
    """``import_boundaries FILE [--dry-run] [--source TEXT] [--valid-from DATE] [--any-area]``"""

    help = "Impor batas wilayah dari berkas GeoJSON berkode Kemendagri; laporan tampil sebelum ada yang ditulis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the options."""
        parser.add_argument("file", type=Path, help="berkas GeoJSON (EPSG:4326)")
        parser.add_argument("--dry-run", action="store_true", help="periksa saja, jangan tulis apa pun")
        parser.add_argument("--source", default="", help="asal berkas, tampil di bawah peta")
        parser.add_argument(
            "--valid-from", type=date.fromisoformat, help="berlaku sejak (TTTT-BB-HH); bawaan: hari ini"
        )
        parser.add_argument("--any-area", action="store_true", help="terima walau luasnya jauh dari luas resmi")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will check, tell, and unless told otherwise write."""
        content = _content(options["file"])
        try:
            self._tell(examine_boundaries(content, data_dir=settings.PUBLIC_DATA_DIR))
            if options["dry_run"]:
                self.stdout.write("Hanya diperiksa: tidak ada yang ditulis.")
                return
            self._write(content, options)
        except Problem as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(self.style.SUCCESS("Batas wilayah disimpan dan langsung berlaku."))

    def _write(self, content: bytes, options: dict[str, Any]) -> None:
        at = timezone.now()
        source = BoundarySource(
            options["source"] or options["file"].name, options["valid_from"] or timezone.localdate(at)
        )
        with scoped(EVERYWHERE):
            import_boundaries(
                content,
                source=source,
                data_dir=settings.PUBLIC_DATA_DIR,
                by=Operator(),
                at=at,
                any_area=options["any_area"],
            )

    def _tell(self, checked: Checked) -> None:
        codes = {*checked.shapes, *checked.missing, *checked.not_joined}
        names = {region.code: region.title for region in Region.objects.filter(code__in=codes)}
        for line in report_lines(checked, names):
            self.stdout.write(line)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise CommandError(f"Berkas lebih besar dari {MAX_BYTES // 1_000_000} MB. Impor per kabupaten/kota.")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"Berkas {file} tidak dapat dibaca: {error.strerror}.") from None
