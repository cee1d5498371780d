"""A joint commitment of four parties, and whatever a test wants of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from kondusif.commitments.actions.drafting import NewCommitment, NewParty, draft_commitment, open_for_signature
from kondusif.commitments.actions.signing import Ink, sign_by_hand
from kondusif.commitments.models import Commitment, Party
from kondusif.commitments.queries import current_version
from kondusif.commitments.rules import Article
from kondusif.commitments.states import Kind, PartyKind
from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint

STROKES = [[[10, 60], [60, 20], [120, 70]], [[20, 90], [140, 88]]]
ARTICLES = (
    Article("Menjaga Ketertiban", ("Menolak segala bentuk intimidasi.", "Menyelesaikan perselisihan melalui hukum.")),
    Article("Netralitas", ("Tidak memakai jabatan untuk memihak.",)),
)


def office(title: str) -> Office:
    return Office.objects.get(title=title)


def secretary():
    """Yusuf heads the secretariat: a second head beside Citra."""
    person = appoint("Yusuf Karim", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan")
    return viewer_of(person, at=NOW)


def parties() -> tuple[NewParty, ...]:
    return (
        NewParty(PartyKind.FORKOPIMDA, office("Bupati Bangkalan").pk),
        NewParty(PartyKind.AGENCY, office("Camat Geger").pk),
        NewParty(PartyKind.FIGURE, None, "Pondok Pesantren Contoh", "Kiai Hasan", "Pengasuh"),
        NewParty(PartyKind.CIVIC_ORGANISATION, None, "Ormas Contoh", "Siti Aminah", "Ketua"),
    )


def new_commitment(**changes) -> NewCommitment:
    new = NewCommitment(
        kind=Kind.JOINT_COMMITMENT, title="Pilkada Damai Bangkalan", articles=ARTICLES, region_code="35.26",
        preamble="Kami sepakat:", occasion="Rakor Forkopimda", place="Pendopo Agung", held_on=NOW.date(),
        valid_from=NOW.date(), valid_until=(NOW + timedelta(days=60)).date(), parties=parties(),
    )  # fmt: skip
    return replace(new, **changes)


def drafted(cast, **changes) -> Commitment:
    return draft_commitment(new=new_commitment(**changes), by=cast.budi, at=NOW)


def opened(cast, **changes) -> Commitment:
    return open_for_signature(commitment_id=drafted(cast, **changes).pk, by=cast.citra, at=NOW)


def party(commitment: Commitment, name: str) -> Party:
    return next(p for p in commitment.parties.select_related("office") if name in {p.name, p.body, p.organisation})


def mark(commitment: Commitment) -> str:
    return current_version(commitment).mark


def ink(**changes) -> Ink:
    return replace(Ink(strokes=STROKES, client_id=uuid4()), **changes)


def signed_by_office(commitment: Commitment, title: str, viewer, at=NOW):
    return sign_by_hand(party_id=party(commitment, title).pk, seen=mark(commitment), ink=ink(), by=viewer, at=at)
