"""Documents of claims in the book of twins: found again by keyed hashes of their numbers, or by their pictures."""

import base64
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, delete, insert, select

from pipeline.alike.likeness import Look, marks_of
from pipeline.alike.prints import packed, unpacked
from pipeline.claim.copies import KNOWN_TO_MANY, MOST_CANDIDATES
from pipeline.evidence import TenantId
from storage.alike import Alike, hashed
from storage.records.database import Transaction
from storage.records.keeping.subjects import Subject
from storage.records.schema import twin_claims, twin_marks, twin_papers

_AT_ONCE = 5_000  # pictures an index learns at once


@dataclass(frozen=True, slots=True)
class Pictures:
    """What a process remembers of the pictures of every tenant, so that it need not read them all again."""

    _known: dict[TenantId, Alike] = field(default_factory=dict)

    def of(self, tx: Transaction, tenant: TenantId) -> Alike:
        """With everything entered so far; ask it under the lock under which papers are entered, before they are."""
        index = self._known.setdefault(tenant, Alike())
        mine = (twin_papers.c.tenant == tenant) & twin_papers.c.hashes.is_not(None)
        wanted = select(twin_papers.c.number, twin_papers.c.hashes).where(mine).order_by(twin_papers.c.number)
        while rows := tx.connection.execute(wanted.where(twin_papers.c.number > index.newest).limit(_AT_ONCE)).all():
            index.learn([(row.number, row.hashes) for row in rows])
        return index


@dataclass(frozen=True, slots=True)
class TwinPapers:
    """The papers of one tenant's book within one transaction."""

    tx: Transaction
    book: Subject

    def enter(self, claim_id: str, looks: Sequence[Look]) -> None:
        """In place of what the claim showed before."""
        forget_papers(self.tx, self.book.tenant, claim_id)
        for look in looks:
            told = {
                "tenant": self.book.tenant,
                "claim_id": claim_id,
                "hashes": hashed(look.picture) if look.picture else None,
            }
            row = insert(twin_papers).values(**told, look=self.book.sealed(_packed(look), _place(claim_id)))
            paper = self.tx.connection.execute(row.returning(twin_papers.c.number)).scalar_one()
            marks = [{"tenant": self.book.tenant, "mark": mark, "paper": paper} for mark in self._marks(look)]
            if marks:
                self.tx.connection.execute(insert(twin_marks), marks)

    def nearest(self, look: Look, pictures: Alike) -> tuple[int, ...]:
        """Numbers of the papers most likely to show the same paper, likeliest first."""
        found = Counter(self._bearing(self._marks(look)))
        likely = tuple(paper for paper, _ in found.most_common(MOST_CANDIDATES))
        seen = pictures.nearest(look.picture, MOST_CANDIDATES) if look.picture else ()
        return tuple(dict.fromkeys((*likely, *seen)))

    def shown(self, papers: Sequence[int], before: int | None) -> tuple[tuple[Any, Look], ...]:
        """The papers with these numbers of claims entered before that number: whose they are, and their looks."""
        claim = (twin_claims.c.tenant == twin_papers.c.tenant) & (twin_claims.c.claim_id == twin_papers.c.claim_id)
        about = (twin_claims.c.number.label("place"), twin_claims.c.person, twin_claims.c.settled_at)
        wanted = select(twin_papers, *about).join(twin_claims, claim)
        wanted = wanted.where(twin_papers.c.tenant == self.book.tenant, twin_papers.c.number.in_(papers))
        if before is not None:
            wanted = wanted.where(twin_claims.c.number < before)
        rows = self.tx.connection.execute(wanted.order_by(twin_claims.c.number, twin_papers.c.number))
        return tuple((row, self._look(row)) for row in rows)

    def _bearing(self, marks: tuple[int, ...]) -> list[int]:
        """Papers, once for each of the marks they bear; a mark of so many papers that it proves nothing is left out.

        Asked together, and one by one only where some mark has very many.
        """
        mine = (twin_marks.c.tenant == self.book.tenant) & twin_marks.c.mark.in_(marks)
        most = KNOWN_TO_MANY * max(1, len(marks))
        rows = self.tx.connection.execute(
            select(twin_marks.c.mark, twin_marks.c.paper).where(mine).limit(most + 1)
        ).all()
        if len(rows) > most and len(marks) > 1:
            return [paper for mark in marks for paper in self._bearing((mark,))]
        bearing = Counter(row.mark for row in rows)
        return [row.paper for row in rows if bearing[row.mark] <= KNOWN_TO_MANY]

    def _marks(self, look: Look) -> tuple[int, ...]:
        """Keyed, so that nobody finds the numbers by trying."""
        digests = (self.book.hashed(mark, "marks") for mark in look.marks)
        return tuple(dict.fromkeys(int.from_bytes(digest[:8], "big") >> 1 for digest in digests))

    def _look(self, row: Row[Any]) -> Look:
        return _unpacked(self.book.unsealed(row.look, _place(row.claim_id)))


def forget_papers(tx: Transaction, tenant: TenantId, claim_id: str) -> None:
    mine = (twin_papers.c.tenant == tenant) & (twin_papers.c.claim_id == claim_id)
    theirs = twin_marks.c.paper.in_(select(twin_papers.c.number).where(mine))
    tx.connection.execute(delete(twin_marks).where(theirs))
    tx.connection.execute(delete(twin_papers).where(mine))


def _packed(look: Look) -> bytes:
    picture = base64.b64encode(packed(look.picture)).decode("ascii") if look.picture else ""
    told = [look.file, sorted(look.numbers), look.lines, picture]
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _unpacked(content: bytes) -> Look:
    told = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    file, numbers, lines, picture = told
    return Look(
        file=file,
        numbers=frozenset(numbers),
        marks=marks_of(numbers),
        lines=tuple(lines),
        picture=unpacked(base64.b64decode(picture)) if picture else None,
    )


def _place(claim_id: str) -> str:
    """What a sealed look is bound to."""
    return f"twin papers/{claim_id}"
