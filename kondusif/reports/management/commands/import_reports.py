"""Import reports from a GeoJSON file of points with words and times."""

from argparse import ArgumentParser
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.core.problems import Problem
from kondusif.reports.actions.import_reports import ImportCheck, ImportOptions, examine_points, import_points
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.point_file import MAX_BYTES, Columns, PointFile, read_points

ROWS_SHOWN = 8


class Command(BaseCommand):
    """``import_reports FILE [--commit] [--category C] [--as-history | --shift-to MOMENT]``"""

    help = (
        "Impor laporan dari berkas GeoJSON titik dengan teks dan waktu. Tanpa --commit hanya memeriksa: "
        "baris yang sah dan yang tidak ditampilkan terpisah, dan tidak ada yang ditulis."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will declare the options."""
        parser.add_argument("file", type=Path, help="berkas GeoJSON (EPSG:4326)")
        parser.add_argument("--commit", action="store_true", help="tulis baris yang sah")
        parser.add_argument(
            "--category", default="other", choices=list(CATEGORIES), help="jenis semua laporan di berkas ini"
        )
        parser.add_argument("--time", default="", help="nama properti waktu; bawaan: dicari sendiri")
        parser.add_argument("--text", default="", help="nama properti teks; bawaan: dicari sendiri")
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--as-history", action="store_true", help="waktu lebih dari dua tahun lalu memang dimaksud")
        when.add_argument(
            "--shift-to",
            type=datetime.fromisoformat,
            metavar="WAKTU",
            help="geser semua waktu sehingga yang terakhir jatuh di sini; laporan ditandai sintetis",
        )
        parser.add_argument("--exercise", action="store_true", help="tandai sebagai latihan; tidak dihitung")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will check, tell, and write if told to."""
        at = timezone.now()
        chosen = ImportOptions(
            options["category"], options["as_history"], _aware(options["shift_to"]), options["exercise"]
        )
        try:
            file = read_points(
                _content(options["file"]), zone=timezone.get_default_timezone(), columns=_columns(options)
            )
            check = examine_points(file, options=chosen, at=at)
            self._tell(file, check)
            if options["commit"] and check.ready:
                self._write(check, at)
        except Problem as problem:
            raise CommandError(str(problem)) from None
        if not options["commit"]:
            self.stdout.write(
                "Hanya diperiksa: tidak ada yang ditulis. Tambahkan --commit untuk menulis baris yang sah."
            )
        if not check.ready:
            raise CommandError("Tidak ada baris yang sah.")

    def _tell(self, file: PointFile, check: ImportCheck) -> None:
        self.stdout.write(f"Waktu dari “{file.columns.time}”, teks dari “{file.columns.text}”.")
        n_new = sum(placed.new.client_id not in check.known for placed in check.ready)
        self.stdout.write(
            f"Sah: {len(check.ready)} laporan ({n_new} baru, {len(check.ready) - n_new} sudah ada dari impor terdahulu)."
        )
        if check.n_repeated:
            self.stdout.write(f"Berulang di berkas ini: {check.n_repeated} baris.")
        self.stdout.write(f"Tidak sah: {len(check.refused)} baris.")
        rows: dict[str, list[int]] = defaultdict(list)
        for row, sentence in check.refused:
            rows[sentence].append(row)
        for sentence, numbers in sorted(rows.items(), key=lambda item: -len(item[1])):
            shown = ", ".join(str(n) for n in numbers[:ROWS_SHOWN]) + (", …" if len(numbers) > ROWS_SHOWN else "")
            self.stdout.write(f"  {len(numbers)} × {sentence} (baris {shown})")

    def _write(self, check: ImportCheck, at: datetime) -> None:
        total = len(check.ready)
        received = import_points(check.ready, at=at, progress=lambda n: self.stdout.write(f"  {n} dari {total}"))
        n_new = sum(one.is_new for one in received)
        self.stdout.write(self.style.SUCCESS(f"Tersimpan: {n_new} laporan baru; {total - n_new} sudah ada."))


def _aware(moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment and moment.tzinfo is None else moment


def _columns(options: dict[str, Any]) -> Columns | None:
    return Columns(options["time"], options["text"]) if options["time"] and options["text"] else None


def _content(path: Path) -> bytes:
    """
    This function will return the bytes of the file, never more than can be read at once.

    :raises CommandError: if there is no such file.
    """
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as reason:
        raise CommandError(f"Berkas tidak dapat dibuka: {reason.strerror} ({path})") from None
