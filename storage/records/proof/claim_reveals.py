"""Personal values of a whole claim shown to an auditor: asked for with a reason, agreed to by a second person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.errors import Conflict, Forbidden, WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import Act, Actor, Entry
from pipeline.ledger.reasons import said_why
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.people.reveals import SHOWN
from storage.records.proof.ledger import entries_of, write_entry
from storage.records.proof.reasons import reasoned_about, words_in

ASKED, AGREED = "claim.reveal_asked", "claim.reveal_agreed"
ASKING = timedelta(hours=24)  # for which somebody may agree
_LONGEST = 200  # characters of a reason


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody asks to see them, under this number of the ledger; `by` as the ledger names people."""

    number: int
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealing:
    """How it stands for one person and one claim; `asks` of others wait for this one to agree."""

    until: datetime | None
    reason: str
    mine: Entry | None
    asks: tuple[Ask, ...]

    @property
    def shown(self) -> bool:
        return self.until is not None


@dataclass(frozen=True, slots=True)
class ClaimReveals:
    """The ledger itself says who asked, who agreed, and when that is over."""

    database: Database
    master: MasterKeys

    def ask(self, actor: Actor, claim: ClaimId, reason: str) -> None:
        """Raises WrongUse without a reason."""
        said = " ".join(reason.split())[:_LONGEST]
        if not said:
            raise WrongUse("Say why you must see it; the reason is written down.")
        act, tenant = Act(action=ASKED, on=claim), TenantId(actor.tenant)

        def work(tx: Transaction) -> None:
            write_entry(tx, actor, reasoned_about(tx, self.master, tenant, act, said))

        self.database.write(work)

    def agree(self, actor: Actor, claim: ClaimId, number: int) -> None:
        """To the asking of that number: shown for SHOWN from now. Raises Forbidden for whoever asked, Conflict where
        nobody waits for it any more.
        """

        def work(tx: Transaction) -> None:
            asked = next((one for one in _open(tx, actor.tenant, claim) if one.number == number), None)
            if asked is None:
                raise Conflict("Nobody waits for this any more; look again.")
            if asked.actor.name == actor.name:
                raise Forbidden("Somebody else must agree.")
            act = replace(asked.act, action=AGREED, old=str(number), new=asked.actor.name)  # with the reason it had
            write_entry(tx, actor, act)

        self.database.write(work)

    def stand(self, actor: Actor, claim: ClaimId) -> Revealing:
        def work(tx: Transaction) -> Revealing:
            told = entries_of(tx, actor.tenant, claim, (AGREED,))
            agreed = [one for one in told if one.act.new == actor.name and one.at + SHOWN > tx.now]
            waiting = _open(tx, actor.tenant, claim)
            own = [one for one in waiting if one.actor.name == actor.name]
            others = [one for one in waiting if one.actor.name != actor.name]
            acts = [one.act for one in (*agreed, *others)]
            words = words_in(tx, self.master, TenantId(actor.tenant), acts)
            return Revealing(
                until=agreed[-1].at + SHOWN if agreed else None,
                reason=said_why(agreed[-1].act, words).text if agreed else "",
                mine=own[-1] if own else None,
                asks=tuple(Ask(one.number, one.at, one.actor.name, said_why(one.act, words).text) for one in others),
            )

        return self.database.read(work)


def _open(tx: Transaction, tenant: str, claim: ClaimId) -> list[Entry]:
    told = entries_of(tx, tenant, claim, (ASKED, AGREED))
    answered = _numbers(told)
    return [one for one in told if one.act.action == ASKED and one.number not in answered and one.at + ASKING > tx.now]


def _numbers(told: Iterable[Entry]) -> set[int]:
    return {int(one.act.old) for one in told if one.act.action == AGREED and one.act.old}
