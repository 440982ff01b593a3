"""How long people had claims before they decided, by the ledger; and how many values they looked at meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from pipeline.evidence import TenantId
from storage.records.database import Transaction
from storage.records.schema import corrections, entries, evidence

_AT_ONCE = 400  # claims one statement asks for
_BEGINS = ("review.taken", "review.taken_over")


def holdings(tx: Transaction, tenant: TenantId, decided: Sequence[Row[Any]]) -> Mapping[tuple[str, int], float]:
    """Seconds from the last time its person took the claim to each decision (columns claim_id, version, by, at)."""
    taken: dict[tuple[str, str], list[datetime]] = {}
    for some in _some(sorted({row.claim_id for row in decided})):
        mine = (entries.c.tenant == tenant) & entries.c.object.in_(some) & entries.c.action.in_(_BEGINS)
        wanted = select(entries.c.object, entries.c.actor, entries.c.at).where(mine).order_by(entries.c.number)
        for thing, actor, at in tx.connection.execute(wanted):
            taken.setdefault((thing, actor), []).append(at)
    found: dict[tuple[str, int], float] = {}
    for row in decided:
        before = [at for at in taken.get((row.claim_id, row.by), ()) if at <= row.at]
        if before:
            found[row.claim_id, row.version] = (row.at - before[-1]).total_seconds()
    return found


def fields_looked_at(tx: Transaction, tenant: TenantId, wanted: Sequence[str]) -> Mapping[tuple[str, str], int]:
    """Values of a claim's papers that a person changed or confirmed, by claim and person."""
    found: dict[tuple[str, str], int] = {}
    for some in _some(sorted(set(wanted))):
        joined = corrections.join(evidence, evidence.c.id == corrections.c.evidence)
        told = (evidence.c.claim_id, corrections.c.by)
        mine = (corrections.c.tenant == tenant) & evidence.c.claim_id.in_(some)
        counted = select(*told, func.count()).select_from(joined).where(mine).group_by(*told)
        found |= {(claim, by): int(count) for claim, by, count in tx.connection.execute(counted)}
    return found


def _some(all_of_them: Sequence[str]) -> Iterable[Sequence[str]]:
    return (all_of_them[at : at + _AT_ONCE] for at in range(0, len(all_of_them), _AT_ONCE))
