"""Which papers of other claims a claim's papers are like, for whoever compares them; nothing is entered by asking."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

from pipeline.claim.claims import Case, Twin
from pipeline.claim.twins import SHA256
from pipeline.review.reviews import Review
from storage.papers import recalled
from storage.records.claims.twin_papers import Pictures
from storage.records.claims.twins import SqlTwins
from workers.claims.answering import corrections_of, filing
from workers.claims.documents import documents
from workers.reviews.case import ReviewCase
from workers.reviews.opening import today
from workers.stores import Stores

MOST = 12  # pairs that are laid side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A paper of ours and one of another claim; `values` are printed on both, `likeness` 0–1."""

    file: str
    claim: str
    other_file: str
    values: tuple[str, ...]
    likeness: float


@dataclass(frozen=True, slots=True)
class Twinning:
    """`pictures`: what this process remembers of all of them; one question at a time."""

    stores: Stores
    pictures: Pictures = field(default_factory=Pictures)
    _lock: Lock = field(default_factory=Lock)

    def pairs(self, review: Review, held: ReviewCase) -> tuple[Pair, ...]:
        """Pairs of papers with something in common, those most alike first; at most MOST."""
        if held.statement is None:
            return ()
        files = tuple(held.files.values())
        lying = filing(documents(held.statement, files), corrections_of(self.stores, review.tenant, files), recalled)
        case = Case(statement=held.statement, papers=lying.papers, policy=held.policy, today=today())
        book = SqlTwins(self.stores.database, self.stores.master, review.tenant, self.pictures)
        with self._lock:
            found = book.twins(case)
        return tuple(sorted(_paired(found), key=lambda one: -one.likeness))[:MOST]


def _paired(twins: tuple[Twin, ...]) -> Iterator[Pair]:
    told: dict[tuple[str, str, str], list[Twin]] = {}
    for one in twins:
        if one.file and one.other_file:
            told.setdefault((one.file, one.claim_id, one.other_file), []).append(one)
    for (file, claim, other), some in told.items():
        values = tuple(dict.fromkeys(one.value for one in some if one.value and one.key != SHA256))
        yield Pair(
            file=file, claim=claim, other_file=other, values=values, likeness=max(one.similarity for one in some)
        )
