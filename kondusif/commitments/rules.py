"""Decisions about commitments without rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from kondusif.commitments.states import CertificateState, CommitmentState, Kind, PartyKind

LINK_LASTS = timedelta(minutes=30)
LINK_LASTS_MOST = timedelta(hours=24)
STROKES_MOST, POINTS_MOST, SIDE_MOST = 200, 6_000, 4_000
SMALLEST_MARK = 24.0  # a slip of the finger is no signature

# These sign as an office; the others by a named person, who may have no account.
SIGNS_AS_OFFICE = frozenset({PartyKind.FORKOPIMDA, PartyKind.AGENCY, PartyKind.VILLAGE_HEAD})
# Whose names the public reads only where they agreed: private persons and single civil servants.
PRIVATE = frozenset({PartyKind.FIGURE, PartyKind.CIVIL_SERVANT})

DOCUMENT_KINDS = {
    Kind.JOINT_COMMITMENT: "joint_commitment",
    Kind.INTEGRITY_PACT: "integrity_pact",
    Kind.ASN_NEUTRALITY: "integrity_pact",
}


@dataclass(frozen=True)
class Article:
    """An article of a text: its title and its clauses."""

    title: str
    clauses: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "clauses": list(self.clauses)}


def articles_of(text: str) -> tuple[Article, ...]:
    """
    This function will read articles as officers type them: a line starting with ``#`` is a title, other lines clauses.

    Clauses before the first title form an article without one.
    """
    found: list[tuple[str, list[str]]] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("#"):
            found.append((line.lstrip("# ").strip(), []))
        elif line:
            if not found:
                found.append(("", []))
            found[-1][1].append(line.lstrip("-•* ").strip())
    return tuple(Article(title, tuple(c for c in clauses if c)) for title, clauses in found if any(clauses))


def typed_articles(articles: Iterable[Mapping[str, Any]]) -> str:
    """This function will return articles the way ``articles_of`` reads them."""
    parts = []
    for article in articles:
        head = [f"# {article['title']}"] if article["title"] else []
        parts.append("\n".join([*head, *article["clauses"]]))
    return "\n\n".join(parts)


def text_sha256(*, kind: str, title: str, preamble: str, articles: Sequence[Article]) -> bytes:
    """This function will return the mark of a text: what a signature is bound to."""
    content = [kind, title, preamble, [a.as_json() for a in articles]]
    return sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def state_after_signing(n_signed: int, n_required_open: int) -> CommitmentState:
    """This function will return where a commitment stands: nobody, some or all of those who must have signed."""
    if n_signed == 0:
        return CommitmentState.OPEN
    return CommitmentState.FULLY_SIGNED if n_required_open == 0 else CommitmentState.PARTLY_SIGNED


def clean_strokes(sent: Any) -> tuple[tuple[tuple[float, float], ...], ...] | None:
    """
    This function will return the strokes of a signature as numbers within bounds, or None if they are none.

    A dot, or a line shorter than a fingertip, is not taken for a signature.
    """
    if not isinstance(sent, list) or not 0 < len(sent) <= STROKES_MOST:
        return None
    strokes = tuple(_stroke(stroke) for stroke in sent)
    if any(stroke is None for stroke in strokes):
        return None
    points = [p for stroke in strokes if stroke for p in stroke]
    if not points or len(points) > POINTS_MOST:
        return None
    wide = max(x for x, _y in points) - min(x for x, _y in points)
    high = max(y for _x, y in points) - min(y for _x, y in points)
    return tuple(s for s in strokes if s) if max(wide, high) >= SMALLEST_MARK else None


def _stroke(sent: Any) -> tuple[tuple[float, float], ...] | None:
    if not isinstance(sent, list):
        return None
    points = []
    for point in sent:
        if not (isinstance(point, list) and len(point) == 2 and all(type(n) in (int, float) for n in point)):
            return None
        if not all(-1 <= n <= SIDE_MOST for n in point):
            return None
        points.append((round(float(point[0]), 1), round(float(point[1]), 1)))
    return tuple(points)


def certificate_state(
    *, valid_from: datetime, valid_until: datetime, revoked_at: datetime | None, at: datetime
) -> CertificateState:
    """This function will return whether a certificate can sign at the moment *at*."""
    if revoked_at is not None and revoked_at <= at:
        return CertificateState.REVOKED
    if at > valid_until:
        return CertificateState.EXPIRED
    return CertificateState.VALID if at >= valid_from else CertificateState.NOT_YET


def is_past_term(valid_until: date | None, today: date) -> bool:
    """This function will tell whether what was promised until *valid_until* has run out."""
    return valid_until is not None and today > valid_until


def share(part: int, whole: int) -> float | None:
    """This function will return part of whole, or None where there is nothing to sign."""
    return part / whole if whole else None
