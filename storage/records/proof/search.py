"""Claims found by what they are marked with and when they came, newest first, some at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from pipeline.evidence import ClaimId, TenantId
from pipeline.marks import MarkName
from storage.records.database import Database, Transaction
from storage.records.proof.search_tables import claim_marks
from storage.records.reviews.tables import decisions, reviews
from storage.records.schema import answers, claims, evidence

MOST_FOUND = 200
_MOST_VALUES = 300  # of one mark; whoever has more types them


@dataclass(frozen=True, slots=True)
class After:
    """A place in what was found: the rest is behind it."""

    at: datetime
    claim_id: ClaimId


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All of `marks` (name and value as kept) must be there; the claim was made from `since` until before `until`."""

    claim: ClaimId | None = None
    marks: tuple[tuple[MarkName, str], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    after: After | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim without anything of its papers; `outcome` was proposed, `verdict` decided; "" where not yet."""

    claim_id: ClaimId
    made: datetime
    changed: datetime
    files: int
    outcome: str
    state: str
    verdict: str


@dataclass(frozen=True, slots=True)
class FoundClaims:
    """`next` is where the rest begins; None at the end."""

    items: tuple[FoundClaim, ...]
    next: After | None


@dataclass(frozen=True, slots=True)
class Searching:
    """Every call names the tenant."""

    database: Database

    def find(self, tenant: TenantId, wish: Search) -> FoundClaims:
        """Newest first; at most MOST_FOUND at a time."""
        limit = max(1, min(wish.limit, MOST_FOUND))
        wanted = _told(tenant, _places(tenant, wish).limit(limit + 1))

        def work(tx: Transaction) -> FoundClaims:
            rows = tx.connection.execute(wanted).all()
            last = rows[limit - 1] if len(rows) > limit else None
            more = After(last.made_at, ClaimId(last.claim_id)) if last is not None else None
            return FoundClaims(tuple(map(_found, rows[:limit])), more)

        return self.database.read(work)

    def values(self, tenant: TenantId, name: MarkName) -> tuple[str, ...]:
        """Every value of a mark that is kept as it is, in order: each is one step in the index."""
        mine = (claim_marks.c.tenant == tenant) & (claim_marks.c.name == name.value)

        def work(tx: Transaction) -> tuple[str, ...]:
            found: list[str] = []
            while len(found) < _MOST_VALUES:
                rest = mine & (claim_marks.c.value > found[-1]) if found else mine
                wanted = select(claim_marks.c.value).where(rest).order_by(claim_marks.c.value).limit(1)
                one = tx.connection.execute(wanted).scalar_one_or_none()
                if one is None:
                    break
                found.append(one)
            return tuple(found)

        return self.database.read(work)


def _places(tenant: TenantId, wish: Search) -> Select[Any]:
    """Ids and times. The first mark leads, in the order of its index; all others are looked up beside it."""
    led = claim_marks.alias("led")
    table, at = (led, led.c.at) if wish.marks else (claims, claims.c.made_at)
    wanted = select(table.c.claim_id.label("claim_id"), at.label("at")).where(table.c.tenant == tenant)
    for place, (name, value) in enumerate(_rarest_first(wish.marks)):
        if place == 0:
            wanted = wanted.where(led.c.name == name.value, led.c.value == value)
            continue
        other = claim_marks.alias(f"other_{place}")
        same = and_(other.c.tenant == tenant, other.c.claim_id == led.c.claim_id)
        wanted = wanted.where(
            select(other.c.at).where(same, other.c.name == name.value, other.c.value == value).exists()
        )
    if wish.claim is not None:
        wanted = wanted.where(table.c.claim_id == wish.claim)
    if wish.since is not None:
        wanted = wanted.where(at >= wish.since)
    if wish.until is not None:
        wanted = wanted.where(at < wish.until)
    if wish.after is not None:
        wanted = wanted.where(_behind(wish.after, at, table.c.claim_id))
    return wanted.order_by(at.desc(), table.c.claim_id.desc())


def _behind(after: After, at: ColumnElement[Any], claim: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(at <= after.at, or_(at < after.at, claim < after.claim_id))


def _rarest_first(marks: tuple[tuple[MarkName, str], ...]) -> list[tuple[MarkName, str]]:
    """A number of a paper is on few claims, a version on most of them: so stand the names of marks."""
    ranks = list(MarkName)
    return sorted(marks, key=lambda one: ranks.index(one[0]))


def _told(tenant: TenantId, places: Select[Any]) -> Select[Any]:
    found = places.subquery("found")
    mine = and_(claims.c.tenant == tenant, claims.c.claim_id == found.c.claim_id)
    answered = and_(answers.c.tenant == tenant, answers.c.claim_id == claims.c.claim_id)
    reviewed = and_(reviews.c.tenant == tenant, reviews.c.claim_id == claims.c.claim_id)
    decided = and_(decisions.c.tenant == tenant, decisions.c.claim_id == claims.c.claim_id)
    came = select(func.count()).where(evidence.c.tenant == tenant, evidence.c.claim_id == claims.c.claim_id)
    files = came.correlate(claims).scalar_subquery()
    source = (
        found.join(claims, mine)
        .outerjoin(answers, answered & (answers.c.version == claims.c.answer))
        .outerjoin(reviews, reviewed)
        .outerjoin(decisions, decided & (decisions.c.version == reviews.c.decision))
    )
    told = (claims.c.claim_id, claims.c.made_at, claims.c.changed_at, files.label("files"))
    wanted = select(*told, answers.c.outcome, reviews.c.state, decisions.c.verdict).select_from(source)
    return wanted.order_by(claims.c.made_at.desc(), claims.c.claim_id.desc())


def _found(row: Any) -> FoundClaim:
    return FoundClaim(
        claim_id=ClaimId(row.claim_id),
        made=row.made_at,
        changed=row.changed_at,
        files=row.files,
        outcome=row.outcome or "",
        state=row.state or "",
        verdict=row.verdict or "",
    )
