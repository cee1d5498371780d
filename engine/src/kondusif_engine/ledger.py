"""Append-only Merkle log after RFC 6962 section 2.1 and RFC 9162 section 2.1 (SHA-256).

A published root binds every entry before it: an inclusion proof shows that one entry is in the
log, a consistency proof that a later log only added to an earlier one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from kondusif_engine.checks import ArgumentProblem, instance_of, sequence_of, whole_number

_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That the entry `index` is in the log of `size` entries.

    Attributes
    ----------
    index, size : int
    path : tuple of bytes
        Sibling hashes from the leaf up, 32 bytes each; at most 64.
    """

    index: int
    size: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the log of `new_size` entries begins with the log of `old_size` entries.

    Attributes
    ----------
    old_size, new_size : int
    path : tuple of bytes
        Hashes of RFC 6962 section 2.1.2, 32 bytes each.
    """

    old_size: int
    new_size: int
    path: tuple[bytes, ...]


def leaf_hash(entry: bytes) -> bytes:
    """This function will hash one entry: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + _entry(entry)).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """This function will hash two subtrees: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + _entry(left, "left") + _entry(right, "right")).digest()


class MerkleLog:
    """A log in memory.

    Parameters
    ----------
    entries : iterable of bytes, optional
        The first entries.

    Notes
    -----
    Hashes of complete subtrees are kept (64 bytes an entry), so that appending costs O(1) on the
    average and a root or a proof of any size O(log n). The entries themselves are not kept.
    """

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        self.extend(entries)

    def __len__(self) -> int:
        return len(self._levels[0]) // _HASH_BYTES

    def append(self, entry: bytes) -> int:
        """Add one entry; return its index.

        Raises
        ------
        ArgumentProblem
            If the entry is not bytes.
        """
        self.append_hash(leaf_hash(entry))
        return len(self) - 1

    def append_hash(self, leaf: bytes) -> int:
        """Add an entry whose `leaf_hash` was kept; return its index."""
        if not isinstance(leaf, bytes) or len(leaf) != _HASH_BYTES:
            raise ArgumentProblem("leaf", "is not a hash of 32 bytes")
        index, level, node = len(self), 0, leaf
        self._levels[0] += node
        while index >> level & 1:
            left = self._levels[level][-2 * _HASH_BYTES : -_HASH_BYTES]
            node = node_hash(bytes(left), node)
            level += 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node
        return index

    def extend(self, entries: Iterable[bytes]) -> None:
        """Add entries in their order; from the empty log level by level, about twice as fast."""
        entries = list(sequence_of(entries, "entries"))
        if not set(map(type, entries)) <= {bytes}:
            entries = [_entry(entry) for entry in entries]
        # What leaf_hash does, without a call for each: in a draw of a country these are most of the work.
        hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
        if len(self):
            for leaf in hashes:
                self.append_hash(leaf)
            return
        self._levels = [bytearray(b"".join(hashes))]
        while len(hashes) > 1:
            pairs = zip(hashes[::2], hashes[1::2], strict=False)
            hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
            self._levels.append(bytearray(b"".join(hashes)))

    def root(self, size: int | None = None) -> bytes:
        """Return the Merkle tree head of the first `size` entries (of all, without it).

        Raises
        ------
        ArgumentProblem
            If the log has fewer entries.
        """
        size = self._size(size, "size")
        return self._subtree(0, size) if size else sha256(b"").digest()

    def inclusion(self, index: int, size: int | None = None) -> InclusionProof:
        """Return the proof that entry `index` is among the first `size` (RFC 6962, 2.1.1).

        Raises
        ------
        ArgumentProblem
            If there is no such entry.
        """
        size = self._size(size, "size")
        if size == 0:
            raise ArgumentProblem("size", "is 0", "an empty log includes nothing")
        index = whole_number(index, "index", least=0, most=size - 1)
        return InclusionProof(index, size, tuple(self._path(index, 0, size)))

    def consistency(self, old_size: int, new_size: int | None = None) -> ConsistencyProof:
        """Return the proof that the first `new_size` entries begin with the first `old_size`.

        Raises
        ------
        ArgumentProblem
            If a size is beyond the log, or the old size is 0 or above the new one.
        """
        new_size = self._size(new_size, "new_size")
        old_size = whole_number(old_size, "old_size", least=1, most=max(new_size, 1))
        if new_size == 0:
            raise ArgumentProblem("new_size", "is 0", "an empty log continues nothing")
        return ConsistencyProof(old_size, new_size, tuple(self._joint(old_size, 0, new_size, True)))

    def _size(self, size: int | None, name: str) -> int:
        return len(self) if size is None else whole_number(size, name, least=0, most=len(self))

    def _subtree(self, start: int, stop: int) -> bytes:
        """MTH of entries start..stop-1; `start` is a multiple of a power of two that covers them."""
        n = stop - start
        if n & (n - 1) == 0:
            level = n.bit_length() - 1
            at = (start >> level) * _HASH_BYTES
            return bytes(self._levels[level][at : at + _HASH_BYTES])
        middle = start + _split(n)
        return node_hash(self._subtree(start, middle), self._subtree(middle, stop))

    def _path(self, index: int, start: int, stop: int) -> list[bytes]:
        if stop - start == 1:
            return []
        middle = start + _split(stop - start)
        if index < middle:
            return [*self._path(index, start, middle), self._subtree(middle, stop)]
        return [*self._path(index, middle, stop), self._subtree(start, middle)]

    def _joint(self, old: int, start: int, stop: int, whole: bool) -> list[bytes]:
        """SUBPROOF(old, D[start:stop], whole) of RFC 6962; `old` counts from the log's start."""
        if old == stop:
            return [] if whole else [self._subtree(start, stop)]
        middle = start + _split(stop - start)
        if old <= middle:
            return [*self._joint(old, start, middle, whole), self._subtree(middle, stop)]
        return [*self._joint(old, middle, stop, False), self._subtree(start, middle)]


