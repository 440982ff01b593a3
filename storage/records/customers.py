"""Which claims come from one customer, as far as the facts of claims tell."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from pipeline.errors import WrongUse
from pipeline.evidence import ClaimId, SubjectId, TenantId
from pipeline.people.persons import Person, perhaps_same, person_in, surely_same
from storage.objects.master import MasterKeys
from storage.records.claims.claims import stated_in
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import living, subject_of
from storage.records.schema import claims

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CustomersClaims:
    """`sure`: name and telephone number are both the same. `unsure`: one of them is, and the other is not told; a
    person looks at each.
    """

    sure: tuple[ClaimId, ...]
    unsure: tuple[ClaimId, ...]


@dataclass(frozen=True, slots=True)
class Customers:
    """Every call names the tenant."""

    database: Database
    master: MasterKeys

    def of(self, tenant: TenantId, claim: ClaimId) -> CustomersClaims:
        """All claims of the customer of `claim`, itself among them. Every claim's facts are opened: that takes a
        while where there are very many.

        Raises Missing for no such claim, Erased for one that was erased, WrongUse where it names nobody.
        """
        stated = self.database.read(lambda tx: stated_in(tx, self.master, tenant, claim))
        wanted = person_in(stated.facts or {})
        if wanted.nameless:
            raise WrongUse("The facts of this claim name nobody, so no other claim can be told to be theirs.")
        others = [(one, person) for one, person in self._everybody(tenant) if one != claim]
        sure = tuple(one for one, person in others if surely_same(wanted, person))
        perhaps = (one for one, person in others if perhaps_same(wanted, person))
        return CustomersClaims(sure=(claim, *sure), unsure=tuple(one for one in perhaps if one not in set(sure)))

    def _everybody(self, tenant: TenantId) -> Iterator[tuple[ClaimId, Person]]:
        after = ""
        while some := self.database.read(partial(self._some, tenant, after)):
            yield from some
            after = some[-1][0]

    def _some(self, tenant: TenantId, after: str, tx: Transaction) -> list[tuple[ClaimId, Person]]:
        mine = (claims.c.tenant == tenant) & (claims.c.claim_id > after) & claims.c.facts.is_not(None)
        wanted = select(claims).where(mine, living(claims.c.subject)).order_by(claims.c.claim_id).limit(_AT_ONCE)
        found = []
        for row in tx.connection.execute(wanted).all():
            subject = subject_of(tx, self.master, tenant, SubjectId(row.subject))
            facts = json.loads(subject.unsealed(row.facts, f"claim/{row.claim_id}"))
            found.append((ClaimId(row.claim_id), person_in(facts)))
        return found
