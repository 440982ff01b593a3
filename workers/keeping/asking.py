"""Erasures asked for and agreed to, whichever door somebody comes through: one thing, or all claims of one customer."""

from dataclasses import dataclass

from pipeline.evidence import ClaimId, TenantId
from pipeline.keeping.erasing import Asked, Blocked, Erasure, Thing, What
from pipeline.ledger.entries import Actor
from storage.records.customers import Customers
from workers.keeping.erasing import carried_out_by
from workers.stores import Stores

REQUEST = "erq_"  # how ids of wishes about several things begin


@dataclass(frozen=True, slots=True)
class AskedOfCustomer:
    """`unsure`: claims that may be the same customer's; nothing was asked for them, a person looks at each."""

    items: tuple[Erasure, ...]
    blocked: tuple[Blocked, ...]
    unsure: tuple[ClaimId, ...]


def customer_asked(stores: Stores, actor: Actor, claim: ClaimId, basis: str) -> AskedOfCustomer:
    """Every claim of the customer of `claim`, under one wish; what a hold keeps is left out, and told.

    Raises as Customers.of does, and WrongUse without a basis.
    """
    found = Customers(stores.database, stores.master).of(TenantId(actor.tenant), claim)
    asked = stores.erasures.propose_all(actor, tuple(Thing(What.CLAIM, one) for one in found.sure), basis)
    return AskedOfCustomer(asked.items, asked.blocked, found.unsure)


def agreed(stores: Stores, actor: Actor, wanted: str) -> Asked:
    """One erasure, or all of one wish, agreed to by the second person and carried out as far as that goes now."""
    if wanted.startswith(REQUEST):
        asked = stores.erasures.confirm_all(actor, wanted)
    else:
        asked = Asked((stores.erasures.confirm(actor, wanted),), ())
    return Asked(tuple(carried_out_by(stores, actor, one) for one in asked.items), asked.blocked)


def withdrawn(stores: Stores, actor: Actor, wanted: str, reason: str) -> tuple[Erasure, ...]:
    """One, or all of one wish at once. Raises Missing, and Conflict where the keys are destroyed already."""
    if not wanted.startswith(REQUEST):
        return (stores.erasures.withdraw(actor, wanted, reason),)
    return stores.erasures.withdraw_all(actor, wanted, reason)
