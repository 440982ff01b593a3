"""What is decided, paid and said at the desk, who may do what, and what was erased or held: each row has its entry."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

from sqlalchemy import text

from pipeline.evidence import ClaimId
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import Act, Actor
from pipeline.people.roles import Role
from pipeline.review.payouts import FeedbackWish, PayoutStatus, PayoutWish
from storage.records.database import Transaction
from storage.records.keeping.erasing import Erasures
from storage.records.keeping.holding import Holds
from storage.records.people.accounts import People, UserWish
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import write_entry
from storage.records.reviews.turns import Cause, Resumed
from tests.storage.bench import BO, CLAIM, LIN, MEI, PORTER, TODAY, WORDS, Bench
from tests.storage.cellar import ACTOR, MASTER, Cellar, HandClock

BOSS = Actor(tenant=ACTOR.tenant, name="user:boss")
OTHER_BOSS = Actor(tenant=ACTOR.tenant, name="user:other")
PAID = PayoutWish(status=PayoutStatus.PAID, reference="F-1", on=date(2026, 12, 1), amount=Decimal("99.00"))
WISH = FeedbackWish(score=2, comment="太慢", explain=True)


def worked(cellar: Cellar, clock: HandClock) -> None:
    """A desk at which about everything was done once, and another claim that was erased."""
    desk = Bench(cellar)
    desk.opened()
    _asked(desk)
    desk.decided()
    desk.decisions.undo(LIN, CLAIM, 1)
    desk.first_look(BO)
    desk.decisions.hand_back(MEI, CLAIM, 2, "why")
    desk.locks.take(BO, CLAIM)
    desk.locks.escalate(BO, CLAIM, "a stamp nobody knows")
    desk.decided(MEI)
    clock.pass_by(10)
    desk.rounds.send_due()
    desk.payouts.told(PORTER, CLAIM, PAID)
    desk.payouts.said(PORTER, CLAIM, WISH)
    desk.payouts.explained(MEI, CLAIM, "called")
    desk.turns.reopen(MEI, CLAIM, "new facts")
    _people(cellar)
    _kept(desk)


def _asked(desk: Bench) -> None:
    desk.locks.take(LIN, CLAIM)
    desk.turns.ask(LIN, CLAIM, WORDS, TODAY)
    rank = datetime(2026, 12, 12, 9, tzinfo=UTC)
    desk.turns.resume(PORTER, CLAIM, Resumed(TODAY, TODAY, rank), Cause.CUSTOMER_ANSWERED)


def _people(cellar: Cellar) -> None:
    people = People(cellar.database)
    ann = people.add(BOSS, UserWish(name="ann", roles=(Role.REVIEWER, Role.ADMIN)))
    people.grant(BOSS, ann.id, Role.AUDITOR)
    people.revoke(BOSS, ann.id, Role.REVIEWER, "left the house")
    bea = people.add(BOSS, UserWish(name="bea", roles=(Role.ADMIN,)))
    people.confirm(OTHER_BOSS, bea.id, Role.ADMIN)
    people.switch_off(BOSS, ann.id, "left the house")


def _kept(desk: Bench) -> None:
    holds, erasures = Holds(desk.cellar.database), Erasures(desk.cellar.database, MASTER)
    placed = holds.place(BOSS, Thing(What.CLAIM, CLAIM), "court file 1")
    holds.confirm(OTHER_BOSS, placed.id)
    holds.lift(BOSS, placed.id, "it is over")
    holds.agree(OTHER_BOSS, placed.id)
    desk.opened("C-2")
    desk.locks.take(LIN, ClaimId("C-2"))
    desk.turns.ask(LIN, ClaimId("C-2"), WORDS, TODAY)
    proposed = erasures.propose(BOSS, Thing(What.CLAIM, "C-2"), "PIPL art. 47")
    erasures.confirm(OTHER_BOSS, proposed.id)
    erasures.shred(PORTER, proposed.id)
    erasures.finish(PORTER, proposed.id, {})


def changed(cellar: Cellar, statement: str) -> None:
    """By somebody who owns the database: the walls are down, and no entry is written."""

    def work(tx: Transaction) -> None:
        if tx.connection.dialect.name == "postgresql":
            tx.connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for (name,) in tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                tx.connection.execute(text(f"DROP TRIGGER {name}"))
        tx.connection.execute(text(statement))

    cellar.database.write(work)


def about(lines: set[str]) -> set[str]:
    """What each line is about."""
    return {line.partition(" ")[0] for line in lines}


def test_a_desk_where_everything_was_done_once_agrees(cellar: Cellar, clock: HandClock) -> None:
    worked(cellar, clock)

    assert list(told_apart(cellar.database)) == []


ROWS = {  # a row that no entry speaks of, or one that went; what it is about
    "payouts": (
        (
            "INSERT INTO payouts (tenant, claim_id, number, decision, status, paid_on, reference, by, at, body) "
            "SELECT tenant, claim_id, 9, decision, status, paid_on, 'F-9', by, at, body FROM payouts"
        ),
        "claim",
    ),
    "a payout that went": ("DELETE FROM payouts", "claim"),
    "feedback": (
        (
            "INSERT INTO feedback (tenant, claim_id, number, explain, by, at, body) "
            "SELECT tenant, claim_id, 9, explain, by, at, body FROM feedback"
        ),
        "claim",
    ),
    "feedback that went": ("DELETE FROM feedback", "claim"),
    "the end of a decision": ("UPDATE decision_ends SET how = 'returned' WHERE how = 'sent'", "claim"),
    "a second look": ("UPDATE second_looks SET said = 'confirmed'", "claim"),
    "a question": ("UPDATE review_pauses SET ended_at = NULL, ended_on = NULL", "claim"),
    "a note": ("DELETE FROM review_notes WHERE about = 'reopened'", "claim"),
    "a role": (
        (
            'INSERT INTO role_grants ("user", role, granted_by, granted_at) '
            "SELECT id, 'senior_reviewer', 'user:x', 1 FROM users WHERE name = 'bea'"
        ),
        "user",
    ),
    "a second person": (
        "UPDATE role_grants SET confirmed_by = 'user:y', confirmed_at = 1 WHERE role = 'auditor'",
        "user",
    ),
    "somebody let in again": ("UPDATE users SET off_at = NULL", "user"),
    "a key": (
        (
            "INSERT INTO api_keys (id, tenant, name, secret_sha256, scopes, made_at, expires_at) "
            "SELECT 'k9', tenant, name, 'x', scopes, made_at, expires_at FROM api_keys"
        ),
        "key",
    ),
    "a hold": ("UPDATE holds SET lifted_by = NULL, lifted_at = NULL", "hold"),
    "a certificate": ("UPDATE erasures SET done_at = NULL, certificate = NULL", "erasure"),
    "an open lane": (
        (
            "INSERT INTO lanes (tenant, kind, field, judge, door, by, note, changed_at) "
            "VALUES ('default', 'receipt', 'total_amount', 'j', 'opened', 'x', '', 1)"
        ),
        "lane",
    ),
}


def test_a_row_without_its_entry_is_found_and_named(cellar: Cellar, clock: HandClock) -> None:
    worked(cellar, clock)
    told = {}

    for name, (statement, _) in ROWS.items():
        before = set(told_apart(cellar.database))
        changed(cellar, statement)
        told[name] = about(set(told_apart(cellar.database)) - before)

    assert told == {name: {thing} for name, (_, thing) in ROWS.items()}


ACTS = {
    "payout": Act(action="payout.told", on=CLAIM, old="decision 1", new="9"),
    "feedback": Act(action="feedback.said", on=CLAIM, new="9"),
    "told": Act(action="review.told", on=CLAIM, new="9"),
    "confirmed": Act(action="review.confirmed", on=CLAIM, new="9"),
    "role": Act(action="role.granted", on="usr_none", new="admin"),
    "key": Act(action="key.revoked", on="bootstrap"),
    "erasure": Act(action="erasure.done", on=CLAIM, new="ers_none"),
    "hold": Act(action="hold.lifted", on=CLAIM, old="hld_none"),
    "lane": Act(action="lane.opened", on="lane/receipt/total_amount"),
    "answer": Act(action="audit.answered", on="lane/receipt/total_amount", new="9 answered"),
}


def test_an_entry_without_its_row_is_found_and_named(cellar: Cellar) -> None:
    Bench(cellar).opened()
    told = {}

    for name, act in ACTS.items():
        before = set(told_apart(cellar.database))
        cellar.database.write(partial(write_entry, actor=ACTOR, act=act))
        told[name] = len(set(told_apart(cellar.database)) - before)

    assert told == dict.fromkeys(ACTS, 1)
