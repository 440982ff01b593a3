"""Counts of the evidence of one tenant; nothing here opens what is sealed, and nothing is changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Executable, Select, case, func, select, type_coerce

from pipeline.assemblies import ASSEMBLED
from pipeline.evidence import TenantId
from pipeline.figures import Arrived, Ended, Span, Stay
from pipeline.lifecycle import ENDS, WAITING, EvidenceState
from storage.records.database import Database
from storage.records.schema import entries, evidence

T = TypeVar("T")

_HOUR = 3_600_000_000  # microseconds
_STATES = (*sorted(WAITING), EvidenceState.READING)


@dataclass(frozen=True, slots=True)
class Figures:
    """Each is one statement over what arrived in a span."""

    database: Database

    def arrivals(self, tenant: TenantId, span: Span) -> tuple[Arrived, ...]:
        """By hour, those without any left out."""
        hour = type_coerce(evidence.c.received_at, BigInteger) // _HOUR
        mine = sent_in(tenant, span)
        wanted = select(hour.label("hour"), func.count()).where(mine).group_by(hour).order_by(hour)
        return self._rows(wanted, lambda row: Arrived(_moment(int(row[0]) * _HOUR), int(row[1])))

    def ends(self, tenant: TenantId, span: Span) -> tuple[Ended, ...]:
        """What became of it, as it stands now."""
        told = (evidence.c.kind, evidence.c.state, evidence.c.route, evidence.c.code)
        mine = sent_in(tenant, span) & evidence.c.state.in_([*ENDS])
        wanted = select(*told, func.count()).where(mine).group_by(*told)
        return self._rows(
            wanted, lambda row: Ended(kind=row[0], state=row[1], route=row[2], code=row[3], count=int(row[4]))
        )

    def stays(self, tenant: TenantId, span: Span) -> tuple[Stay, ...]:
        """How long it stood in each state, by the entries of its changes; what still stands there is left out."""
        return self._rows(_stays(tenant, span), _stay)

    def channels(self, tenant: TenantId) -> tuple[str, ...]:
        """Every channel anything ever came by."""
        mine = (evidence.c.tenant == tenant) & (evidence.c.media_type != ASSEMBLED)
        return self._rows(
            select(evidence.c.channel).where(mine).distinct().order_by(evidence.c.channel), lambda row: str(row[0])
        )

    def _rows(self, wanted: Executable, told: Callable[[Any], T]) -> tuple[T, ...]:
        return self.database.read(lambda tx: tuple(told(row) for row in tx.connection.execute(wanted)))


def sent_in(tenant: TenantId, span: Span) -> ColumnElement[bool]:
    """What others sent: documents that we put together from it count once, as their files."""
    mine = (evidence.c.tenant == tenant) & (evidence.c.media_type != ASSEMBLED)
    mine &= (evidence.c.received_at >= span.start) & (evidence.c.received_at < span.end)
    return mine & (evidence.c.channel == span.channel) if span.channel else mine


def _stays(tenant: TenantId, span: Span) -> Select[Any]:
    """Each state lasts from its entry to the next one of the same file."""
    at = type_coerce(entries.c.at, BigInteger)
    after = func.lead(at).over(partition_by=entries.c.object, order_by=entries.c.number)
    moves = select(entries.c.new.label("state"), (after - at).label("long"))
    moves = moves.join(evidence, evidence.c.id == entries.c.object)
    states = [state.value for state in EvidenceState]
    held = moves.where(sent_in(tenant, span), entries.c.action.like("evidence.%"), entries.c.new.in_(states)).subquery()
    rank = func.cume_dist().over(partition_by=held.c.state, order_by=held.c.long)
    ranked = select(held, rank.label("rank"))
    known = ranked.where(held.c.long.is_not(None), held.c.state.in_([*_STATES])).subquery()
    return select(
        known.c.state,
        func.count(),
        func.min(case((known.c.rank >= 0.5, known.c.long))),
        func.min(case((known.c.rank >= 0.9, known.c.long))),
    ).group_by(known.c.state)


def _stay(row: Any) -> Stay:
    half, most = (timedelta(microseconds=int(each)) for each in row[2:])
    return Stay(state=row[0], n=int(row[1]), half=half, most=most)


def _moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
