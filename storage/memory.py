"""The ports kept in memory, gone when the process ends."""

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO

from pipeline.errors import Conflict, Missing
from pipeline.evidence import EvidenceId, TenantId
from pipeline.ledger.entries import PROGRAM, Act, Actor, Entry, body_hash
from pipeline.ports import Kept
from pipeline.trust.audits import Answer, Candidate, Given, Sample, Terms, lane_id, takes
from pipeline.trust.lanes import Audited, Door, Lane, Lanes, LaneState, may_open, named
from storage.keys import checked, checked_prefix


@dataclass(frozen=True, slots=True)
class MemoryObjects:
    """The port `Objects`; safe to call from several threads."""

    _held: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def put(self, name: str, content: BinaryIO) -> bool:
        checked(name)
        content.seek(0)
        held = content.read(), datetime.now(UTC)
        with self._one_at_a_time:
            return self._held.setdefault(name, held) is held

    def get(self, name: str) -> BinaryIO:
        held = self._held.get(checked(name))
        if held is None:
            raise Missing(f"There is no object {name}; look for it in a backup.")
        return io.BytesIO(held[0])

    def delete(self, name: str) -> None:
        self._held.pop(checked(name), None)

    def names(self, prefix: str) -> Iterator[Kept]:
        checked_prefix(prefix)
        with self._one_at_a_time:
            held = sorted(self._held.items())
        for name, (content, modified) in held:
            if name.startswith(prefix):
                yield Kept(name, len(content), modified)

    def upload_address(self, name: str, seconds: int) -> str | None:  # noqa: ARG002 - memory has no address
        checked(name)
        return None

    def probe(self) -> None:
        """Memory always answers."""


@dataclass(frozen=True, slots=True)
class MemoryHints:
    """The port `Hints` as a list that whoever reads it empties; `places`: how many hints are useful at once."""

    places: int = 64
    sent: list[tuple[EvidenceId, int]] = field(default_factory=list)

    def send(self, evidence: EvidenceId, attempt: int) -> None:
        self.sent.append((evidence, attempt))

    def knows(self, evidence: EvidenceId, attempt: int) -> bool:
        return (evidence, attempt) in self.sent

    def room(self) -> int:
        return max(self.places - len(self.sent), 0)


