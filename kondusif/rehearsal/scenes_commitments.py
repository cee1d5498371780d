"""What was promised in the invented days: a joint commitment, half of it signed, and pacts of the agencies."""

from datetime import datetime, timedelta
from uuid import uuid5

from kondusif.commitments.actions import bulk, drafting, paper, signing, standing, watching
from kondusif.commitments.actions.bulk import Batch
from kondusif.commitments.actions.drafting import NewCommitment, NewParty
from kondusif.commitments.actions.signing import Ink
from kondusif.commitments.actions.watching import Allegation, Finding
from kondusif.commitments.models import Commitment, Party
from kondusif.commitments.queries import current_version
from kondusif.commitments.rules import Article
from kondusif.commitments.states import Kind, Outcome, PartyKind
from kondusif.people.models import Office
from kondusif.people.queries import OFFICE_DAY, holders_of, viewer_of
from kondusif.people.roles import Role
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.rehearsal.stage import Stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
_JOINT = (
    Article("Menjaga Ketertiban", (
        "Menolak segala bentuk intimidasi, kekerasan, dan politik uang.",
        "Menyelesaikan perselisihan melalui jalur hukum.",
    )),
    Article("Menjaga Kabar yang Benar", ("Tidak menyebarkan kabar bohong dan ujaran kebencian.",)),
    Article("Pertanggungjawaban", ("Melaporkan pelaksanaan komitmen ini kepada masyarakat.",)),
)  # fmt: skip
_PACT = (
    Article("", (
        "Bersikap netral dan tidak memihak pasangan calon mana pun.",
        "Tidak memakai jabatan, anggaran, dan fasilitas negara untuk kampanye.",
        "Tidak memberi atau menerima sesuatu yang memengaruhi pilihan.",
    )),
)  # fmt: skip
_WAVES = [[[8 + 11 * n, 60 + (n * 37) % 42 - 20 * (n % 2)] for n in range(14)], [[20, 104], [150, 98]]]


def play(stage: Stage, at: datetime) -> None:
    """This function will let the parties sign, each by the way they have, up to the morning of *at*."""
    _joint(stage, at)
    _pacts(stage, at)


def _joint(stage: Stage, at: datetime) -> None:
    code, day = stage.tenant.region_id, at - 9 * DAY
    offices = Office.objects.filter(region_id=code, role__in=[Role.REGIONAL_HEAD, Role.POLICE_COMMAND]).order_by(
        "title"
    )
    parties = [
        *(NewParty(PartyKind.FORKOPIMDA, o.pk) for o in offices),
        NewParty(PartyKind.FIGURE, None, "Pesantren rekaan", "Kiai Rekaan", "Pengasuh"),
        NewParty(PartyKind.CIVIC_ORGANISATION, None, "Ormas Contoh Peragaan", "Ketua Rekaan", "Ketua"),
        NewParty(PartyKind.POLITICAL_PARTY, None, "Partai Contoh Peragaan", "Pengurus Rekaan", "Ketua DPC"),
    ]
    row = drafting.draft_commitment(
        new=NewCommitment(
            kind=Kind.JOINT_COMMITMENT, title="Komitmen Bersama Pemilihan Damai (peragaan)", articles=_JOINT,
            region_code=code, preamble="Kami para pihak sepakat dan berkomitmen:", occasion="Rapat koordinasi Forkopimda",
            place="Pendopo", held_on=day.date(), closes_at=at + 4 * DAY, valid_from=day.date(),
            valid_until=(at + 40 * DAY).date(), synthetic=True, parties=parties,
        ),
        by=stage.head, at=day - DAY,
    )  # fmt: skip
    drafting.open_for_signature(commitment_id=row.pk, by=stage.head, at=day)
    for viewer in (stage.regional_head, stage.police):
        _sign(row, viewer, day + HOUR)
    figure = row.parties.get(kind=PartyKind.FIGURE)
    _link, token = signing.hand_over_link(party_id=figure.pk, by=stage.head, at=day + HOUR)
    signing.sign_by_link(
        token=token, seen=current_version(row).mark, ink=_ink(figure), agreed_to_name=False, by=CITIZEN,
        at=day + HOUR + timedelta(minutes=5),
    )  # fmt: skip
    paper.issue_paper(commitment_id=row.pk, by=stage.head, at=day + 2 * HOUR)


def _pacts(stage: Stage, at: datetime) -> None:
    code, day = stage.tenant.region_id, at - 14 * DAY
    titles = list(
        Office.objects.filter(region_id=code, role=Role.AGENCY_FOCAL).order_by("title").values_list("title", flat=True)
    )
    if not titles:
        return
    batch = Batch(
        kind=Kind.INTEGRITY_PACT, title="Pakta Integritas Netralitas (peragaan)", articles=_PACT, region_code=code,
        preamble="Dengan ini menyatakan:", closes_at=at + 2 * DAY, valid_until=(at + 40 * DAY).date(), synthetic=True,
    )  # fmt: skip
    made = bulk.make_pacts(text="jabatan\n" + "\n".join(titles), batch=batch, opened=True, by=stage.head, at=day)
    for n, row in enumerate(made):
        viewer = _holder(row.parties.get(), at)
        if n % 3 == 2 or viewer is None:
            continue  # one in three has not signed: the tracker has somebody to remind
        _sign(row, viewer, day + (n + 1) * HOUR)
        if n < 4:
            standing.put_in_force(commitment_id=row.pk, by=stage.head, at=day + DAY)
    _watch(made[0], made[1], stage, at)


def _watch(kept: Commitment, doubted: Commitment, stage: Stage, at: datetime) -> None:
    today = (at - 2 * DAY).astimezone(OFFICE_DAY).date()
    seen = Finding(today, Outcome.KEPT, "Tidak ada alat peraga di kantor.", "Diperiksa: tidak ditemukan pelanggaran.")
    watching.monitor(commitment_id=kept.pk, seen=seen, today=today, by=stage.analyst, at=at - 2 * DAY)
    said = Allegation("Laporan bahwa kendaraan dinas dipakai ke kampanye (rekaan).", case_number="PERAGAAN/001")
    watching.register_breach(commitment_id=doubted.pk, said=said, by=stage.analyst, at=at - DAY)


def _sign(row: Commitment, viewer: Viewer, at: datetime) -> None:
    offices = {g.office_id for g in viewer.grants}
    party = next(p for p in row.parties.all() if p.office_id in offices)
    signing.sign_by_hand(party_id=party.pk, seen=current_version(row).mark, ink=_ink(party), by=viewer, at=at)


def _ink(party: Party) -> Ink:
    return Ink(strokes=_WAVES, client_id=uuid5(party.pk, "peragaan"))


def _holder(party: Party, at: datetime) -> Viewer | None:
    holding = holders_of([party.office_id], on=at.astimezone(OFFICE_DAY).date()).first()
    return viewer_of(holding.person, at=at) if holding else None
