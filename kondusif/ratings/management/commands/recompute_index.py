"""Work a stored index out again and compare it to the bit."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.ratings.actions import is_index_reproduced
from kondusif.ratings.models import IndexRun


class Command(BaseCommand):
    help = "Hitung ulang sebuah indeks dari masukan yang tersimpan dan bandingkan hasilnya sampai bit terakhir."

    def add_arguments(self, parser) -> None:
        parser.add_argument("run_id", type=UUID)

    def handle(self, *args, run_id: UUID, **options) -> None:
        with scoped(EVERYWHERE):
            run = IndexRun.objects.filter(pk=run_id).first()
            if run is None:
                raise CommandError(f"Indeks {run_id} tidak ada.")
            same = is_index_reproduced(run)
        self.stdout.write(f"masukan {run.inputs_hash}\nhasil   {run.result_hash}  {'sama' if same else 'BERBEDA'}")
        if not same:
            raise CommandError("Hasilnya berbeda.")
