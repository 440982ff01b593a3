"""What the tables and the ledger must have equally many of, thing by thing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, distinct, func, literal, select, union_all

from pipeline.ledger.reasons import PREFIX
from storage.records.keeping.schema import erasures, file_ends, holds, purges
from storage.records.keeping.subjects import living
from storage.records.people.schema import role_grants, users
from storage.records.proof.reason_tables import typed_reasons
from storage.records.reviews.tables import (
    decision_ends,
    decisions,
    feedback,
    payouts,
    review_notes,
    review_pauses,
    reviews,
    second_looks,
)
from storage.records.schema import (
    answers,
    api_keys,
    audit_answers,
    audit_samples,
    claims,
    corrections,
    endpoints,
    entries,
    records,
    signers,
)

_OBJECT: ColumnElement[Any] = entries.c.object
_CLAIM: ColumnElement[Any] = entries.c.tenant + "/" + entries.c.object  # a claim is called so within its tenant alone
_LANE = (audit_samples.c.tenant + "/lane/" + audit_samples.c.kind + "/" + audit_samples.c.field).label("lane")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Rows as `held` names and counts them, and entries as `told` does; `of` and `called` are for people."""

    of: str
    called: str
    held: Select[Any]
    told: Select[Any]


def unpaired(pair: Pair) -> Select[Any]:
    """Thing, number of entries and of rows, where the two are not equal."""
    both = union_all(pair.told, pair.held).subquery()
    thing, told, held = both.c
    sums = func.coalesce(func.sum(told), 0), func.coalesce(func.sum(held), 0)
    return select(thing, *sums).group_by(thing).having(sums[0] != sums[1])


def _rows(thing: ColumnElement[Any], which: ColumnElement[bool] | None = None, number: Any = None) -> Select[Any]:
    """So many rows of each thing, or what `number` makes of them."""
    found = select(thing.label("thing"), literal(0).label("told"), (func.count() if number is None else number))
    return (found if which is None else found.where(which)).group_by(thing)


def _entries(thing: ColumnElement[Any], *actions: str, back: str = "") -> Select[Any]:
    """So many entries on each thing; those of the action `back` take one away again."""
    number: ColumnElement[Any] = func.sum(case((entries.c.action == back, -1), else_=1)) if back else func.count()
    mine = entries.c.action.in_([*actions, *([back] if back else [])])
    return select(thing.label("thing"), number.label("told"), literal(0).label("held")).where(mine).group_by(thing)


def _seen(thing: ColumnElement[Any], *actions: str) -> Select[Any]:
    """One for each thing with such entries, however many: what may be said again."""
    once = func.count(distinct(entries.c.object)).label("told")
    return (
        select(thing.label("thing"), once, literal(0).label("held"))
        .where(entries.c.action.in_(actions))
        .group_by(thing)
    )


def _claim(table: Table) -> ColumnElement[Any]:
    return table.c.tenant + "/" + table.c.claim_id


def _of_claims() -> Iterator[Pair]:
    """What is said of one claim; only grows, and outlives its erasure."""
    made, facts = _rows(_claim(claims)), _rows(_claim(claims), number=func.sum(claims.c.version))
    yield Pair(of="claim", called="its beginning", held=made, told=_entries(_CLAIM, "claim.made"))
    yield Pair(of="claim", called="its facts", held=facts, told=_entries(_CLAIM, "claim.stated"))
    for called, action, table in (
        ("answers", "claim.answered", answers),
        ("decisions", "review.decided", decisions),
        ("pay results", "payout.told", payouts),
        ("customers' words", "feedback.said", feedback),
    ):
        yield Pair(of="claim", called=called, held=_rows(_claim(table)), told=_entries(_CLAIM, action))
    by_person = decision_ends.c.by.like("user:%")  # else a newer answer took it back, which has an entry of its own
    undone, look, about = decision_ends.c.how == "undone", second_looks.c.said, review_notes.c.about
    for called, action, table, which in (
        ("decisions told", "review.told", decision_ends, decision_ends.c.how == "sent"),
        ("decisions taken back", "review.undone", decision_ends, undone & by_person),
        ("decisions confirmed", "review.confirmed", second_looks, look == "confirmed"),
        ("decisions handed back", "review.handed_back", second_looks, look == "returned"),
        ("reasons to pass it on", "review.escalated", review_notes, about == "escalated"),
        ("reasons to open it again", "review.reopened", review_notes, about == "reopened"),
        ("explanations", "review.explained", review_notes, about == "explained"),
    ):
        yield Pair(of="claim", called=called, held=_rows(_claim(table), which), told=_entries(_CLAIM, action))


