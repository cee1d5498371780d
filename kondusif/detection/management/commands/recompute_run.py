"""Make a stored scan again and compare it to the bit."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.actions import recompute
from kondusif.detection.models import Run


class Command(BaseCommand):
    help = "Ulangi sebuah pemindaian dari masukan yang tersimpan dan bandingkan hasilnya sampai bit terakhir."

    def add_arguments(self, parser) -> None:
        parser.add_argument("run_id", type=UUID)

    def handle(self, *args, run_id: UUID, **options) -> None:
        with scoped(EVERYWHERE):
            run = Run.objects.filter(pk=run_id).first()
            if run is None:
                raise CommandError(f"Pemindaian {run_id} tidak ada.")
            try:
                again = recompute(run)
            except ValueError as problem:
                raise CommandError(f"Pemindaian {run_id} belum selesai, jadi tidak dapat dibandingkan.") from problem
        self.stdout.write(f"masukan   {run.input_hash}  {_word(again.same_input)}")
        self.stdout.write(f"hasil     {run.result_hash}  {_word(again.same_result)}")
        self.stdout.write(f"gugus     {_word(again.same_clusters)}")
        if again.engine_then != again.engine_now:
            self.stdout.write(f"mesin     dulu {again.engine_then}, sekarang {again.engine_now}")
        if not again.all_same:
            raise CommandError("Hasilnya berbeda.")


def _word(same: bool) -> str:
    return "sama" if same else "BERBEDA"
