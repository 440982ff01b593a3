"""Which of very many pictures may show the same: their hashes, looked up in memory."""

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.alike.prints import NEAR_WHOLE, NEAR_WORD, VOTES, Print

Hashes = NDArray[np.uint64]
Owners = NDArray[np.int64]

_BANDS = 4  # of 16 bits: hashes that differ in few bits agree in one of them
_BAND = 16
_CELLS = 1 << _BAND
_CROWDED = 2_000  # rows of one cell: a look many pages have says nothing
_TAIL = 1 << 13  # rows looked through one by one until there are enough to sort


def hashed(picture: Print) -> bytes:
    """What an index keeps of a picture: 64 bits of the whole, then of its strongest spots."""
    return struct.pack(f">{1 + len(picture.words)}Q", picture.whole, *picture.words)


@dataclass(slots=True)
class Alike:
    """An index of pictures by the number their store gave them; for one thread."""

    newest: int = 0
    _words: "_Words" = field(default_factory=lambda: _Words())
    _wholes: "_Column" = field(default_factory=lambda: _Column())

    def learn(self, pictures: Sequence[tuple[int, bytes]]) -> None:
        """Numbers, which must grow, with what `hashed` gives.

        A picture that was deleted stays until the index is made anew; its store knows it no more.
        """
        sizes: dict[int, list[tuple[int, bytes]]] = {}
        for number, hashes in pictures:
            sizes.setdefault(len(hashes), []).append((number, hashes))
        for some in sizes.values():
            numbers = np.array([number for number, _ in some], np.int64)
            table = np.frombuffer(b"".join(hashes for _, hashes in some), ">u8").reshape(len(some), -1)
            wholes, words = table[:, 0].astype(np.uint64), table[:, 1:].astype(np.uint64)
            self._wholes.extend(numbers, wholes)
            self._words.extend(np.repeat(numbers, words.shape[1]), words.ravel())
            self.newest = max(self.newest, int(numbers.max()))

    def nearest(self, picture: Print, most: int) -> tuple[int, ...]:
        """Numbers of the pictures most likely to show the same, likeliest first."""
        found: Counter[int] = Counter()
        for owner, votes in self._words.votes(picture.probes).items():
            if votes >= VOTES:
                found[owner] += votes
        for owner in self._wholes.within(picture.whole, NEAR_WHOLE, most):
            found[owner] += 2 * VOTES
        likeliest = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(owner for owner, _ in likeliest[:most])


@dataclass(slots=True)
class _Column:
    """Values and their pages, growing at the end."""

    count: int = 0
    _values: Hashes = field(default_factory=lambda: np.zeros(1024, np.uint64))
    _owners: Owners = field(default_factory=lambda: np.zeros(1024, np.int64))

    @property
    def values(self) -> Hashes:
        return self._values[: self.count]

    @property
    def owners(self) -> Owners:
        return self._owners[: self.count]

    def extend(self, owners: Owners, values: Hashes) -> None:
        end = self.count + len(values)
        if end > len(self._values):
            room = max(end, 2 * len(self._values))
            self._values = np.resize(self._values, room)
            self._owners = np.resize(self._owners, room)
        self._values[self.count : end] = values
        self._owners[self.count : end] = owners
        self.count = end

    def within(self, value: int, most: int, count: int) -> tuple[int, ...]:
        """Owners of the values that differ from `value` in at most so many bits, nearest first."""
        off = np.bitwise_count(self.values ^ np.uint64(value))
        near = np.flatnonzero(off <= most)
        order = near[np.argsort(off[near], kind="stable")][:count]
        return tuple(int(owner) for owner in self.owners[order])


@dataclass(frozen=True, slots=True)
class _Segment:
    """Words sorted by each band; `starts` says where the rows of a cell begin in `order`."""

    words: Hashes
    owners: Owners
    orders: tuple[NDArray[np.int32], ...]
    starts: tuple[NDArray[np.int32], ...]

    @classmethod
    def of(cls, words: Hashes, owners: Owners) -> "_Segment":
        orders, starts = [], []
        for band in range(_BANDS):
            cells = _cells_of(words, band)
            orders.append(np.argsort(cells, kind="stable").astype(np.int32))
            ends = np.cumsum(np.bincount(cells, minlength=_CELLS))
            starts.append(np.concatenate(([0], ends)).astype(np.int32))
        return cls(words, owners, tuple(orders), tuple(starts))

    def near(self, probes: Hashes) -> NDArray[np.int64]:
        """Pairs of a probe's place and the owner of a word near to it, as two rows."""
        found = [np.zeros((2, 0), np.int64)]
        most = max(_CROWDED, 8 * len(self.words) // _CELLS)
        for band, (order, starts) in enumerate(zip(self.orders, self.starts, strict=True)):
            cells = _cells_of(probes, band).astype(np.int64)
            first, count = starts[cells].astype(np.int64), np.diff(starts)[cells].astype(np.int64)
            count[count > most] = 0
            asked = np.repeat(np.arange(len(probes)), count)
            within = np.arange(len(asked)) - np.repeat(np.cumsum(count) - count, count)
            rows = order[first[asked] + within]
            near = np.bitwise_count(self.words[rows] ^ probes[asked]) <= NEAR_WORD
            found.append(np.stack((asked[near], self.owners[rows[near]])))
        return np.concatenate(found, axis=1)


@dataclass(slots=True)
class _Words:
    """Hashes of spots, found in any of four bands of 16 bits; what is new is looked through until it is sorted in."""

    new: _Column = field(default_factory=lambda: _Column())
    segments: list[_Segment] = field(default_factory=list)

    def extend(self, owners: Owners, words: Hashes) -> None:
        self.new.extend(owners, words)
        if self.new.count >= _TAIL:
            self._sort()

    def votes(self, probes: tuple[int, ...]) -> Counter[int]:
        """How many of the probes each page has a word near to."""
        asked = np.array(probes, np.uint64)
        pairs = [segment.near(asked) for segment in self.segments]
        off = np.bitwise_count(asked[:, None] ^ self.new.values[None, :])
        place, row = np.nonzero(off <= NEAR_WORD)
        pairs.append(np.stack((place, self.new.owners[row])))
        each = np.unique(np.concatenate(pairs, axis=1), axis=1)[1]
        owners, counts = np.unique(each, return_counts=True)
        return Counter(dict(zip(owners.tolist(), counts.tolist(), strict=True)))

    def _sort(self) -> None:
        """What is new becomes a segment; one at least half as long as the one before it is sorted in with that one."""
        words, owners = self.new.values.copy(), self.new.owners.copy()
        while self.segments and len(self.segments[-1].words) <= 2 * len(words):
            before = self.segments.pop()
            words, owners = np.concatenate((before.words, words)), np.concatenate((before.owners, owners))
        self.segments.append(_Segment.of(words, owners))
        self.new = _Column()


def _cells_of(words: Hashes, band: int) -> NDArray[np.uint16]:
    return ((words >> np.uint64(band * _BAND)) & np.uint64(_CELLS - 1)).astype(np.uint16)
