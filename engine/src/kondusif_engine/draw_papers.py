"""What a draw publishes: its entries, its announcement, a ticket, and the record of the whole."""

from dataclasses import dataclass
from hashlib import sha256

from kondusif_engine.ledger import InclusionProof

DOMAIN = "kondusif-draw-v1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One that takes part.

    Attributes
    ----------
    id : str
        Public number of a coupon, never a name or an identity number; unique in the whole list.
    stratum : str
        Group within which is drawn, without "|"; "" for one group.
    """

    id: str
    stratum: str = ""

    @property
    def leaf(self) -> bytes:
        """The entry of the list's log: "<stratum>|<id>" in UTF-8."""
        return f"{self.stratum}|{self.id}".encode()


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is fixed before anybody commits.

    Attributes
    ----------
    name : str
    round : int
        1, or more after parties stayed away.
    root : str
        Merkle root of the list, 64 hex digits.
    size : int
        Number of entries.
    prizes : tuple of (str, int)
        Stratum and how many are drawn in it.
    parties : tuple of str
        Who commits, in the order of the seed.
    absent : tuple of str
        Parties of earlier rounds that committed and did not reveal.
    """

    name: str
    round: int
    root: str
    size: int
    prizes: tuple[tuple[str, int], ...]
    parties: tuple[str, ...]
    absent: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The announcement as published; its SHA-256 is `digest`."""
        lines = [DOMAIN, f"name {self.name}", f"round {self.round}", f"list {self.root} {self.size}"]
        lines += [f"stratum {count} {stratum}" for stratum, count in self.prizes]
        lines += [f"party {party}" for party in self.parties]
        lines += [f"absent {party}" for party in self.absent]
        return "\n".join(lines) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of `text`, 64 hex digits."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ticket:
    """An entry and its number in the draw.

    Attributes
    ----------
    entry : Entry
    number : str
        64 hex digits; the smaller, the earlier.
    proof : InclusionProof
        That the entry was on the announced list.
    """

    entry: Entry
    number: str
    proof: InclusionProof


@dataclass(frozen=True, slots=True)
class Record:
    """Everything published about a finished draw, enough to check all of it.

    Attributes
    ----------
    announcement : Announcement
    commitments, secrets : tuple of (str, str)
        Party and 64 hex digits, in the order of the announcement.
    public_value : str
        A later public value mixed in, or "".
    seed : str
        64 hex digits.
    winners : tuple of Ticket
        Stratum by stratum in the order of the prizes, smallest number first.
    """

    announcement: Announcement
    commitments: tuple[tuple[str, str], ...]
    secrets: tuple[tuple[str, str], ...]
    public_value: str
    seed: str
    winners: tuple[Ticket, ...]
