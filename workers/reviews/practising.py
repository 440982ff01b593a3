"""The review desk with tasks whose answer is known among the claims: on the same pages, and nothing of it goes out."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.corrections import Change, Correction, Stands, as_text, said_again, stands
from pipeline.errors import Conflict, Forbidden, Missing, WrongUse
from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.fields import ValueType
from pipeline.findings import Reason
from pipeline.people.reviewers import Reviewer, Right
from pipeline.people.roles import Role
from pipeline.review.blocking import FirstLook, Second, blocks, seconds
from pipeline.review.clock import Pause, Promise, last_day
from pipeline.review.decisions import UNDO, Decision, Ruling, StaleAnswer
from pipeline.review.drafts import Draft, SavedDraft, Seen, StaleDraft, Verdict
from pipeline.review.items import Answered, answered, needs
from pipeline.review.practice import MOST_PER_HUNDRED, Ended, Said, Task, Value, compared, renamed
from pipeline.review.reviews import LOCK, Beat, Lock, Review, ReviewState
from pipeline.trust.audits import field_of
from pipeline.typed_values import told
from storage.records.claims.answers import ReadFile
from storage.records.reviews.practice import Practice
from storage.records.reviews.queue import Queue, QueueWish, Whose
from storage.records.reviews.turns import Ask
from workers.reviews.case import ReviewCase
from workers.reviews.corrections import CorrectionWish, StaleValue
from workers.reviews.opening import brief_of, labels, named_files, policy_of, statement_of, today
from workers.reviews.practice_answers import answered_anew
from workers.reviews.reviewing import Blocked, CustomerHistory, OpenReview, Reviewing, Weighing


@dataclass(frozen=True, slots=True)
class Practising(Reviewing):
    """Whatever is asked about a task is answered here, whatever about a claim as ever."""

    @property
    def practice(self) -> Practice:
        return Practice(self.stores.database, self.stores.master)

    def choose_rate(self, person: Reviewer, per_hundred: int) -> None:
        """How many of a hundred claims somebody takes are such tasks. Raises WrongUse for what is none or too many."""
        person.need(Right.CONFIRM_HIGH)
        if not 0 <= per_hundred <= MOST_PER_HUNDRED:
            raise WrongUse(f"Give a number from 0 to {MOST_PER_HUNDRED}.")
        self.practice.choose_rate(person.actor, per_hundred)

    def seed(self, person: Reviewer) -> None:
        """Before somebody takes the next claim: by chance one they never saw stands before it, under a new number."""
        tenant = TenantId(person.tenant)
        if random.randrange(100) >= self.practice.rate(tenant):  # noqa: S311 - nothing secret hangs on it
            return
        source = self.practice.source_for(tenant, person.name)
        if source is None or self.practice.waiting(tenant, person.name):
            return
        first = next(iter(Reviewing.queue(self, person, QueueWish(limit=1)).items), None)
        self.practice.make(tenant, person.name, source, first.start if first else today())

    def queue(self, person: Reviewer, wish: QueueWish) -> Queue:
        """With this person's own tasks where they would stand."""
        found = Reviewing.queue(self, person, wish)
        mine = tuple(self._waiting(person, wish)) if person.may(Right.REVIEW) else ()
        return Queue((*mine, *found.items), found.next)

    def take(self, person: Reviewer, claim: ClaimId) -> OpenReview:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.take(self, person, claim)
        if task.ended is not None:
            raise Conflict("This claim is decided; open it again with a reason to change that.")
        self.practice.hold(task)
        return self.look(person, claim)

    def look(self, person: Reviewer, claim: ClaimId) -> OpenReview:
        task = self._task(person, claim)
        return Reviewing.look(self, person, claim) if task is None else self._opened_task(task)

    def heartbeat(self, person: Reviewer, claim: ClaimId) -> Beat:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.heartbeat(self, person, claim)
        return Beat(task.held is not None, task.answer, task.version)

    def news(self, person: Reviewer, claim: ClaimId, answer: int) -> bool:
        task = self._task(person, claim)
        return task is None and Reviewing.news(self, person, claim, answer)

    def release(self, person: Reviewer, claim: ClaimId) -> None:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.release(self, person, claim)
        return self.practice.let_go(task)

    def escalate(self, person: Reviewer, claim: ClaimId, reason: str) -> None:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.escalate(self, person, claim, reason)
        return self._end(task, task.said, Ended.PASSED)

    def ask_customer(self, person: Reviewer, claim: ClaimId, message: Reason | None = None) -> Ask:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.ask_customer(self, person, claim, message)
        self._end(task, task.said, Ended.ASKED)
        asked = message or Reason("", "")
        return Ask(number=1, by=person.name, at=task.read, message=asked, ended=None)

    def save_draft(self, person: Reviewer, claim: ClaimId, draft: Draft, seen: Seen) -> SavedDraft:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.save_draft(self, person, claim, draft, seen)
        stands_now = _draft(task)
        if seen.draft != task.version and not (stands_now and stands_now.draft == draft):
            raise StaleDraft(stands_now, draft)
        version = self.practice.keep(task, replace(task.said, draft=draft))
        return SavedDraft(by=person.name, at=task.read, version=version, answer=task.answer, draft=draft)

    def correct(self, person: Reviewer, claim: ClaimId, wish: CorrectionWish) -> Correction:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.correct(self, person, claim, wish)
        case = self._case_of(task)
        file = next((one for one in case.files.values() if one.id == wish.evidence), None)
        if file is None or task.held is None:
            raise Conflict("You do not have this claim; take it first. Your draft is kept.")
        now = stands(file.record, 0, case.corrected.get(file.id, ()), wish.field)
        change = self._change(file.record, now, wish)
        again = said_again(now, task.said.corrections, change, person.name)
        if again is not None:
            return again
        if now.value != wish.seen:
            raise StaleValue(now, change.new)
        kept = Correction(id=f"cor_{len(task.said.corrections) + 1}", change=change, by=person.name, at=task.read)
        self.practice.keep(task, replace(task.said, corrections=(*task.said.corrections, kept)))
        return kept

    def keyed(self, person: Reviewer, claim: ClaimId, key: str) -> Decision | None:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.keyed(self, person, claim, key)
        return next((one for one in _decisions(task) if task.said.key == key), None)

    def first_look(self, person: Reviewer, claim: ClaimId, version: int, correctors: frozenset[str]) -> FirstLook:
        task = self._task(person, claim)
        if task is None or task.said.ruling is None:
            return Reviewing.first_look(self, person, claim, version, correctors)
        verdict = task.said.ruling.verdict
        return FirstLook(by=person.name, verdict=verdict, because=task.said.because, correctors=correctors)

    def weigh(self, person: Reviewer, claim: ClaimId, draft: Draft) -> Weighing:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.weigh(self, person, claim, draft)
        case = self._case_of(task)
        weighed = case.weighed(draft, self.kinds)
        return Weighing(blocks(weighed), seconds(weighed, person, case.correctors))

    def decide(self, person: Reviewer, claim: ClaimId, saved: SavedDraft, key: str) -> Decision:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.decide(self, person, claim, saved, key)
        if task.ended is not None or task.held is None:
            raise Conflict("This claim is not open any more; look at it again.")
        if saved.answer != task.answer:
            raise StaleAnswer(saved.answer, task.answer)
        case = self._case_of(task)
        weighed = case.weighed(saved.draft, self.kinds)
        if found := blocks(weighed):
            raise Blocked(found)
        because: tuple[Second, ...] = seconds(weighed, person, case.correctors)
        ruling = self.ruled(person, claim, saved.draft, case)
        self._end(task, replace(task.said, draft=saved.draft, ruling=ruling, because=because, key=key), Ended.DECIDED)
        return Decision(version=1, ruling=ruling, by=person.name, at=task.read, because=because)

    def preview(self, person: Reviewer, claim: ClaimId, draft: Draft) -> Ruling:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.preview(self, person, claim, draft)
        if draft.verdict is None:
            raise WrongUse("Choose what is decided first.")
        return self.ruled(person, claim, draft, self._case_of(task))

    def undo(self, person: Reviewer, claim: ClaimId, version: int) -> None:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.undo(self, person, claim, version)
        if task.ended is None or not (task.said.because or task.read < task.ended + UNDO):
            raise Conflict("It is too late to take this back; open the claim again with a reason to change it.")
        return self.practice.reopen(task)

    def reopen(self, person: Reviewer, claim: ClaimId, reason: str) -> None:
        if self._task(person, claim) is not None:
            raise Conflict("This claim is closed.")
        Reviewing.reopen(self, person, claim, reason)

    def history(self, person: Reviewer, claim: ClaimId) -> CustomerHistory:
        task = self._task(person, claim)
        if task is None:
            return Reviewing.history(self, person, claim)
        found = Reviewing.history(self, person, task.source)
        own = _state(task).value
        past = tuple(
            replace(one, claim_id=claim, state=own, verdict=None, decided=None) if one.claim_id == task.source else one
            for one in found.past
        )
        return replace(found, past=past)

    def _task(self, person: Reviewer, claim: ClaimId) -> Task | None:
        return self.practice.find(TenantId(person.tenant), person.name, claim)

    def _waiting(self, person: Reviewer, wish: QueueWish) -> Iterator[Review]:
        """Tasks that the wish would show; on the first page, for they stand before what waits."""
        if wish.after is not None or (wish.states and ReviewState.WAITING not in wish.states):
            return
        for task in self.practice.waiting(TenantId(person.tenant), person.name):
            if wish.whose is Whose.MINE and task.held is None:
                continue
            try:
                review = self._opened_task(task).review
            except (Missing, Conflict):
                continue
            fits = wish.reason in (None, review.reason) and wish.outcome in (None, review.outcome)
            if fits and (wish.due_by is None or review.due <= wish.due_by):
                yield review

    def _case_of(self, task: Task) -> ReviewCase:
        corrected: dict[EvidenceId, tuple[Correction, ...]] = {}
        for one in task.said.corrections:
            corrected[one.change.evidence] = (*corrected.get(one.change.evidence, ()), one)
        terms, given = self.campaigns.terms(task.tenant), self.practice.answer(task)
        body = answered_anew(self.stores, terms, task, given, corrected)
        given = replace(given, body=renamed(body, task.source, task.claim_id))
        source = self.reviews.find(task.tenant, task.source)
        answer, said = answered(given.version, True, given.body), statement_of(self.stores, source)
        files = named_files(given.body, self.stores.answers.files(task.tenant, task.source))
        return ReviewCase(
            answer=_without(answer, files, corrected),
            body=given.body,
            statement=said.statement if said else None,
            policy=policy_of(terms, said, answer),
            files=files,
            corrected={file.id: corrected.get(file.id, ()) for file in files.values()},
        )

    def _opened_task(self, task: Task) -> OpenReview:
        if task.how is Ended.PASSED:
            raise Forbidden("This claim was passed to a senior reviewer.")
        case, source = self._case_of(task), self.reviews.find(task.tenant, task.source)
        records = {name: file.record for name, file in case.files.items()}
        promise = Promise(task.start, source.workdays, self.calendar(task.tenant))
        state, draft = _state(task), _draft(task)
        decided = state in (ReviewState.SECOND, ReviewState.DECIDED)
        review = replace(
            source,
            claim_id=task.claim_id,
            state=state,
            version=task.version + 1,
            answer=task.answer,
            level=Role.REVIEWER,
            outcome=case.answer.outcome.value,
            opened=task.made,
            start=task.start,
            due=last_day(promise, ()),
            brief=brief_of(statement_of(self.stores, source), case.answer, records),
            read=task.read,
            lock=Lock(task.person, task.held, task.read + LOCK) if task.held else None,
            decision=1 if decided else None,
            goes=_goes(task),
            explain=None,
            pauses=(Pause(today()),) if state is ReviewState.ASKED else (),
        )
        return OpenReview(
            review=review,
            clock=self.clock(review),
            needs=needs(case.answer, records, labels()),
            case=case,
            drafts=(draft,) if draft and not decided else (),
            asks=(),
            notes=(),
            decisions=_decisions(task),
            task=task,
        )

    def _change(self, record: Mapping[str, object], now: Stands, wish: CorrectionWish) -> Change:
        kind = self.kinds.get(now.kind)
        spec = next((one for one in kind.fields if one.name == wish.field), None) if kind else None
        if spec is None or spec.type is ValueType.ROWS:
            raise WrongUse("This paper has no such value that could be put right by itself.")
        return Change(
            evidence=wish.evidence,
            record=now.record,
            kind=now.kind,
            field=wish.field,
            read=as_text(field_of(record, wish.field).get("value")),
            old=wish.seen,
            new=told(wish.value, spec),
            box=wish.box or now.box,
            crop="",
            after=now.correction,
        )

    def _end(self, task: Task, said: Said, how: Ended) -> None:
        """It is over, and compared with what was decided of the claim it shows, and what people read on its papers."""
        decided = self.decisions.told(task.tenant, task.source)
        verdict = next((one.ruling.verdict for one in decided if one.version == task.decision), Verdict.REFUSE)
        known, read = dict[Value, str | None](), dict[Value, str | None]()
        for file in self._case_of(task).files.values():
            kept = self.stores.corrections.of(task.tenant, file.id)
            doubted = file.record.get("needs_person")
            names = {*(map(str, doubted) if isinstance(doubted, list) else ()), *(one.change.field for one in kept)}
            for name in names:
                if isinstance(field_of(file.record, name).get("value"), list):
                    continue
                known[file.id, name] = stands(file.record, 0, kept, name).value
                read[file.id, name] = stands(file.record, 0, (), name).value
        self.practice.end(task, said, how, compared(said, (how, verdict), known, read))


