"""What every store of audits must hold to: in memory, on SQLite and on PostgreSQL."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from pipeline.errors import Conflict, Missing, WrongUse
from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.ports import Audits
from pipeline.trust.audits import Answer, Candidate, Sample, Terms
from pipeline.trust.lanes import Allowed, Automation, LaneState, Why
from storage.memory import MemoryAudits
from storage.records.database import opened, sqlite_address
from storage.records.migration import migrated
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.audits import SqlAudits
from storage.records.schema import audit_answers
from tests.storage.cellar import MASTER, OTHER, Cellar

LIN = Actor(tenant=DEFAULT_TENANT, name="Lin Mei")
SECOND = Actor(tenant=DEFAULT_TENANT, name="Wu Fan")
KIND, FIELD = "receipt", "total_amount"
EASY = Automation((Allowed(kind=KIND, field=FIELD, target_error=0.1),))  # 29 right answers, or 46 with one wrong
TERMS = Terms("1 first", EASY)


@dataclass
class Bench:
    """A store of audits, and evidence to draw from."""

    audits: Audits
    cellar: Cellar | None = None
    count: int = field(default=0)

    def values(self, size: int, name: str = FIELD) -> tuple[Candidate, ...]:
        return tuple(Candidate(evidence=self._evidence(), record=1, kind=KIND, field=name) for _ in range(size))

    def audited(self, right: int, wrong: int = 0) -> tuple[Sample, ...]:
        """So many values drawn and answered by Lin Mei."""
        drawn = self.audits.draw(LIN, "7", self.values(right + wrong))
        verdicts = [True] * right + [False] * wrong
        self.audits.answer(
            LIN,
            tuple(Answer(sample=one.id, value="9.90", right=good) for one, good in zip(drawn, verdicts, strict=True)),
        )
        return drawn

    def told(self) -> list[tuple[str, str]]:
        return [(entry.act.action, entry.actor.name) for entry in self.audits.history(DEFAULT_TENANT, KIND, FIELD)]

    def _evidence(self) -> EvidenceId:
        self.count += 1
        if self.cellar is None:
            return EvidenceId(f"evd_{self.count}")
        return self.cellar.enter(f"paper {self.count}").standing.evidence.id


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "memory":
        yield Bench(MemoryAudits(TERMS))
        return
    url = sqlite_address(tmp_path / "records.sqlite")
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres_server")
        url = new_database(server, f"t{secrets.token_hex(6)}")
    database = opened(url)
    migrated(database)
    yield Bench(SqlAudits(database, MASTER, TERMS), Cellar.over(database))
    database.close()


def test_nothing_is_open_before_anybody_did_anything(bench: Bench) -> None:
    lanes = bench.audits.lanes(DEFAULT_TENANT)

    assert lanes.granted == frozenset()
    assert lanes.of(KIND, FIELD).why is Why.NO_AUDIT


def test_what_was_drawn_waits_for_answers(bench: Bench) -> None:
    drawn = bench.audits.draw(LIN, "7", bench.values(3))

    audited = bench.audits.lanes(DEFAULT_TENANT).of(KIND, FIELD).audited
    assert (audited.n, audited.waiting) == (0, 3)
    assert sorted(one.id for one in bench.audits.samples(DEFAULT_TENANT)) == sorted(one.id for one in drawn)
    assert {(one.seed, one.right) for one in bench.audits.samples(DEFAULT_TENANT)} == {("7", None)}


def test_a_value_is_drawn_once(bench: Bench) -> None:
    values = bench.values(2)
    bench.audits.draw(LIN, "7", values[:1])

    with pytest.raises(Conflict, match="drawn before"):
        bench.audits.draw(LIN, "8", values)
    assert len(bench.audits.samples(DEFAULT_TENANT)) == 1


def test_good_answers_let_a_named_person_open_the_lane(bench: Bench) -> None:
    bench.audited(29)
    assert bench.audits.lanes(DEFAULT_TENANT).granted == frozenset()

    lane = bench.audits.open_lane(LIN, KIND, FIELD)

    assert lane.state is LaneState.OPEN
    assert bench.audits.lanes(DEFAULT_TENANT).granted == {(KIND, FIELD)}
    assert bench.told() == [("audit.drawn", "Lin Mei"), ("audit.answered", "Lin Mei"), ("lane.opened", "Lin Mei")]


def test_too_few_answers_open_nothing(bench: Bench) -> None:
    bench.audited(28)

    with pytest.raises(Conflict, match="1 more audited values"):
        bench.audits.open_lane(LIN, KIND, FIELD)
    with pytest.raises(Conflict, match="does not let"):
        bench.audits.open_lane(LIN, KIND, "issue_date")


def test_nobody_without_a_name_opens_or_closes(bench: Bench) -> None:
    bench.audited(29)
    nobody = Actor(tenant=DEFAULT_TENANT, name=" ")

    with pytest.raises(WrongUse, match="Say who"):
        bench.audits.open_lane(nobody, KIND, FIELD)
    bench.audits.open_lane(LIN, KIND, FIELD)
    with pytest.raises(WrongUse, match="Say who"):
        bench.audits.close_lane(nobody, KIND, FIELD, "why not")


def test_a_wrong_answer_closes_the_lane_and_only_a_person_opens_it_again(bench: Bench) -> None:
    bench.audited(29)
    bench.audits.open_lane(LIN, KIND, FIELD)
    (drawn,) = bench.audits.draw(LIN, "8", bench.values(1))

    closed = bench.audits.answer(LIN, (Answer(sample=drawn.id, value="9.80", right=False),))

    assert [lane.why for lane in closed] == [Why.CLOSED_BY_AUDIT]
    assert bench.audits.lanes(DEFAULT_TENANT).granted == frozenset()
    assert bench.told()[-1] == ("lane.closed_by_audit", "audit")
    with pytest.raises(Conflict, match="stays closed"):
        bench.audits.open_lane(LIN, KIND, FIELD)
    bench.audited(16)
    assert bench.audits.lanes(DEFAULT_TENANT).granted == frozenset()
    assert bench.audits.open_lane(LIN, KIND, FIELD).state is LaneState.OPEN


def test_a_person_closes_a_lane_with_a_reason(bench: Bench) -> None:
    bench.audited(29)
    bench.audits.open_lane(LIN, KIND, FIELD)

    lane = bench.audits.close_lane(SECOND, KIND, FIELD, "a new till")

    assert lane.reason.en == "closed by Wu Fan: a new till"
    assert bench.audits.history(DEFAULT_TENANT, KIND, FIELD)[-1].act.reason == "a new till"
    with pytest.raises(Conflict, match="not open"):
        bench.audits.close_lane(SECOND, KIND, FIELD, "again")


def test_the_same_answer_twice_counts_once(bench: Bench) -> None:
    drawn = bench.audited(1)
    bench.audits.answer(LIN, (Answer(sample=drawn[0].id, value="9.90", right=True),))

    assert bench.audits.lanes(DEFAULT_TENANT).of(KIND, FIELD).audited.n == 1
    assert bench.told().count(("audit.answered", "Lin Mei")) == 1


def test_nobody_takes_an_answer_back_alone_but_a_second_person_may(bench: Bench) -> None:
    drawn = bench.audited(0, 1)
    other = (Answer(sample=drawn[0].id, value="9.99", right=True),)

    with pytest.raises(Conflict, match="second person"):
        bench.audits.answer(LIN, other)
    bench.audits.answer(SECOND, other)

    audited = bench.audits.lanes(DEFAULT_TENANT).of(KIND, FIELD).audited
    assert (audited.n, audited.errors) == (1, 0)


def test_answers_are_taken_all_or_none(bench: Bench) -> None:
    (drawn,) = bench.audits.draw(LIN, "7", bench.values(1))

    with pytest.raises(Missing, match="no such sample"):
        bench.audits.answer(
            LIN, tuple(Answer(sample=sample, value="1", right=True) for sample in (drawn.id, "smp_unknown"))
        )
    assert bench.audits.samples(DEFAULT_TENANT)[0].right is None


def test_another_tenant_sees_and_answers_nothing(bench: Bench) -> None:
    drawn = bench.audited(29)
    bench.audits.open_lane(LIN, KIND, FIELD)

    assert bench.audits.lanes(OTHER).granted == frozenset()
    assert bench.audits.samples(OTHER) == ()
    with pytest.raises(Missing):
        bench.audits.answer(
            Actor(tenant=OTHER, name="Lin Mei"), (Answer(sample=drawn[0].id, value="9.90", right=True),)
        )


def test_an_open_lane_within_its_target_is_left_alone(bench: Bench) -> None:
    bench.audited(29)
    bench.audits.open_lane(LIN, KIND, FIELD)

    assert bench.audits.close_failing(DEFAULT_TENANT) == ()


in_a_database = pytest.mark.parametrize("bench", ["sqlite", "postgres"], indirect=True)


def database_of(bench: Bench) -> SqlAudits:
    assert isinstance(bench.audits, SqlAudits)
    return bench.audits


@in_a_database
def test_a_stricter_policy_closes_a_lane_for_good(bench: Bench) -> None:
    kept = database_of(bench)
    bench.audited(29)
    kept.open_lane(LIN, KIND, FIELD)
    strict = Automation((Allowed(kind=KIND, field=FIELD, target_error=0.01),))
    stricter = SqlAudits(kept.database, MASTER, Terms(TERMS.judge, strict))

    assert stricter.lanes(DEFAULT_TENANT).granted == frozenset()
    assert [lane.why for lane in stricter.close_failing(DEFAULT_TENANT)] == [Why.CLOSED_BY_AUDIT]
    assert kept.lanes(DEFAULT_TENANT).granted == frozenset()


@in_a_database
def test_audits_of_another_version_open_nothing(bench: Bench) -> None:
    kept = database_of(bench)
    bench.audited(29)
    kept.open_lane(LIN, KIND, FIELD)
    newer = SqlAudits(kept.database, MASTER, Terms("1 second", EASY))

    assert newer.lanes(DEFAULT_TENANT).of(KIND, FIELD).why is Why.NO_AUDIT
    assert newer.samples(DEFAULT_TENANT) == ()


@in_a_database
def test_answers_are_sealed_and_can_only_be_added_to(bench: Bench) -> None:
    kept = database_of(bench)
    bench.audited(1)
    held = kept.database.read(lambda tx: tx.connection.execute(select(audit_answers)).all())

    assert b"9.90" not in held[0].value
    with pytest.raises(DBAPIError, match="only grows"):
        kept.database.write(lambda tx: tx.connection.execute(text("DELETE FROM audit_answers")))
