"""The book of twins in the database: keyed hashes find what claims share, and names are sealed with the book's key."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from pipeline.alike.likeness import Look
from pipeline.claim.claims import Case, Layer, Twin
from pipeline.claim.copies import Shown, copies, looks
from pipeline.claim.twins import CLAIMANT, Key, keys, twin
from pipeline.errors import Erased
from pipeline.evidence import TenantId
from pipeline.people.persons import Person, person_of, same_person
from storage.objects.master import MasterKeys
from storage.records.claims.books import book_of, known_book
from storage.records.claims.twin_papers import Pictures, TwinPapers, forget_papers
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import Subject, living
from storage.records.schema import claims, twin_claims, twin_keys

_AT_ONCE = 500  # digests one statement asks for


@dataclass(frozen=True, slots=True)
class SqlTwins:
    """The port `TwinBook` for one tenant. Without the master key nobody can tell what a claim shows.

    `pictures`: what the process remembers; a book without it reads them all at its first question.
    """

    database: Database
    master: MasterKeys
    tenant: TenantId
    pictures: Pictures = field(default_factory=Pictures)

    def twins(self, case: Case) -> tuple[Twin, ...]:
        def work(tx: Transaction) -> tuple[Twin, ...]:
            book = self._known_book(tx)
            return (*self._twins(tx, book, case), *self._copies(tx, book, case, looks(case))) if book else ()

        return self.database.read(work)

    def earlier(self, case: Case) -> tuple[date, ...]:
        def work(tx: Transaction) -> tuple[date, ...]:
            book = self._known_book(tx)
            mine = [key for key in keys(case) if key.name == CLAIMANT]
            found = self._sharing(tx, case, [_digest(book, key) for key in mine]) if book else ()
            return tuple(date.fromisoformat(row.day) for row in found)

        return self.database.read(work)

    def entered(self, case: Case) -> tuple[Twin, ...]:
        def work(tx: Transaction) -> tuple[Twin, ...]:
            book = self._book(tx)
            seen = looks(case)
            copied = self._copies(tx, book, case, seen)
            self._check_there(tx, case)
            self._enter(tx, book, case)
            TwinPapers(tx, book).enter(case.statement.claim_id, seen)
            return (*self._twins(tx, book, case), *copied)

        return self.database.write(work)

    def settled(self, claim_id: str) -> None:
        mine = (twin_claims.c.tenant == self.tenant) & (twin_claims.c.claim_id == claim_id)
        open_still = mine & twin_claims.c.settled_at.is_(None)
        self.database.write(
            lambda tx: tx.connection.execute(update(twin_claims).where(open_still).values(settled_at=tx.now))
        )

    def forgotten(self, claim_id: str) -> None:
        def work(tx: Transaction) -> None:
            forget_papers(tx, self.tenant, claim_id)
            for table in (twin_keys, twin_claims):
                mine = (table.c.tenant == self.tenant) & (table.c.claim_id == claim_id)
                tx.connection.execute(delete(table).where(mine))

        self.database.write(work)

    def _known_book(self, tx: Transaction) -> Subject | None:
        return known_book(tx, self.master, self.tenant)

    def _book(self, tx: Transaction) -> Subject:
        return book_of(tx, self.master, self.tenant)

    def _check_there(self, tx: Transaction, case: Case) -> None:
        """Raises Erased for a claim that was erased while it was asked."""
        mine = (claims.c.tenant == self.tenant) & (claims.c.claim_id == case.statement.claim_id)
        if tx.connection.execute(select(claims.c.claim_id).where(mine, ~living(claims.c.subject))).first() is not None:
            raise Erased("This claim was erased meanwhile.")

    def _enter(self, tx: Transaction, book: Subject, case: Case) -> None:
        claim_id = case.statement.claim_id
        key = {"tenant": self.tenant, "claim_id": claim_id}
        person = json.dumps(asdict(person_of(case.statement))).encode()
        told = {"day": case.asked_on.isoformat(), "person": book.sealed(person, _place(claim_id))}
        mine = (twin_claims.c.tenant == self.tenant) & (twin_claims.c.claim_id == claim_id)
        if tx.connection.execute(update(twin_claims).where(mine).values(**told)).rowcount == 0:
            last = select(func.max(twin_claims.c.number)).where(twin_claims.c.tenant == self.tenant)
            number = (tx.connection.execute(last).scalar_one() or 0) + 1
            tx.connection.execute(insert(twin_claims).values(**key, **told, number=number))
        old = (twin_keys.c.tenant == self.tenant) & (twin_keys.c.claim_id == claim_id)
        tx.connection.execute(delete(twin_keys).where(old))
        rows = [
            {
                **key,
                "number": number,
                **_hashed(book, one),
                "file": book.sealed(one.file.encode("utf-8", "surrogatepass"), _place(claim_id)),
            }
            for number, one in enumerate(keys(case))
        ]
        if rows:
            tx.connection.execute(insert(twin_keys), rows)

    def _twins(self, tx: Transaction, book: Subject, case: Case) -> tuple[Twin, ...]:
        person, mine = person_of(case.statement), defaultdict[str, list[Key]](list)
        for key in keys(case):
            if key.name != CLAIMANT:
                mine[_digest(book, key)].append(key)
        return tuple(
            found
            for row in self._sharing(tx, case, tuple(mine))
            for key in mine[row.digest]
            if (found := _twin(book, key, row, person)) is not None
        )

    def _copies(self, tx: Transaction, book: Subject, case: Case, seen: tuple[Look, ...]) -> tuple[Twin, ...]:
        own, person = self._number(tx, case), person_of(case.statement)
        papers, pictures = TwinPapers(tx, book), self.pictures.of(tx, self.tenant)
        found: list[Twin] = []
        for look in seen:
            shown = papers.shown(papers.nearest(look, pictures), own)
            earlier = (row for row in shown if row[0].claim_id != case.statement.claim_id)
            found.extend(copies(look, (Shown(_claim(book, row, person), other) for row, other in earlier)))
        return tuple(found)

    def _number(self, tx: Transaction, case: Case) -> int | None:
        """The place of this claim among those entered; None where it was not."""
        mine = (twin_claims.c.tenant == self.tenant) & (twin_claims.c.claim_id == case.statement.claim_id)
        return tx.connection.execute(select(twin_claims.c.number).where(mine)).scalar_one_or_none()

    def _sharing(self, tx: Transaction, case: Case, digests: Sequence[str]) -> tuple[Any, ...]:
        """Keys of claims entered before this one, or of all others, in the order entered."""
        number = self._number(tx, case)
        claim = (twin_claims.c.tenant == twin_keys.c.tenant) & (twin_claims.c.claim_id == twin_keys.c.claim_id)
        wanted = select(twin_keys, twin_claims.c.number.label("place"), *_ABOUT).join(twin_claims, claim)
        wanted = wanted.where(twin_keys.c.tenant == self.tenant)
        if number is not None:
            wanted = wanted.where(twin_claims.c.number < number)
        found: list[Any] = []
        for at in range(0, len(digests), _AT_ONCE):
            some = twin_keys.c.digest.in_(digests[at : at + _AT_ONCE])
            found.extend(tx.connection.execute(wanted.where(some)))
        return tuple(sorted(found, key=lambda row: (row.place, row.number)))


_ABOUT = (twin_claims.c.day, twin_claims.c.person, twin_claims.c.settled_at)


def _twin(book: Subject, mine: Key, row: Any, person: Person) -> Twin | None:
    scope = mine.scope if row.scope == _hashed(book, mine)["scope"] else row.scope
    file = book.unsealed(row.file, _place(row.claim_id)).decode("utf-8", "surrogatepass")
    return twin(mine, scope, replace(_claim(book, row, person), other_file=file))


def _claim(book: Subject, row: Any, person: Person) -> Twin:
    """A claim that shows the same, whatever that is."""
    other = Person(**json.loads(book.unsealed(row.person, _place(row.claim_id))))
    return Twin(
        layer=Layer.PICTURE,
        claim_id=row.claim_id,
        same_person=same_person(person, other),
        settled=row.settled_at is not None,
    )


def _hashed(book: Subject, key: Key) -> dict[str, str]:
    return {"digest": _digest(book, key), "scope": _keyed(book, key.scope) if key.scope else ""}


def _digest(book: Subject, key: Key) -> str:
    return _keyed(book, f"{key.name}\n{key.value}")


def _keyed(book: Subject, text: str) -> str:
    return book.hashed(text, "twins").hex()


def _place(claim_id: str) -> str:
    """What a sealed name is bound to."""
    return f"twins/{claim_id}"