def _state(task: Task) -> ReviewState:
    if task.how is Ended.ASKED:
        return ReviewState.ASKED
    if task.how is None:
        return ReviewState.WAITING
    return ReviewState.SECOND if task.said.because else ReviewState.DECIDED


def _goes(task: Task) -> datetime | None:
    """When it would be told; None once it was."""
    due = task.ended + UNDO if task.ended and _state(task) is ReviewState.DECIDED else None
    return due if due and task.read < due else None


def _draft(task: Task) -> SavedDraft | None:
    if not task.version:
        return None
    return SavedDraft(by=task.person, at=task.read, version=task.version, answer=task.answer, draft=task.said.draft)


def _decisions(task: Task) -> tuple[Decision, ...]:
    said = task.said
    if said.ruling is None or task.ended is None:
        return ()
    goes = None if said.because else task.ended + UNDO
    return (Decision(version=1, ruling=said.ruling, by=task.person, at=task.ended, because=said.because, goes=goes),)


def _without(
    answer: Answered, files: Mapping[str, ReadFile], corrected: Mapping[EvidenceId, tuple[Correction, ...]]
) -> Answered:
    """Values that this person put right are not open any more."""
    seen = {(name, one.change.field) for name, file in files.items() for one in corrected.get(file.id, ())}
    return replace(answer, open_fields=tuple(one for one in answer.open_fields if one not in seen))
