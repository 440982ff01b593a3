"""What people type for a reason: in no entry, read where its key lives, gone with whom it is about."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from pipeline.errors import Erased, WrongUse
from pipeline.evidence import ClaimId
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import Act, Actor, Entry
from pipeline.ledger.reasons import said_why
from storage.records.database import Transaction
from storage.records.keeping.erasing import Erasures
from storage.records.keeping.holding import Holds
from storage.records.keeping.subjects import subject_of
from storage.records.people.reveals import reveal
from storage.records.proof.checking import broken_entries
from storage.records.proof.claim_reveals import ClaimReveals
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import entries_on, write_entry
from storage.records.proof.reason_tables import typed_reasons
from storage.records.proof.reasons import Reasons, reasoned_alone
from storage.records.schema import subjects
from tests.storage.bench import LIN, TENANT
from tests.storage.cellar import ACTOR, MASTER, Cellar

ANN, BOB = Actor(tenant=TENANT, name="user:ann"), Actor(tenant=TENANT, name="user:bob")
CLAIM = ClaimId("C-1")
NAME = "张小例"
FACTS: Mapping[str, object] = {"reason": "product_quality", "claimant": {"name": NAME, "phone_masked": "13800001111"}}
LAW = "PIPL art. 47"


@pytest.fixture
def reasons(cellar: Cellar) -> Reasons:
    cellar.claims.state(ACTOR, CLAIM, FACTS, None)
    return Reasons(cellar.database, MASTER)


def erased(cellar: Cellar, claim: str = CLAIM) -> None:
    erasures = Erasures(cellar.database, MASTER)
    proposed = erasures.propose(ANN, Thing(What.CLAIM, claim), LAW)
    erasures.confirm(BOB, proposed.id)
    erasures.finish(BOB, erasures.shred(BOB, proposed.id).id, {"deleted": 0, "locked": 0})


def alone(cellar: Cellar, text: str) -> Entry:
    """A search for somebody, with its reason."""

    def work(tx: Transaction) -> None:
        act = Act(action="audit.person_sought", on="search")
        write_entry(tx, ANN, reasoned_alone(tx, MASTER, TENANT, act, text))

    cellar.database.write(work)
    return entries_on(cellar.database, TENANT, "search")[-1]


def words(reasons: Reasons, one: Entry) -> str | None:
    said = said_why(one.act, reasons.of(TENANT, [one.act]))
    return None if said.erased else said.text


def test_a_reason_to_see_values_is_read_until_its_claim_is_erased_and_the_entry_stays(
    cellar: Cellar, reasons: Reasons
) -> None:
    file = cellar.enter("a").standing.evidence.id
    reveal(reasons, LIN, file, CLAIM, f"{NAME} rang me up")
    shown = entries_on(cellar.database, TENANT, file)[-1]
    ClaimReveals(cellar.database, MASTER).ask(ANN, CLAIM, f"{NAME} went to court")
    (ask,) = ClaimReveals(cellar.database, MASTER).stand(BOB, CLAIM).asks
    ClaimReveals(cellar.database, MASTER).agree(BOB, CLAIM, ask.number)
    asked, agreed = entries_on(cellar.database, TENANT, CLAIM)[-2:]

    assert NAME not in str(shown.act)
    assert words(reasons, shown) == f"{NAME} rang me up"
    assert ask.reason == f"{NAME} went to court" == words(reasons, asked) == words(reasons, agreed)
    assert ClaimReveals(cellar.database, MASTER).stand(ANN, CLAIM).reason == ask.reason
    assert list(told_apart(cellar.database)) == []


def test_what_was_erased_leaves_its_entry_good_and_its_reason_unreadable(cellar: Cellar, reasons: Reasons) -> None:
    ClaimReveals(cellar.database, MASTER).ask(ANN, CLAIM, f"{NAME} went to court")
    asked = entries_on(cellar.database, TENANT, CLAIM)[-1]

    erased(cellar)

    assert words(reasons, asked) is None
    assert asked in entries_on(cellar.database, TENANT, CLAIM)
    assert list(broken_entries(cellar.database)) == []
    assert list(told_apart(cellar.database)) == []


@pytest.mark.parametrize("said", [f"找{NAME}的申请", "complaint of 138 0000 1111", "by letter of 13800001111"])
def test_a_reason_about_no_claim_goes_with_the_first_person_it_names(
    cellar: Cellar, reasons: Reasons, said: str
) -> None:
    naming, other = alone(cellar, said), alone(cellar, "a yearly sample")

    erased(cellar)

    assert words(reasons, naming) is None
    assert words(reasons, other) == "a yearly sample"
    assert list(told_apart(cellar.database)) == []


def test_a_short_name_is_no_part_of_another_word(cellar: Cellar, reasons: Reasons) -> None:
    cellar.claims.state(ACTOR, CLAIM, {"claimant": {"name": "Ma"}}, None)
    kept, gone = alone(cellar, "letter of 12 March"), alone(cellar, "letter of Mr. Ma, 12 March")

    erased(cellar)

    assert words(reasons, kept) == "letter of 12 March"
    assert words(reasons, gone) is None


def test_the_ground_of_an_erasure_is_kept_for_ever_and_may_not_name_the_customer(
    cellar: Cellar, reasons: Reasons
) -> None:
    erasures = Erasures(cellar.database, MASTER)

    with pytest.raises(WrongUse, match="without the customer's name"):
        erasures.propose(ANN, Thing(What.CLAIM, CLAIM), f"{NAME}来信")

    assert erasures.all(TENANT) == ()


def test_why_something_was_held_goes_with_it_and_that_it_was_held_stays(cellar: Cellar, reasons: Reasons) -> None:
    holds = Holds(cellar.database, MASTER)
    placed = holds.place(ANN, Thing(What.CLAIM, CLAIM), f"court file of {NAME}")
    holds.confirm(BOB, placed.id)
    holds.agree(BOB, holds.lift(ANN, placed.id, f"{NAME} gave up").id)
    before = holds.find(TENANT, placed.id)

    erased(cellar)

    after = holds.find(TENANT, placed.id)
    assert (before.reason, before.lift_reason) == (f"court file of {NAME}", f"{NAME} gave up")
    assert (after.reason, after.lift_reason) == ("", None)
    assert (after.placed, after.lifted) == (before.placed, before.lifted)
    assert list(told_apart(cellar.database)) == []
    with pytest.raises(Erased):
        holds.place(ANN, Thing(What.CLAIM, CLAIM), "court file 8")


def test_a_reason_somebody_puts_into_the_table_has_no_entry_and_none_can_be_changed(
    cellar: Cellar, reasons: Reasons
) -> None:
    one = alone(cellar, "a yearly sample")
    wanted = select(subjects.c.id).limit(1)

    def more(tx: Transaction) -> None:
        whose = subject_of(tx, MASTER, TENANT, tx.connection.execute(wanted).scalar_one())
        row = {"id": "rsn_X", "tenant": TENANT, "subject": whose.id, "alone": 0, "body": b"x"}
        tx.connection.execute(typed_reasons.insert().values(row))

    cellar.database.write(more)

    assert [line for line in told_apart(cellar.database) if "rsn_X" in line] == [
        "reason rsn_X: 0 entries of it, 1 in the tables"
    ]
    with pytest.raises(DBAPIError, match="only grows"):
        cellar.database.write(lambda tx: tx.connection.execute(update(typed_reasons).values(alone=0)))
    assert words(reasons, one) == "a yearly sample"


def test_a_whole_wish_is_withdrawn_at_once_or_not_at_all(cellar: Cellar, reasons: Reasons) -> None:
    erasures = Erasures(cellar.database, MASTER)
    cellar.claims.state(ACTOR, ClaimId("C-2"), FACTS, None)
    asked = erasures.propose_all(ANN, [Thing(What.CLAIM, CLAIM), Thing(What.CLAIM, "C-2")], LAW)
    wish = str(asked.items[0].request)

    gone = erasures.withdraw_all(BOB, wish)

    assert [one.state for one in gone] == ["withdrawn", "withdrawn"]
    assert {one.withdrawn.at for one in gone if one.withdrawn} == {gone[0].withdrawn.at if gone[0].withdrawn else None}
    assert list(told_apart(cellar.database)) == []
