"""Make a stored forecast again and compare it to the bit."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.actions import is_forecast_reproduced
from kondusif.detection.models import Forecast


class Command(BaseCommand):
    help = "Ulangi sebuah prakiraan dari masukan yang tersimpan dan bandingkan hasilnya sampai bit terakhir."

    def add_arguments(self, parser) -> None:
        parser.add_argument("forecast_id", type=UUID)

    def handle(self, *args, forecast_id: UUID, **options) -> None:
        with scoped(EVERYWHERE):
            row = Forecast.objects.filter(pk=forecast_id).first()
            if row is None:
                raise CommandError(f"Prakiraan {forecast_id} tidak ada.")
            same = is_forecast_reproduced(row)
        self.stdout.write(f"masukan {row.inputs_hash}  {'sama' if same else 'BERBEDA'}")
        if not same:
            raise CommandError("Hasilnya berbeda.")
