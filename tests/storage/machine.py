"""The life of evidence under everything that can happen to it, as a state machine that hypothesis drives.

Hints may be lost, repeated and reordered, readers die at any moment, clocks go on, answers get lost; after every step
the database must hold what it must always hold.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

from pipeline.errors import BadFile, Conflict
from pipeline.evidence import EvidenceId, Lease
from pipeline.lifecycle import ENDS, MOST_FAILURES, MOVES, WAITING, EvidenceState, Move
from storage.memory import MemoryHints
from storage.records.database import Database, Transaction, opened
from storage.records.evidence.arrivals import Promise
from storage.records.migration import migrated
from storage.records.schema import entries, events, evidence, records
from tests.storage.cellar import LEASE, Cellar, HandClock, read
from workers.rounds.dispatching import Dispatching

READERS = ("ann", "bob", "cleo")
CONTENTS = st.sampled_from(["file 1", "file 2", "file 3"])  # few, so that things meet
CLAIMS = st.sampled_from(["C-1", None])
KEYS = st.sampled_from([None, "key"])
WHO = st.sampled_from(READERS)
HINT = 30.0

Build = Callable[[Database], Cellar]


class EvidenceLife(RuleBasedStateMachine):
    """`build` gives the cellar under test; a subclass may plant a bug in it."""

    build: Build = staticmethod(Cellar.over)

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.database = opened("sqlite://", clock=self.clock)
        self.hints = MemoryHints()
        self.leases: list[Lease] = []
        self.accepted: dict[tuple[str, str | None], EvidenceId] = {}
        self.promised: dict[str, tuple[str, str | None]] = {}
        self.deaths: dict[EvidenceId, int] = {}

    @initialize()
    def begin(self) -> None:
        migrated(self.database)
        self.cellar = type(self).build(self.database)
        self.dispatching = Dispatching(self.cellar.work, self.hints, "porter")

    def teardown(self) -> None:
        try:
            if hasattr(self, "cellar"):
                self.calm_down()
        finally:
            self.database.close()

    # ---- what senders do

    @rule(content=CONTENTS, claim=CLAIMS, key=KEYS)
    def a_file_comes(self, content: str, claim: str | None, key: str | None) -> None:
        said = (content, claim)
        promise = Promise(key, repr(said)) if key else None
        try:
            entered = self.cellar.enter(content, claim, promise)
        except BadFile:
            assert self.promised.get(key or "", said) != said, "a promise was refused without a reason"
            return
        if key:
            assert self.promised.setdefault(key, said) == said, "a key stands for two uploads"
        known = self.accepted.setdefault(said, entered.standing.evidence.id)
        assert entered.standing.evidence.id == known, "one file in one claim became two"

    # ---- what readers do

    @rule(who=WHO)
    def a_reader_looks_for_work(self, who: str) -> None:
        due = self._due()
        lease = self.cellar.work.claim(who)

        assert (lease is None) == (not due), "a reader found work where there was none, or none where there was"
        self._took(lease, due)

    @precondition(lambda self: self.hints.sent)
    @rule(who=WHO, choice=st.randoms(use_true_random=False))
    def a_reader_follows_a_hint(self, who: str, choice: object) -> None:
        index = choice.randrange(len(self.hints.sent))  # type: ignore[attr-defined]
        found = self.hints.sent.pop(index)
        due = self._due() & {found[0]}
        lease = self.cellar.work.claim(who, found[0])

        assert (lease is None) == (not due), "a hint was followed that led nowhere, or not followed"
        self._took(lease, due)

    @precondition(lambda self: self.leases)
    @rule(choice=st.randoms(use_true_random=False), late=st.booleans())
    def a_reader_settles(self, choice: object, late: bool) -> None:
        """`late`: the lease is kept, as if the answer were lost and the reader asked again."""
        lease = choice.choice(self.leases)  # type: ignore[attr-defined]
        if not late:
            self.leases.remove(lease)
        valid = self._valid(lease)
        try:
            self.cellar.work.settle(lease, read(lease.evidence.filename))
            assert valid, "who had lost the lease settled all the same"
        except Conflict:
            assert not valid, "a good lease could not settle"

    @precondition(lambda self: self.leases)
    @rule(choice=st.randoms(use_true_random=False))
    def a_reader_beats(self, choice: object) -> None:
        lease = choice.choice(self.leases)  # type: ignore[attr-defined]
        valid = self._valid(lease)

        assert self.cellar.work.beat(lease) == valid, "a beat that does not fit the lease"

    @precondition(lambda self: self.leases)
    @rule(choice=st.randoms(use_true_random=False), trouble=st.booleans())
    def a_reader_stops_in_the_middle(self, choice: object, trouble: bool) -> None:
        lease = choice.choice(self.leases)  # type: ignore[attr-defined]
        self.leases.remove(lease)
        valid = self._valid(lease)
        stopped = (
            self.cellar.work.postpone(lease, "store away", 0.5)
            if trouble
            else self.cellar.work.give_back(lease, "drain")
        )

        assert stopped == valid, "giving back what was not held"

    @precondition(lambda self: self.leases)
    @rule(choice=st.randoms(use_true_random=False), who=WHO)
    def a_reader_sleeps_until_another_has_its_lease(self, choice: object, who: str) -> None:
        lease = choice.choice(self.leases)  # type: ignore[attr-defined]
        self.time_passes(LEASE + 1)
        self.leases_are_swept()
        self.time_passes(400)
        due = self._due() & {lease.evidence.id}
        self._took(self.cellar.work.claim(who, lease.evidence.id), due)

    @rule(who=WHO)
    def a_reader_dies_and_its_supervisor_sees_it(self, who: str) -> None:
        for lease in self._current(who):
            self.deaths[lease] = self.deaths.get(lease, 0) + 1
        self.cellar.sweeping.orphaned("supervisor", who)

    # ---- what the porter and the world do

    @rule()
    def hints_go_out(self) -> None:
        self.dispatching.dispatch()

    @precondition(lambda self: self.hints.sent)
    @rule(choice=st.randoms(use_true_random=False), what=st.sampled_from(["lose", "repeat", "all"]))
    def the_carrier_misbehaves(self, choice: object, what: str) -> None:
        if what == "all":
            self.hints.sent.clear()
            return
        index = choice.randrange(len(self.hints.sent))  # type: ignore[attr-defined]
        if what == "lose":
            del self.hints.sent[index]
        else:
            self.hints.sent.insert(0, self.hints.sent[index])

    @rule(seconds=st.sampled_from([1, 20, HINT + 1, LEASE - 1, LEASE + 1, 400]))
    def time_passes(self, seconds: float) -> None:
        self.clock.pass_by(seconds)

    @rule()
    def leases_are_swept(self) -> None:
        for who in READERS:
            for found in self._current(who, lapsed=True):
                self.deaths[found] = self.deaths.get(found, 0) + 1
        self.cellar.sweeping.lapsed("sweeper")

    @rule()
    def lost_hints_are_found(self) -> None:
        self.dispatching.recover(HINT)

    # ---- what must always hold

    @invariant()
    def nothing_is_lost_doubled_or_unwritten(self) -> None:
        if hasattr(self, "cellar"):
            self.database.read(self._look)

    def calm_down(self) -> None:
        """Everything that was accepted ends, once, when nothing disturbs it any more."""
        self.leases.clear()
        for _ in range(60):
            self.time_passes(400)
            self.leases_are_swept()
            self.lost_hints_are_found()
            self.hints_go_out()
            while self.hints.sent:
                lease = self.cellar.work.claim("ann", self.hints.sent.pop()[0])
                if lease:
                    self.cellar.work.settle(lease, read(lease.evidence.filename))
            if not self._open():
                break
        assert self._open() == 0, "accepted evidence never ended"
        self.nothing_is_lost_doubled_or_unwritten()

    def _open(self) -> int:
        not_ended = select(func.count()).select_from(evidence).where(evidence.c.state.not_in([*ENDS]))
        return self.database.read(lambda tx: int(tx.connection.execute(not_ended).scalar_one()))

    def _look(self, tx: Transaction) -> None:
        rows = tx.connection.execute(select(evidence)).all()
        assert {row.id for row in rows} == set(self.accepted.values()), "accepted and kept differ"
        kept = Counter(tx.connection.execute(select(records.c.evidence)).scalars())
        told = tx.connection.execute(select(func.count()).select_from(events)).scalar_one()
        ended = sum(EvidenceState(row.state) in ENDS for row in rows)
        assert told == len(rows) + ended, "an event is missing or doubled"
        written: dict[str, list[Any]] = {}
        for entry in tx.connection.execute(select(entries).order_by(entries.c.number)):
            written.setdefault(entry.object, []).append(entry)
        for row in rows:
            end = EvidenceState(row.state) in ENDS
            assert kept[row.id] == end, "an end without a record, or a record without an end"
            assert (row.state == EvidenceState.READING) == (row.lease_owner is not None), "a lease without reading"
            assert row.failures == self.deaths.get(row.id, 0), "failures are not counted as they happen"
            assert (row.state == EvidenceState.QUARANTINED) == (row.failures >= MOST_FAILURES)
            assert walked(written[row.id]) == (row.state, row.attempt), "a change of state without its entry"

    # ---- what the model knows

    def _due(self) -> set[str]:
        """What a reader may take now."""
        mine = select(evidence.c.id).where(evidence.c.state.in_([*WAITING]), evidence.c.due_at <= self.clock.now)
        return set(self.database.read(lambda tx: tx.connection.execute(mine).scalars().all()))

    def _took(self, lease: Lease | None, due: set[str]) -> None:
        if lease is None:
            return
        assert lease.evidence.id in due, "a lease on what was not free"
        self.leases.append(lease)

    def _valid(self, lease: Lease) -> bool:
        """Whether the database still knows this lease: read with our own query, not with the code under test."""
        mine = select(evidence).where(evidence.c.id == lease.evidence.id)
        row = self.database.read(lambda tx: tx.connection.execute(mine).one())
        return bool(
            row.state == EvidenceState.READING and row.attempt == lease.attempt and row.lease_owner == lease.owner
        )

    def _current(self, who: str, *, lapsed: bool = False) -> list[EvidenceId]:
        mine = select(evidence.c.id).where(evidence.c.lease_owner == who, evidence.c.state == EvidenceState.READING)
        if lapsed:
            mine = mine.where(evidence.c.lease_until < self.clock.now)
        return [
            EvidenceId(found) for found in self.database.read(lambda tx: tx.connection.execute(mine).scalars().all())
        ]


def walked(written: list[Any]) -> tuple[str | None, int]:
    """Where the entries on one piece of evidence lead, and how many claims are among them."""
    state, claims = None, 0
    for entry in written:
        assert entry.old == state, "an entry that does not follow the one before it"
        if state is None:
            assert (entry.action, entry.new) == ("evidence.received", EvidenceState.RECEIVED)
        else:
            move = Move(entry.action.removeprefix("evidence."))
            assert entry.new == MOVES[EvidenceState(state), move], "an entry for a move there is not"
            claims += move is Move.CLAIM
        state = entry.new
    return state, claims
