"""A draw that nobody can steer and everybody can check (commit and reveal).

1. The list is put into one order and bound by a Merkle root; the announcement names it, how many
   are drawn in each stratum, and the parties.
2. Each party publishes `commitment` of a secret number, before any is revealed.
3. Each reveals it; `seed` hashes all of them. One honest party makes the seed unforeseeable.
4. The ticket of an id is SHA-256("<seed>|<id>"); the smallest tickets of a stratum win. Anybody
   checks one id: ``printf '%s' '<seed>|<id>' | sha256sum``.

The last to reveal could look at the others' numbers and stay away when the result displeases. Who
does so is named in public and left out of the next round (`next_round`), which starts afresh with
new secrets; that remedy must be announced beforehand and makes the attack visible, not impossible.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from heapq import nsmallest

from kondusif_engine.checks import ArgumentProblem, instance_of, mapping_of, sequence_of, whole_number
from kondusif_engine.draw_papers import DOMAIN, Announcement, Entry, Record, Ticket
from kondusif_engine.ledger import MerkleLog, verify_inclusion

_HEX = re.compile(r"[0-9a-f]{64}\Z")


def announce(
    name: str, entries: Sequence[Entry], prizes: Mapping[str, int], parties: Sequence[str]
) -> Announcement:
    """This function will fix the list, the prizes and the parties.

    Parameters
    ----------
    name : str
        One line.
    entries : sequence of Entry
        In any order; the list is put into the order of `Entry.leaf`.
    prizes : mapping of str to int
        Stratum -> how many are drawn; a stratum left out draws none.
    parties : sequence of str
        At least 2, each one line, all different.

    Raises
    ------
    ArgumentProblem
        If an id or party occurs twice, a text has more than one line, a stratum is unknown or has
        fewer entries than prizes.
    """
    log = MerkleLog(_ordered(entries)[1])
    _line(name, "name")
    parties, prizes = sequence_of(parties, "parties", str), mapping_of(prizes, "prizes")
    if len(set(parties)) != len(parties) or len(parties) < 2:
        raise ArgumentProblem("parties", "must be at least two, all different")
    for party in parties:
        _line(party, "parties")
    sizes: dict[str, int] = {}
    for entry in entries:
        sizes[entry.stratum] = sizes.get(entry.stratum, 0) + 1
    for stratum, count in prizes.items():
        if stratum not in sizes:
            raise ArgumentProblem("prizes", f"name stratum {stratum!r}, which has no entries")
        whole_number(count, f"prizes of {stratum!r}", least=1, most=sizes[stratum])
    if not prizes:
        raise ArgumentProblem("prizes", "are none", "give at least one stratum")
    return Announcement(name, 1, log.root().hex(), len(log), tuple(prizes.items()), tuple(parties))


def commitment(announcement: Announcement, party: str, secret: str) -> str:
    """This function will return what a party publishes before it reveals its secret.

    Parameters
    ----------
    announcement : Announcement
    party : str
        A party of the announcement.
    secret : str
        64 hex digits from a good source, such as ``secrets.token_hex(32)``; never used before.

    Raises
    ------
    ArgumentProblem
        If the party is not announced or the secret has another form.
    """
    instance_of(announcement, "announcement", Announcement)
    if not isinstance(party, str) or party not in announcement.parties:
        raise ArgumentProblem("party", f"{party!r} is not announced")
    return _commit(announcement, party, _hex(secret, "secret"))


def seed(
    announcement: Announcement,
    commitments: Mapping[str, str],
    secrets: Mapping[str, str],
    public_value: str = "",
) -> str:
    """This function will check all secrets and return the seed, 64 hex digits.

    Parameters
    ----------
    announcement : Announcement
    commitments, secrets : mapping of str to str
        Party -> 64 hex digits, of every party.
    public_value : str
        A value nobody could know when the secrets were committed (how it is read must be announced
        in the name), or "".

    Raises
    ------
    ArgumentProblem
        If a party has not committed or revealed, or revealed another secret than it committed.
    """
    instance_of(announcement, "announcement", Announcement)
    commitments = mapping_of(commitments, "commitments", str)
    secrets = mapping_of(secrets, "secrets", str)
    instance_of(public_value, "public_value", str)
    if set(commitments) != set(announcement.parties):
        raise ArgumentProblem("commitments", "are not those of the announced parties")
    missing = [party for party in announcement.parties if party not in secrets]
    if missing:
        raise ArgumentProblem("secrets", f"of {', '.join(missing)} are missing", "announce the next round")
    if public_value:
        _line(public_value, "public_value")
    for party in announcement.parties:
        if _commit(announcement, party, _hex(secrets[party], "secrets")) != commitments[party]:
            raise ArgumentProblem("secrets", f"of {party} are not what was committed")
    pairs = ",".join(f"{commitments[party]}:{secrets[party]}" for party in announcement.parties)
    return _hash(f"{DOMAIN}|seed|{announcement.digest}|{pairs}|{public_value}")


def next_round(announcement: Announcement, absent: Sequence[str]) -> Announcement:
    """This function will announce the round after one in which parties did not reveal.

    Parameters
    ----------
    announcement : Announcement
        Of the failed round.
    absent : sequence of str
        Parties that did not reveal; at least two others must remain.

    Raises
    ------
    ArgumentProblem
        If an absent party was not announced, or fewer than two parties remain.
    """
    instance_of(announcement, "announcement", Announcement)
    absent = sequence_of(absent, "absent", str)
    if not absent or not set(absent) <= set(announcement.parties):
        raise ArgumentProblem("absent", "must be parties of the announcement")
    rest = tuple(party for party in announcement.parties if party not in absent)
    if len(rest) < 2:
        raise ArgumentProblem("absent", "leave fewer than two parties")
    return Announcement(
        announcement.name, announcement.round + 1, announcement.root, announcement.size,
        announcement.prizes, rest, (*announcement.absent, *absent),
    )  # fmt: skip


def ticket(seed: str, id: str) -> str:
    """This function will return the number of an id: SHA-256("<seed>|<id>"), 64 hex digits."""
    _line(seed, "seed")
    _line(id, "id")
    return _hash(f"{seed}|{id}")


def run(
    announcement: Announcement,
    entries: Sequence[Entry],
    commitments: Mapping[str, str],
    secrets: Mapping[str, str],
    public_value: str = "",
) -> Record:
    """This function will draw, and prove of each winner that it was on the list.

    Parameters
    ----------
    announcement : Announcement
    entries : sequence of Entry
        The announced list, in any order.
    commitments, secrets, public_value
        As for `seed`.

    Raises
    ------
    ArgumentProblem
        If the list is not the announced one, and as `seed`.

    Notes
    -----
    Cost: O(n log k), about 3 microseconds an entry. Ordering by keyed hashes after RFC 3797
    (Eastlake, 2004), doi:10.17487/RFC3797.
    """
    instance_of(announcement, "announcement", Announcement)
    ordered, leaves = _ordered(entries)
    log = MerkleLog(leaves)
    if log.root().hex() != announcement.root or len(log) != announcement.size:
        raise ArgumentProblem("entries", "are not the announced list")
    number = seed(announcement, commitments, secrets, public_value)
    winners = [
        Ticket(ordered[index], drawn, log.inclusion(index))
        for drawn, index in _select(number, ordered, announcement.prizes)
    ]
    parties = announcement.parties
    return Record(
        announcement,
        tuple((party, commitments[party]) for party in parties),
        tuple((party, secrets[party]) for party in parties),
        public_value,
        number,
        tuple(winners),
    )


def ticket_of(record: Record, entries: Sequence[Entry], id: str) -> Ticket:
    """This function will return the ticket of any id, winner or not, with the proof that it was on the list.

    Parameters
    ----------
    record : Record
    entries : sequence of Entry
        The announced list, in any order.
    id : str

    Raises
    ------
    ArgumentProblem
        If the list is not the announced one, or the id is not on it.

    Notes
    -----
    Cost: O(n) for the list; for many ids make the list's `MerkleLog` once and ask it.
    """
    instance_of(record, "record", Record)
    instance_of(id, "id", str)
    ordered, leaves = _ordered(entries)
    log = MerkleLog(leaves)
    if log.root().hex() != record.announcement.root:
        raise ArgumentProblem("entries", "are not the announced list")
    for index, entry in enumerate(ordered):
        if entry.id == id:
            return Ticket(entry, ticket(record.seed, id), log.inclusion(index))
    raise ArgumentProblem("id", f"{id!r} is not on the list")


def case(record: Record, won: Ticket) -> dict:
    """This function will return a ticket in the form that the two verifiers read, one line of JSON.

    Parameters
    ----------
    record : Record
    won : Ticket
        Of `Record.winners` or made by `ticket_of`.
    """
    instance_of(record, "record", Record)
    instance_of(won, "won", Ticket)
    return {
        "announcement": record.announcement.text,
        "commitments": dict(record.commitments),
        "secrets": dict(record.secrets),
        "public_value": record.public_value,
        "seed": record.seed,
        "stratum": won.entry.stratum,
        "id": won.entry.id,
        "index": won.proof.index,
        "path": [node.hex() for node in won.proof.path],
        "ticket": won.number,
    }


def problems(record: Record, entries: Sequence[Entry] | None = None) -> tuple[str, ...]:
    """This function will check a record and name what is wrong; an empty tuple means nothing.

    Parameters
    ----------
    record : Record
    entries : sequence of Entry, optional
        The whole list; with it the selection is repeated. Without it only what a stranger can see
        is checked: commitments, seed, tickets and that winners were on the list.

    Returns
    -------
    tuple of str
        Codes: "secrets", "seed", "ticket <id>", "proof <id>", "count <stratum>", "list",
        "winners".
    """
    instance_of(record, "record", Record)
    announcement, found = record.announcement, []
    try:
        again = seed(announcement, dict(record.commitments), dict(record.secrets), record.public_value)
        if again != record.seed:
            found.append("seed")
    except ArgumentProblem:
        found.append("secrets")
    # What is no root at all is the root of no list: every proof fails, and that is said.
    root = bytes.fromhex(announcement.root) if _HEX.match(announcement.root) else b""
    for won in record.winners:
        if ticket(record.seed, won.entry.id) != won.number:
            found.append(f"ticket {won.entry.id}")
        fits = won.proof.size == announcement.size
        if not fits or not verify_inclusion(won.entry.leaf, won.proof, root):
            found.append(f"proof {won.entry.id}")
    for stratum, count in announcement.prizes:
        ids = {won.entry.id for won in record.winners if won.entry.stratum == stratum}
        if len(ids) != count:
            found.append(f"count {stratum}")
    if entries is not None:
        found += _repeat(record, entries)
    return tuple(found)


def _repeat(record: Record, entries: Sequence[Entry]) -> list[str]:
    ordered, leaves = _ordered(entries)
    log = MerkleLog(leaves)
    if log.root().hex() != record.announcement.root:
        return ["list"]
    drawn = _select(record.seed, ordered, record.announcement.prizes)
    expected = [(ordered[index], number) for number, index in drawn]
    return [] if expected == [(won.entry, won.number) for won in record.winners] else ["winners"]


def _select(seed: str, ordered: Sequence[Entry], prizes: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    strata: dict[str, list[tuple[str, int]]] = {stratum: [] for stratum, _ in prizes}
    before = f"{seed}|"
    for index, entry in enumerate(ordered):
        if entry.stratum in strata:
            number = sha256((before + entry.id).encode()).hexdigest()
            strata[entry.stratum].append((number, index))
    return [drawn for stratum, count in prizes for drawn in nsmallest(count, strata[stratum])]


def _ordered(entries: Sequence[Entry]) -> tuple[list[Entry], list[bytes]]:
    """Check the entries; return them in the order of their leaves, and the leaves."""
    entries = sequence_of(entries, "entries", Entry)
    if not entries:
        raise ArgumentProblem("entries", "are none")
    ids = [entry.id for entry in entries]
    # All at once, for there may be a million: only where something is wrong is each looked at.
    if (
        not set(map(type, ids)) <= {str}
        or not "".join(ids).isprintable()
        or ids != [*map(str.strip, ids)]
        or "" in ids
    ):
        for id in ids:
            _line(id, "id")
    strata = [entry.stratum for entry in entries]
    if not set(map(type, strata)) <= {str}:
        raise ArgumentProblem("stratum", "is no string in one of the entries")
    for stratum in set(strata) - {""}:
        _line(stratum, "stratum")
        if "|" in stratum:
            raise ArgumentProblem("stratum", f"{stratum!r} holds '|'")
    if len(set(ids)) != len(ids):
        raise ArgumentProblem("entries", "hold an id twice")
    leaves = [entry.leaf for entry in entries]
    order = sorted(range(len(leaves)), key=leaves.__getitem__)
    return [entries[i] for i in order], [leaves[i] for i in order]


def _commit(announcement: Announcement, party: str, secret: str) -> str:
    return _hash(f"{DOMAIN}|commit|{announcement.digest}|{party}|{secret}")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _hex(value: str, argument: str) -> str:
    if not isinstance(value, str) or not _HEX.match(value):
        raise ArgumentProblem(argument, "is not 64 hex digits in lower case")
    return value


def _line(text: str, argument: str) -> None:
    bad = not isinstance(text, str) or not text or text != text.strip() or not text.isprintable()
    if bad:
        raise ArgumentProblem(argument, f"is {text!r}", "give one line of printable characters")
