"""Import a table of ratings from the command line: a trial by default, written with --write."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.viewers import SYSTEM
from kondusif.ratings import rules
from kondusif.ratings.actions import Document, check_document, check_import, import_ratings, keep_document
from kondusif.ratings.actions.imports import NewImport
from kondusif.ratings.rules import Cuts
from kondusif.ratings.schemes import Authority, Scheme
from kondusif.ratings.tables import Checked, decoded

_SCHEMES = [s.value for s in Scheme if s != Scheme.SITUATION]


class Command(BaseCommand):
    help = "Periksa tabel penilaian (CSV) beserta dokumennya; --write menuliskan baris yang sah."

    def add_arguments(self, parser) -> None:
        parser.add_argument("table", type=Path)
        parser.add_argument("--document", type=Path, required=True)
        parser.add_argument("--region", required=True, help="kode Kemendagri kantor, misalnya 35.26")
        parser.add_argument("--authority", choices=[a.value for a in Authority], required=True)
        parser.add_argument("--method", required=True)
        parser.add_argument("--edition", required=True)
        parser.add_argument("--scheme", choices=_SCHEMES, default=Scheme.OFFICIAL.value)
        parser.add_argument("--low", type=float)
        parser.add_argument("--high", type=float)
        parser.add_argument("--mean", type=float)
        parser.add_argument("--sd", type=float)
        parser.add_argument("--valid-from", type=date.fromisoformat, required=True)
        parser.add_argument("--valid-until", type=date.fromisoformat)
        parser.add_argument("--write", action="store_true", help="tulis baris yang sah")

    def handle(self, *args, **options) -> None:
        with translation.override("id"), scoped(EVERYWHERE):
            try:
                self._import(options)
            except Problem as problem:
                said = [str(problem.sentence), *(f"{field}: {s}" for field, s in problem.fields.items())]
                raise CommandError("\n".join(dict.fromkeys(said))) from problem

    def _import(self, options: dict) -> None:
        at = timezone.now()
        with transaction.atomic():
            batch, checked = check_import(_new_import(options), by=SYSTEM, at=at)
            self._tell(checked)
            if options["write"]:
                written = import_ratings(batch.pk, by=SYSTEM, at=at)
                self.stdout.write(f"{len(written)} penilaian ditulis.")
            else:
                transaction.set_rollback(True)
                self.stdout.write("Belum ada yang ditulis; tambahkan --write untuk menulis baris yang sah.")

    def _tell(self, checked: Checked) -> None:
        for row in checked.invalid:
            self.stderr.write(f"baris {row.line}: {row.sentence}  [{row.text}]")
        for warning in checked.warnings:
            self.stderr.write(str(warning))
        self.stdout.write(f"{len(checked.valid)} baris sah, {len(checked.invalid)} ditolak.")


def _new_import(options: dict) -> NewImport:
    paper = options["document"]
    return NewImport(
        region_code=options["region"], authority=options["authority"], method=options["method"], edition=options["edition"],
        valid_from=options["valid_from"], valid_until=options["valid_until"], scheme=options["scheme"], cuts=_cuts(options),
        table=decoded(_content(options["table"])), document=_paper(paper, keep=options["write"]),
    )  # fmt: skip


def _paper(path: Path, *, keep: bool) -> Document:
    """A trial leaves no file behind."""
    content = _content(path)
    return keep_document(path.name, content) if keep else check_document(path.name, content)


def _cuts(options: dict) -> Cuts | None:
    try:
        if options["scheme"] == Scheme.ABSOLUTE and None not in (options["low"], options["high"]):
            return rules.absolute(options["low"], options["high"])
        if options["scheme"] == Scheme.SD_REFERENCE and None not in (options["mean"], options["sd"]):
            return rules.sd_reference(options["mean"], options["sd"])
    except ValueError as problem:
        raise CommandError(f"Batas kelas tidak sah: {problem}") from problem
    return None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"Berkas {path} tidak dapat dibaca: {problem.strerror}") from problem
