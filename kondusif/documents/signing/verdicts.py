"""What a check of a signed PDF finds, as data; the words for people stand in ``words``."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fault(StrEnum):
    """Why a signature, or the whole file, does not count."""

    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    BYTES_CHANGED = "bytes_changed"
    CHANGED_AFTER = "changed_after"
    NOT_WHOLE = "not_whole"
    SIGNATURE_REMOVED = "signature_removed"
    OTHER_TEXT = "other_text"
    NOT_TRUSTED = "not_trusted"
    EXPIRED = "expired"
    REVOKED = "revoked"
    KEY_LOST = "key_lost"
    BAD_TIMESTAMP = "bad_timestamp"


class Level(StrEnum):
    """How far a signature carries, honestly."""

    B = "PAdES-B-B"  # time as the signer says
    T = "PAdES-B-T"
    LT = "PAdES-B-LT"
    LTA = "PAdES-B-LTA"


@dataclass(frozen=True)
class Finding:
    """What one signature says and whether it holds."""

    field: str
    name: str
    title: str
    serial: str
    fingerprint: str
    issuer: str
    signed_at: datetime | None
    reason: str
    level: Level
    is_local: bool
    has_clock: bool  # a time stamp, not only the signer's word
    clock_is_local: bool
    revocation_known: bool
    faults: tuple[Fault, ...]

    @property
    def is_valid(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Stage:
    """How long the file was after a step, and its SHA-256 then: kept in our rows, not in the file."""

    n_bytes: int
    sha256: bytes


@dataclass(frozen=True)
class Verdict:
    """The bottom line, and what it rests on."""

    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def is_valid(self) -> bool:
        return bool(self.findings) and not self.faults and all(f.is_valid for f in self.findings)

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """Every fault once, those of the file first."""
        found = [*self.faults, *(fault for f in self.findings for fault in f.faults)]
        return tuple(dict.fromkeys(found))