def _of_reviews() -> Iterator[Pair]:
    """What may go with a claim that is erased."""
    own = claims.c.tenant + "/" + claims.c.claim_id
    there = select(own).where(living(claims.c.subject))
    ended = review_pauses.c.ended_at.is_not(None)
    for called, action, table, which in (
        ("reviews", "review.opened", reviews, None),
        ("questions to the customer", "review.customer_asked", review_pauses, None),
        ("answers of the customer", "review.resumed", review_pauses, ended),
    ):
        mine = _claim(table).in_(there)
        held = _rows(_claim(table), mine if which is None else mine & which)
        erased = select(own).where(~living(claims.c.subject))
        yield Pair(of="claim", called=called, held=held, told=_entries(_CLAIM, action).where(_CLAIM.not_in(erased)))


def _of_evidence() -> Iterator[Pair]:
    read = ("evidence.settle", "evidence.refuse", "evidence.quarantine")
    for called, column, actions in (
        ("records", records.c.evidence, read),
        ("corrections", corrections.c.evidence, ("evidence.corrected",)),
        ("ends of its file", file_ends.c.evidence, ("evidence.file_ended",)),
    ):
        yield Pair(of="evidence", called=called, held=_rows(column), told=_entries(_OBJECT, *actions))


def _of_people() -> Iterator[Pair]:
    """Who may do what, and by which key."""
    grants, off = _rows(role_grants.c.user), _rows(users.c.id, users.c.off_at.is_not(None))
    roles = _entries(_OBJECT, "role.granted", "role.proposed", back="role.revoked")
    yield Pair(of="user", called="its beginning", held=_rows(users.c.id), told=_entries(_OBJECT, "user.made"))
    yield Pair(of="user", called="roles", held=grants, told=roles)
    yield Pair(of="user", called="being off", held=off, told=_entries(_OBJECT, "user.off", back="user.on"))
    revoked = _rows(api_keys.c.id, api_keys.c.revoked_at.is_not(None))
    yield Pair(of="key", called="its beginning", held=_rows(api_keys.c.id), told=_entries(_OBJECT, "key.made"))
    yield Pair(of="key", called="its end", held=revoked, told=_entries(_OBJECT, "key.revoked"))
    disabled = _rows(endpoints.c.id, endpoints.c.disabled_at.is_not(None))
    made = _entries(_OBJECT, "endpoint.made")
    yield Pair(of="webhook", called="its beginning", held=_rows(endpoints.c.id), told=made)
    yield Pair(of="webhook", called="its end", held=disabled, told=_seen(_OBJECT, "endpoint.disabled"))
    yield Pair(of="signer", called="it", held=_rows(signers.c.key), told=_entries(entries.c.new, "signer.named"))


def _of_keeping() -> Iterator[Pair]:
    """Two persons erase and hold."""
    old, new = entries.c.old, entries.c.new
    for called, action, named, which in (
        ("proposals", "erasure.proposed", new, None),
        ("confirmations", "erasure.confirmed", new, erasures.c.confirmed_at.is_not(None)),
        ("withdrawals", "erasure.withdrawn", old, erasures.c.withdrawn_at.is_not(None)),
        ("destroyed keys", "subject.erased", new, erasures.c.facts.is_not(None)),
        ("certificates", "erasure.done", new, erasures.c.done_at.is_not(None)),
    ):
        yield Pair(of="erasure", called=called, held=_rows(erasures.c.id, which), told=_entries(named, action))
    for called, action, named, which in (
        ("placing", "hold.placed", new, None),
        ("confirmations", "hold.confirmed", new, holds.c.confirmed_at.is_not(None)),
        ("lifting", "hold.lifted", old, holds.c.lifted_at.is_not(None)),
    ):
        yield Pair(of="hold", called=called, held=_rows(holds.c.id, which), told=_entries(named, action))
    typed = entries.c.content.is_not(None) & entries.c.reason.startswith(f"{PREFIX}_", autoescape=True)
    once = select(entries.c.reason.label("thing"), literal(1).label("told"), literal(0).label("held"))
    told = once.where(typed).group_by(entries.c.reason)  # who agrees to an asking points to the words of that
    yield Pair(of="reason", called="it", held=_rows(typed_reasons.c.id), told=told)
    yield Pair(of="purge", called="certificates", held=_rows(purges.c.id), told=_entries(_OBJECT, "purge.done"))


def _of_audits() -> Iterator[Pair]:
    """A draw is one entry a lane, and so is a call with answers: their moments are counted, not their rows."""
    drawn = select(_LANE, audit_samples.c.drawn_at.label("at"), audit_samples.c.seed.label("by")).distinct().subquery()
    said = select(_LANE, audit_answers.c.at, audit_answers.c.by)
    said = said.join(audit_answers, audit_answers.c.sample == audit_samples.c.id).distinct()
    for called, action, moments in (
        ("draws", "audit.drawn", drawn),
        ("answers", "audit.answered", said.subquery()),
    ):
        yield Pair(of="lane", called=called, held=_rows(moments.c.lane), told=_entries(_CLAIM, action))


PAIRS = (*_of_claims(), *_of_reviews(), *_of_evidence(), *_of_people(), *_of_keeping(), *_of_audits())
