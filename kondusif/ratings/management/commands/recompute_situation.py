"""Work a stored situation out again by the published rule and compare level and reasons."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.ratings.actions.situation import is_reproduced
from kondusif.ratings.models import Rating
from kondusif.ratings.schemes import Scheme


class Command(BaseCommand):
    help = "Hitung ulang sebuah penilaian situasi dari tanda yang tersimpan dan bandingkan tingkat serta sebabnya."

    def add_arguments(self, parser) -> None:
        parser.add_argument("rating_id", type=UUID)

    def handle(self, *args, rating_id: UUID, **options) -> None:
        with scoped(EVERYWHERE):
            row = Rating.objects.filter(pk=rating_id, scheme=Scheme.SITUATION).first()
            if row is None:
                raise CommandError(f"Penilaian situasi {rating_id} tidak ada.")
            same = is_reproduced(row)
        self.stdout.write(f"masukan {row.inputs_hash}  {'sama' if same else 'BERBEDA'}")
        if not same:
            raise CommandError("Hasilnya berbeda.")