def verify_inclusion(entry: bytes, proof: InclusionProof, root: bytes) -> bool:
    """This function will check that `entry` stands where the proof says in the log of this root.

    Parameters
    ----------
    entry : bytes
    proof : InclusionProof
    root : bytes
        The published root of `proof.size` entries.

    Returns
    -------
    bool
        False for any flaw in the proof; a proof from a stranger never raises.

    Notes
    -----
    RFC 9162, section 2.1.3.2, doi:10.17487/RFC9162. Cost: O(log n).
    """
    entry = _entry(entry)
    instance_of(proof, "proof", InclusionProof)
    if not _sound((proof.index, proof.size), proof.path, (root,)) or not 0 <= proof.index < proof.size:
        return False
    fn, sn, node = proof.index, proof.size - 1, leaf_hash(entry)
    for sibling in proof.path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            node = node_hash(sibling, node)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = node_hash(node, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and node == root


def verify_consistency(proof: ConsistencyProof, old_root: bytes, new_root: bytes) -> bool:
    """This function will check that the log of the new root only added to that of the old.

    Parameters
    ----------
    proof : ConsistencyProof
    old_root, new_root : bytes
        The published roots of `proof.old_size` and `proof.new_size` entries.

    Returns
    -------
    bool
        False for any flaw in the proof.

    Notes
    -----
    RFC 9162, section 2.1.4.2, doi:10.17487/RFC9162. Cost: O(log n).
    """
    instance_of(proof, "proof", ConsistencyProof)
    if not _sound((proof.old_size, proof.new_size), proof.path, (old_root, new_root)):
        return False
    old, new, path = proof.old_size, proof.new_size, list(proof.path)
    if not 1 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    older = newer = path[0]
    for node in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            older, newer = node_hash(node, older), node_hash(node, newer)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            newer = node_hash(newer, node)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and older == old_root and newer == new_root


def _split(n: int) -> int:
    """The largest power of two below n (RFC 6962, section 2.1)."""
    return 1 << (n - 1).bit_length() - 1


def _sound(sizes: tuple, path: object, roots: tuple) -> bool:
    """Whether what a stranger sent has the form of a proof; what it says is another question."""
    whole = all(isinstance(size, int) and not isinstance(size, bool) for size in sizes)
    nodes = (*path, *roots) if isinstance(path, tuple | list) else (None,)
    return whole and all(isinstance(node, bytes) and len(node) == _HASH_BYTES for node in nodes)


def _entry(entry: bytes, argument: str = "entry") -> bytes:
    if not isinstance(entry, bytes):
        raise ArgumentProblem(argument, f"is {type(entry).__name__}, not bytes")
    return entry
