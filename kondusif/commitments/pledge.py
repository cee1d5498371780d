"""From a commitment to the data of its paper."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kondusif.commitments.models import Commitment, Signing, TextVersion
from kondusif.commitments.queries import Row, rows_of
from kondusif.commitments.rules import DOCUMENT_KINDS
from kondusif.commitments.states import Kind, Method, PartyKind
from kondusif.documents.signing.ink import svg_of

# Officialese of the paper itself, which is written in Indonesian whatever the reader's language.
GROUPS = {
    PartyKind.FORKOPIMDA: "Forkopimda",
    PartyKind.FIGURE: "Tokoh masyarakat",
    PartyKind.CIVIC_ORGANISATION: "Organisasi kemasyarakatan",
    PartyKind.POLITICAL_PARTY: "Partai politik",
    PartyKind.AGENCY: "Perangkat daerah",
    PartyKind.CIVIL_SERVANT: "Aparatur sipil negara",
    PartyKind.VILLAGE_HEAD: "Kepala desa/lurah",
}
METHODS = {
    Method.TOUCH: "Ditandatangani dengan sentuhan",
    Method.TYPED: "Disetujui dengan nama terketik",
    Method.SCAN: "Tanda tangan basah, pindaian dicocokkan petugas kedua",
    Method.CERTIFICATE: "Ditandatangani dengan sertifikat",
}


def pledge_of(row: Commitment, version: TextVersion, at: datetime) -> tuple[str, dict[str, Any]]:
    """This function will return the kind of document and its data: text, parties, and how each has signed so far."""
    zone = ZoneInfo(row.region.timezone)
    data = {
        "subject": row.title,
        "on": (row.held_on or at.astimezone(zone).date()).isoformat(),
        "place": row.place or row.region.name,
        "preamble": version.preamble,
        "version": f"{version.number} · {version.mark[:16]}",
        "parties": [_party(r, zone) for r in rows_of(row, version)],
    }
    kind = DOCUMENT_KINDS[Kind(row.kind)]
    if kind == "joint_commitment":
        return kind, data | {"articles": _articles(version), "period": _period(row)}
    return kind, data | {"clauses": [c for a in version.articles for c in a["clauses"]]}


def _articles(version: TextVersion) -> list[dict[str, Any]]:
    return [a | {"title": a["title"] or f"Pasal {n}"} for n, a in enumerate(version.articles, start=1)]


def _party(row: Row, zone: ZoneInfo) -> dict[str, str]:
    party = row.party
    office = party.office.title if party.office_id else ""
    return {
        "name": party.person_name or office or party.organisation,
        "title": party.position or office or GROUPS[PartyKind(party.kind)],
        "agency": party.organisation or (party.office.agency if party.office_id else ""),
        "group": GROUPS[PartyKind(party.kind)],
        "signed": told_signing(row.signing, zone) if row.signing else "",
        "ink": svg_of(row.signing.strokes) if row.signing and row.signing.strokes else "",
    }


def told_signing(signing: Signing, zone: ZoneInfo) -> str:
    """This function will say in one line how and when a party signed."""
    moment = signing.at.astimezone(zone)
    return f"{METHODS[Method(signing.method)]}, {moment:%d-%m-%Y} pukul {moment:%H.%M}"


def _period(row: Commitment) -> str:
    if row.valid_from and row.valid_until:
        return f"{row.valid_from:%d-%m-%Y} s.d. {row.valid_until:%d-%m-%Y}"
    return f"sampai {row.valid_until:%d-%m-%Y}" if row.valid_until else ""
