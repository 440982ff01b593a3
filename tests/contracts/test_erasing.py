"""Erasures and legal holds on every database: two persons, walls in the tables, and nothing left that opens."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import Update, text, update
from sqlalchemy.exc import DBAPIError

from pipeline.errors import Conflict, Erased, Forbidden, Missing, WrongUse
from pipeline.evidence import ClaimId
from pipeline.keeping.erasing import Erasure, Ground, Thing, What
from pipeline.ledger.entries import Actor
from pipeline.review.payouts import PayoutStatus, PayoutWish
from storage.records.database import Transaction
from storage.records.evidence.standings import Wanted
from storage.records.keeping.erasing import Erasures
from storage.records.keeping.holding import Holds
from storage.records.keeping.schema import erasures as db_erasures
from storage.records.proof.checking import broken_entries
from storage.records.proof.crosscheck import told_apart
from storage.records.reviews.queue import QueueWish
from storage.records.schema import subjects
from tests.storage.bench import CLAIM, LIN, TENANT, Bench
from tests.storage.cellar import ACTOR, MASTER, Cellar, HandClock, read

ANN, BOB = Actor(tenant=TENANT, name="user:ann"), Actor(tenant=TENANT, name="user:bob")
WHOLE = Thing(What.CLAIM, CLAIM)
LAW = "PIPL art. 47, letter of 12 March"


@pytest.fixture
def erasures(cellar: Cellar) -> Erasures:
    return Erasures(cellar.database, MASTER)


@pytest.fixture
def holds(cellar: Cellar) -> Holds:
    return Holds(cellar.database, MASTER)


@pytest.fixture
def desk(cellar: Cellar, clock: HandClock) -> Bench:
    """A claim with one file that was read, decided, told and paid."""
    found = Bench(cellar)
    found.opened()
    file = cellar.enter("a").standing.evidence.id
    lease = cellar.work.claim("ann", file)
    assert lease is not None
    cellar.work.settle(lease, read("a.png"))
    found.answer_again()
    found.open(CLAIM, 2, customer="zhang")
    found.decided()
    clock.pass_by(10)
    found.rounds.send_due()
    paid = PayoutWish(status=PayoutStatus.PAID, reference="R-1", on=date(2026, 12, 1), amount=Decimal("99.00"))
    found.payouts.told(ACTOR, CLAIM, paid)
    return found


def erased(erasures: Erasures, thing: Thing = WHOLE) -> Erasure:
    agreed = erasures.confirm(BOB, erasures.propose(ANN, thing, LAW).id)
    shredded = erasures.shred(BOB, agreed.id)
    return erasures.finish(BOB, shredded.id, {"deleted": 3, "locked": 0})


def test_two_persons_erase_and_the_ledger_stays_good(desk: Bench, erasures: Erasures) -> None:
    database = desk.cellar.database

    done = erased(erasures)

    assert (done.state, done.certificate is not None) == ("done", True)
    with pytest.raises(Erased):
        desk.cellar.claims.find(TENANT, CLAIM)
    with pytest.raises(Missing):
        desk.reviews.find(TENANT, CLAIM)
    assert desk.cellar.standings.page(TENANT, Wanted()) == ()
    assert list(broken_entries(database)) == []
    assert list(told_apart(database)) == []


def test_the_certificate_lists_what_went_and_what_accounting_keeps(desk: Bench, erasures: Erasures) -> None:
    facts = erased(erasures).facts

    assert facts is not None
    assert isinstance(facts["erased"], dict)
    counts = {name: facts["erased"][name] for name in ("files_received", "records", "answers", "decisions")}
    assert counts == {"files_received": 1, "records": 1, "answers": 2, "decisions": 1}
    retained = facts["retained"]
    assert isinstance(retained, dict)
    assert retained["payouts"] == [{"on": "2026-12-01", "status": "paid", "reference": "R-1", "amount": "99.00"}]
    assert retained["ledger_entries"] > 5


def test_who_proposed_it_cannot_confirm_it(desk: Bench, erasures: Erasures) -> None:
    proposed = erasures.propose(ANN, WHOLE, LAW)

    with pytest.raises(Forbidden):
        erasures.confirm(ANN, proposed.id)

    assert erasures.shred(ANN, proposed.id).state == "waits"
    assert desk.cellar.claims.find(TENANT, CLAIM).version == 1


@pytest.mark.parametrize(
    "around",
    [
        "UPDATE subjects SET wrapped_key = '' WHERE id IN (SELECT subject FROM claims WHERE claim_id = 'C-1')",
        "DELETE FROM subjects",
        'UPDATE erasures SET confirmed_by = "by"',
        "UPDATE erasures SET facts = '{}'",
        "DELETE FROM erasures",
        "DELETE FROM holds",
    ],
)
def test_the_tables_themselves_ask_for_two_persons(desk: Bench, erasures: Erasures, holds: Holds, around: str) -> None:
    erasures.propose(ANN, WHOLE, LAW)
    desk.cellar.enter("b", claim="C-2")
    holds.place(ANN, Thing(What.CLAIM, "C-2"), "court file 7")
    blank = around.replace("= ''", "= ''::bytea" if _postgres(desk) else "= x''")

    with pytest.raises(DBAPIError):
        desk.cellar.database.write(lambda tx: tx.connection.execute(text(blank)))


def test_a_hold_keeps_it_from_the_programs_and_in_the_tables(desk: Bench, erasures: Erasures, holds: Holds) -> None:
    agreed = erasures.confirm(BOB, erasures.propose(ANN, WHOLE, LAW).id)
    placed = holds.place(ANN, WHOLE, "court file 7")

    with pytest.raises(Conflict, match=placed.id):
        erasures.shred(BOB, agreed.id)
    with pytest.raises(DBAPIError, match="legal hold"):
        desk.cellar.database.write(
            lambda tx: tx.connection.execute(update(subjects).values(wrapped_key=b"", erasure=agreed.id))
        )
    with pytest.raises(Forbidden):
        holds.agree(ANN, holds.lift(ANN, placed.id, "the case is over").id)
    holds.agree(BOB, placed.id)

    assert erasures.shred(BOB, agreed.id).state == "erasing"


def test_a_held_claim_is_not_even_proposed_by_retention(desk: Bench, erasures: Erasures, holds: Holds) -> None:
    holds.confirm(BOB, holds.place(ANN, WHOLE, "court file 7").id)

    with pytest.raises(Conflict):
        erasures.propose(ANN, WHOLE, "three years are over", Ground.RETENTION)


def test_what_was_erased_cannot_be_brought_back(desk: Bench, erasures: Erasures) -> None:
    done = erased(erasures)

    for change in (update(subjects).values(wrapped_key=b"k"), update(db_erasures).values(basis="another")):
        with pytest.raises(DBAPIError):
            desk.cellar.database.write(partial(_run, change))
    with pytest.raises(Conflict):
        erasures.withdraw(ANN, done.id)


def test_an_erased_claim_takes_nothing_new_and_its_customer_comes_back_with_another(
    desk: Bench, erasures: Erasures
) -> None:
    erased(erasures)

    with pytest.raises(Erased, match=f"{LAW}.*another id"):
        desk.cellar.claims.state(ACTOR, CLAIM, {"reason": "product_quality"}, None)
    with pytest.raises(Erased, match="another id"):
        desk.cellar.enter("b")
    again = desk.cellar.enter("a", claim="C-2")

    assert again.new
    assert again.standing.evidence.filename == "a.png"


def test_the_same_lone_file_comes_back_under_a_key_of_its_own(cellar: Cellar, erasures: Erasures) -> None:
    first = cellar.enter("a", claim=None).standing
    lease = cellar.work.claim("ann", first.evidence.id)
    assert lease is not None
    cellar.work.settle(lease, read("a.png"))
    erased(erasures, Thing(What.EVIDENCE, first.evidence.id))

    again = cellar.enter("a", claim=None)

    assert again.new
    assert again.standing.evidence.subject != first.evidence.subject


def test_what_is_still_being_read_waits(cellar: Cellar, erasures: Erasures) -> None:
    cellar.enter("a")
    agreed = erasures.confirm(BOB, erasures.propose(ANN, WHOLE, LAW).id)

    with pytest.raises(Conflict, match="still being read"):
        erasures.shred(BOB, agreed.id)

    assert [one.id for one in erasures.agreed()] == [agreed.id], "the porter tries again"


def test_a_claim_that_waited_for_a_person_waits_no_more(desk: Bench, erasures: Erasures) -> None:
    desk.opened("C-2")

    erased(erasures, Thing(What.CLAIM, "C-2"))

    assert desk.reviews.queue(LIN, QueueWish()).items == ()
    desk.opened("C-3")
    assert [one.claim_id for one in desk.reviews.queue(LIN, QueueWish()).items] == ["C-3"]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda one: one.propose(ANN, Thing(What.CLAIM, "C-9"), LAW), Missing),
        (lambda one: one.propose(ANN, WHOLE, " "), WrongUse),
        (lambda one: one.confirm(BOB, "ers_none"), Missing),
        (lambda one: (one.propose(ANN, WHOLE, LAW), one.propose(BOB, WHOLE, LAW)), Conflict),
    ],
    ids=["unknown", "no ground", "nothing waits", "twice"],
)
def test_wrong_wishes_are_refused(
    desk: Bench, erasures: Erasures, act: Callable[[Erasures], object], why: type[Exception]
) -> None:
    assert desk.cellar.claims.find(TENANT, ClaimId(CLAIM)).version == 1

    with pytest.raises(why):
        act(erasures)


def test_a_file_of_a_claim_goes_with_the_claim_alone(desk: Bench, erasures: Erasures) -> None:
    (file,) = desk.cellar.standings.page(TENANT, Wanted())

    with pytest.raises(WrongUse, match="belongs to claim"):
        erasures.propose(ANN, Thing(What.EVIDENCE, file.evidence.id), LAW)


def _run(change: Update, tx: Transaction) -> None:
    tx.connection.execute(change)


def _postgres(desk: Bench) -> bool:
    return desk.cellar.database.engine.dialect.name == "postgresql"