@dataclass(frozen=True, slots=True)
class MemoryAudits:
    """The port `Audits` for one thread."""

    terms: Terms
    _samples: dict[tuple[str, str], Sample] = field(default_factory=dict)  # by tenant and id
    _given: dict[str, list[Given]] = field(default_factory=dict)
    _doors: dict[tuple[str, str, str], tuple[Door, str, str]] = field(default_factory=dict)
    _entries: list[Entry] = field(default_factory=list)

    def lanes(self, tenant: TenantId) -> Lanes:
        pairs = {(sample.value.kind, sample.value.field) for sample in self.samples(tenant)}
        pairs |= {(kind, field) for owner, kind, field in self._doors if owner == tenant}
        return Lanes(self.terms.automation, tuple(self._lane(tenant, *pair) for pair in sorted(pairs)))

    def draw(self, actor: Actor, seed: str, values: tuple[Candidate, ...]) -> tuple[Sample, ...]:
        known = {(sample.value.evidence, sample.value.field) for sample in self._samples.values()}
        if any((value.evidence, value.field) in known for value in values):
            raise Conflict("Some of these values were drawn before; draw again.")
        now = datetime.now(UTC)
        first = len(self._samples)
        drawn = tuple(
            Sample(id=f"smp_{first + place}", value=value, seed=seed, drawn=now) for place, value in enumerate(values)
        )
        self._samples.update({(actor.tenant, sample.id): sample for sample in drawn})
        for kind, name in sorted({(value.kind, value.field) for value in values}):
            count = sum((value.kind, value.field) == (kind, name) for value in values)
            self._enter(actor, Act(action="audit.drawn", on=lane_id(kind, name), new=str(count), reason=f"seed {seed}"))
        return drawn

    def samples(self, tenant: TenantId) -> tuple[Sample, ...]:
        return tuple(sample for (owner, _), sample in self._samples.items() if owner == tenant)

    def answer(self, actor: Actor, answers: tuple[Answer, ...]) -> tuple[Lane, ...]:
        named(actor.name)
        tenant = TenantId(actor.tenant)
        new = [answer for answer in answers if self._takes(actor, answer)]
        for answer in new:
            self._given.setdefault(answer.sample, []).append(Given(answer.value, actor.name))
            self._samples[tenant, answer.sample] = replace(self._samples[tenant, answer.sample], right=answer.right)
        values = (self._samples[tenant, answer.sample].value for answer in new)
        for kind, name in sorted({(value.kind, value.field) for value in values}):
            audited = self._lane(tenant, kind, name).audited
            told = f"{audited.n} answered, {audited.errors} wrong, {audited.waiting} waiting"
            self._enter(actor, Act(action="audit.answered", on=lane_id(kind, name), new=told))
        return self.close_failing(tenant)

    def open_lane(self, actor: Actor, kind: str, field: str, reason: str = "") -> Lane:
        may_open(self._lane(TenantId(actor.tenant), kind, field), actor.name)
        return self._turned(actor, (kind, field), Door.OPENED, reason)

    def close_lane(self, actor: Actor, kind: str, field: str, reason: str) -> Lane:
        named(actor.name)
        lane = self._lane(TenantId(actor.tenant), kind, field)
        if lane.door is not Door.OPENED:
            raise Conflict(f"{kind} {field} is not open: {lane.reason.en}.")
        return self._turned(actor, (kind, field), Door.CLOSED_BY_PERSON, reason)

    def close_failing(self, tenant: TenantId) -> tuple[Lane, ...]:
        actor = Actor(tenant=tenant, name="audit", role=PROGRAM)
        return tuple(
            self._turned(actor, (lane.audited.kind, lane.audited.field), Door.CLOSED_BY_AUDIT, lane.reason.en)
            for lane in self.lanes(tenant).known
            if lane.failing
        )

    def history(self, tenant: TenantId, kind: str, field: str) -> tuple[Entry, ...]:
        here = lane_id(kind, field)
        return tuple(entry for entry in self._entries if entry.actor.tenant == tenant and entry.act.on == here)

    def _lane(self, tenant: TenantId, kind: str, field: str) -> Lane:
        mine = [one.right for one in self.samples(tenant) if (one.value.kind, one.value.field) == (kind, field)]
        waiting, errors = mine.count(None), mine.count(False)
        audited = Audited(kind=kind, field=field, n=len(mine) - waiting, errors=errors, waiting=waiting)
        door, by, note = self._doors.get((tenant, kind, field), (Door.NEVER_OPENED, "", ""))
        return Lane(allowed=self.terms.automation.of(kind, field), audited=audited, door=door, by=by, note=note)

    def _takes(self, actor: Actor, answer: Answer) -> bool:
        if (actor.tenant, answer.sample) not in self._samples:
            raise Missing("There is no such sample, or another version read it; draw again.")
        before = self._given.get(answer.sample, [])
        return takes(before[-1] if before else None, Given(answer.value, actor.name))

    def _turned(self, actor: Actor, pair: tuple[str, str], door: Door, note: str = "") -> Lane:
        self._doors[actor.tenant, *pair] = (door, actor.name, note)
        lane = self._lane(TenantId(actor.tenant), *pair)
        ways = (LaneState.CLOSED, LaneState.OPEN) if door is Door.OPENED else (LaneState.OPEN, LaneState.CLOSED)
        reason = note or lane.reason.en
        self._enter(actor, Act(action=f"lane.{door}", on=lane_id(*pair), old=ways[0], new=ways[1], reason=reason))
        return lane

    def _enter(self, actor: Actor, act: Act) -> None:
        now = datetime.now(UTC)
        number, hashed = len(self._entries) + 1, body_hash(now, actor, act)
        self._entries.append(Entry(number=number, at=now, actor=actor, act=act, body_hash=hashed))
