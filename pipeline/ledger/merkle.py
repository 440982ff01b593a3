"""The tree of RFC 6962 as arithmetic: its root, and short proofs that a leaf is in it or that it only grew."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Proof = tuple[bytes, ...]  # hashes of 32 bytes, the lowest in the tree first


def leaf_hash(body: bytes) -> bytes:
    """RFC 6962 §2.1: a leaf can never be taken for a node."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Edge:
    """All a growing tree must remember: `roots` of its full subtrees, the largest first (a compact range)."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size.bit_count() != len(self.roots) or any(len(root) != HASH_BYTES for root in self.roots):
            raise ValueError("a tree has one full subtree for each bit of its size")

    def grown(self, leaves: Iterable[bytes]) -> "Edge":
        """The edge with these leaf hashes behind the others."""
        size, roots = self.size, list(self.roots)
        for leaf in leaves:
            size += 1
            roots.append(leaf)
            for _ in range((size & -size).bit_length() - 1):
                right = roots.pop()
                roots[-1] = node_hash(roots[-1], right)
        return Edge(size, tuple(roots))

    @property
    def root(self) -> bytes:
        if not self.roots:
            return EMPTY_ROOT
        *larger, found = self.roots
        for left in reversed(larger):
            found = node_hash(left, found)
        return found


class Tree:
    """The tree of some leaf hashes, and of the first `size` of them for every smaller size: each full subtree is
    worked out once, so that a proof costs some dozens of steps. Takes 64 bytes a leaf.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = b"".join(leaves)
        self.size = len(level) // HASH_BYTES
        self._levels = [level]
        while len(level) >= 2 * HASH_BYTES:
            pairs = range(0, len(level) - 2 * HASH_BYTES + 1, 2 * HASH_BYTES)
            level = b"".join([hashlib.sha256(b"\x01" + level[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
            self._levels.append(level)

    def head(self, size: int) -> "Head":
        """Of the first `size` leaves."""
        self._check(size)
        return Head(size, self._span(0, size) if size else EMPTY_ROOT)

    def inclusion(self, index: int, size: int) -> Proof:
        """That leaf `index`, counted from 0, is in the tree of the first `size` (RFC 6962 §2.1.1)."""
        self._check(size)
        if not 0 <= index < size:
            raise ValueError(f"a tree of {size} has no leaf {index}")
        found: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _half(end - start)
            if index < middle:
                found.append(self._span(middle, end))
                end = middle
            else:
                found.append(self._span(start, middle))
                start = middle
        return tuple(reversed(found))

    def consistency(self, old: int, size: int) -> Proof:
        """That the tree of the first `size` is the tree of the first `old`, grown (RFC 6962 §2.1.2)."""
        self._check(size)
        if not 0 <= old <= size:
            raise ValueError(f"a tree of {size} never grew from {old}")
        if old in (0, size):
            return ()
        found: list[bytes] = []
        start, end = 0, size
        while end != old:
            middle = start + _half(end - start)
            if old <= middle:
                found.append(self._span(middle, end))
                end = middle
            else:
                found.append(self._span(start, middle))
                start = middle
        if start:  # else whoever checks knows the root of this part: it is the old tree itself
            found.append(self._span(start, end))
        return tuple(reversed(found))

    def _check(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")

    def _span(self, start: int, end: int) -> bytes:
        """The hash of a part as RFC 6962 cuts it: its start is a multiple of the power of two that holds it."""
        level = (end - start).bit_length() - 1
        if end - start == 1 << level:
            at = (start >> level) * HASH_BYTES
            return self._levels[level][at : at + HASH_BYTES]
        middle = start + _half(end - start)
        return node_hash(self._span(start, middle), self._span(middle, end))


def hashes(packed: bytes) -> Iterator[bytes]:
    """Hashes that lie one behind the other."""
    return (packed[start : start + HASH_BYTES] for start in range(0, len(packed), HASH_BYTES))


def included(leaf: bytes, index: int, size: int, root: bytes, proof: Proof) -> bool:
    """RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


@dataclass(frozen=True, slots=True)
class Head:
    """A tree at one moment: how many leaves, and its root."""

    size: int
    root: bytes


def consistent(old: Head, new: Head, proof: Proof) -> bool:
    """RFC 9162 §2.1.4.2; a tree of nothing grows into any other without a proof."""
    if old.size > new.size or old.size < 0:
        return False
    if old.size in (0, new.size):
        return not proof and (old.root == new.root if old.size else old.root == EMPTY_ROOT)
    steps = list(proof) if old.size & (old.size - 1) else [old.root, *proof]
    if not steps:
        return False
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old.root and after == new.root


def _half(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
