"""An invented election for the demonstration, with a calendar like that of the last local elections."""

from datetime import date, timedelta

from django.db import transaction

from kondusif.elections.models import Election, Stage
from kondusif.elections.rules import LawFamily

SOURCE = "Peragaan: tanggal dikarang"
# Days before (negative) and after voting day, as in the local elections of 2024.
_PATTERN = (
    ("pendaftaran", "Pendaftaran pasangan calon", -92, -90),
    ("penetapan", "Penetapan pasangan calon", -66, -66),
    ("kampanye", "Masa kampanye", -63, -4),
    ("masa-tenang", "Masa tenang", -3, -1),
    ("pemungutan", "Pemungutan suara", 0, 0),
    ("hitung-rekap", "Penghitungan dan rekapitulasi suara", 0, 19),
)


@transaction.atomic
def plan_demo_election(*, region_code: str, voting_on: date) -> Election:
    """This function will write the invented election of a region, or move it to another day."""
    election, _is_new = Election.objects.update_or_create(
        slug=f"peragaan-{region_code.replace('.', '-')}",
        defaults={
            "kind": Election.Kind.PILKADA,
            "name": "Pilkada peragaan (sintetis)",
            "voting_on": voting_on,
            "law_family": LawFamily.PILKADA.value,
            "region_id": region_code,
            "synthetic": True,
        },
    )
    for code, name, first, last in _PATTERN:
        days = {"from_on": voting_on + timedelta(days=first), "to_on": voting_on + timedelta(days=last)}
        Stage.objects.update_or_create(election=election, code=code, defaults=days | {"name": name, "source": SOURCE})
    return election
