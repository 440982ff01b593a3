"""Which claims are due and what is kept of their answers, on every database."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from pipeline.errors import Missing
from pipeline.events import EventType
from pipeline.evidence import ClaimId, TenantId
from pipeline.lifecycle import Move
from storage.records.claims.answers import Answers, Due
from storage.records.evidence.work import Outcome
from storage.records.proof.ledger import entries_on
from storage.records.schema import answers as rows
from storage.records.telling.happenings import Happenings
from tests.storage.cellar import ACTOR, MASTER, OTHER, Cellar, HandClock

TENANT, CLAIM = TenantId(ACTOR.tenant), ClaimId("C-1")
FACTS: Mapping[str, object] = {"reason": "product_quality", "claimant": {"name": "张小例"}}
BODY = {"outcome": "eligible", "findings": []}


@pytest.fixture
def answers(cellar: Cellar) -> Answers:
    return Answers(cellar.database, MASTER)


def state(cellar: Cellar, claim: ClaimId = CLAIM) -> None:
    cellar.claims.state(ACTOR, claim, FACTS, None)


def settle(cellar: Cellar, paper: bytes | None = b"paper") -> None:
    """The file that is due first is read."""
    lease = cellar.work.claim("reader")
    assert lease is not None
    record = {"file": lease.evidence.filename, "error": None}
    cellar.work.settle(lease, Outcome(move=Move.SETTLE, record=record, pipeline="1", paper=paper, kind="receipt"))


def due(answers: Answers) -> Due:
    found = answers.due()
    assert found is not None
    return found


def test_a_claim_is_due_once_its_facts_are_stated_and_its_last_file_is_read(cellar: Cellar, answers: Answers) -> None:
    cellar.enter("first")
    cellar.enter("second")
    settle(cellar)
    without_facts = answers.due()
    state(cellar)
    with_a_file_waiting = answers.due()
    settle(cellar)

    assert (without_facts, with_a_file_waiting) == (None, None)
    assert (due(answers).claim_id, due(answers).facts, due(answers).version) == (CLAIM, FACTS, 1)


def test_a_file_that_is_being_read_is_waited_for(cellar: Cellar, answers: Answers) -> None:
    state(cellar)
    cellar.enter("first")
    assert cellar.work.claim("reader")

    assert answers.due() is None


def test_an_answer_stands_with_its_event_and_its_entry_and_nothing_is_due(cellar: Cellar, answers: Answers) -> None:
    state(cellar)

    assert answers.keep("porter", due(answers), "eligible", BODY)

    given = answers.newest(TENANT, CLAIM)
    assert given is not None
    assert (given.version, given.facts, given.outcome, given.current, given.body) == (1, 1, "eligible", True, BODY)
    assert answers.due() is None
    last = Happenings(cellar.database).after(TENANT, 0, claim=CLAIM, limit=9)[-1]
    assert (last.type, last.facts) == (
        EventType.CLAIM_ANSWERED,
        {"claim_id": CLAIM, "version": 1, "outcome": "eligible"},
    )
    entry = entries_on(cellar.database, TENANT, CLAIM)[-1]
    assert (entry.actor.name, entry.act.action, entry.act.new) == ("porter", "claim.answered", "1")


def test_a_late_file_opens_the_questions_again(cellar: Cellar, answers: Answers) -> None:
    state(cellar)
    answers.keep("porter", due(answers), "needs_review", BODY)
    cellar.enter("late")
    waiting = answers.newest(TENANT, CLAIM)
    settle(cellar)
    read = answers.newest(TENANT, CLAIM)

    assert answers.keep("porter", due(answers), "eligible", BODY)

    newest = answers.newest(TENANT, CLAIM)
    assert [one and (one.version, one.current) for one in (waiting, read, newest)] == [
        (1, False),
        (1, False),
        (2, True),
    ]


def test_new_facts_open_the_questions_again(cellar: Cellar, answers: Answers) -> None:
    state(cellar)
    answers.keep("porter", due(answers), "needs_review", BODY)

    state(cellar)

    assert due(answers).version == 2


def test_an_answer_to_what_is_no_longer_asked_is_not_kept(cellar: Cellar, answers: Answers) -> None:
    state(cellar)
    asked = due(answers)
    state(cellar)

    assert not answers.keep("porter", asked, "eligible", BODY)

    assert answers.newest(TENANT, CLAIM) is None
    assert due(answers).news == asked.news + 1


def test_a_claim_that_could_not_be_answered_waits_while_others_go_on(
    cellar: Cellar, answers: Answers, clock: HandClock
) -> None:
    state(cellar)
    answers.postpone(due(answers), 60)
    state(cellar, ClaimId("C-2"))

    first = due(answers)
    answers.keep("porter", first, "eligible", BODY)
    early = answers.due()
    clock.pass_by(60)

    assert (first.claim_id, early, due(answers).claim_id) == ("C-2", None, CLAIM)


def test_something_new_ends_the_wait_at_once(cellar: Cellar, answers: Answers) -> None:
    state(cellar)
    answers.postpone(due(answers), 600)
    state(cellar)

    assert due(answers).version == 2


def test_the_files_of_a_claim_come_with_what_was_kept_of_them(
    cellar: Cellar, answers: Answers, clock: HandClock
) -> None:
    cellar.enter("first")
    settle(cellar, b"what was read")
    clock.pass_by(1)
    cellar.enter("second")
    settle(cellar, None)
    cellar.enter("of another claim", "C-2")
    settle(cellar)

    found = answers.files(TENANT, CLAIM)

    assert [(file.kind, file.paper) for file in found] == [("receipt", b"what was read"), ("receipt", None)]
    assert found[0].record == {"file": found[0].filename, "error": None}
    assert answers.files(TENANT, ClaimId("C-3")) == ()


def test_what_belongs_to_no_claim_keeps_no_document(cellar: Cellar, answers: Answers) -> None:
    cellar.enter("alone", None)
    settle(cellar)

    assert answers.due() is None
    assert answers.files(TENANT, ClaimId("")) == ()


def test_answers_are_sealed_and_belong_to_their_tenant(cellar: Cellar, answers: Answers) -> None:
    state(cellar)
    answers.keep("porter", due(answers), "eligible", {"supplement": "张小例"})

    kept = cellar.database.read(lambda tx: tx.connection.execute(select(rows.c.body)).scalar_one())
    assert "张小例".encode() not in kept
    with pytest.raises(Missing):
        answers.newest(OTHER, CLAIM)
