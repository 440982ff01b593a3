"""`proofdesk policy try`: past claims under other terms, and which answers would change."""

import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from app.installation import existing
from app.showing.safe import json_line, visible
from pipeline.evidence import TenantId
from workers.policies.campaigns import Campaigns
from workers.policies.file import versions
from workers.policies.replaying import Replay, Replaying, Short
from workers.policies.terms import Terms

SAME, CHANGED = 0, 1


def tried(files: Sequence[str], *, data: str | None, tenant: str, as_json: bool) -> int:
    """Exit status 0 when no answer would change, 1 when one would, 2 for a policy that is refused."""
    terms = Terms(tuple(one.policy for one in versions(files)))
    stores = existing(data)
    try:
        in_force = Campaigns.checked(stores.settings.places.policy).terms(TenantId(tenant))
        every = list(Replaying(stores, TenantId(tenant), in_force, terms).every())
    finally:
        stores.close()
    changed = [one for one in every if one.changes]
    for one in changed:
        sys.stdout.write(json_line(_object(one)) + "\n" if as_json else "".join(f"{line}\n" for line in _lines(one)))
    moves = Counter(f"{one.before.outcome} → {one.after.outcome}" for one in changed if _moved(one))
    told = "".join(f", {count} {move}" for move, count in sorted(moves.items()))
    sys.stderr.write(f"{len(every)} claims: {len(changed)} answers would change{told}.\n")
    return CHANGED if changed else SAME


def _moved(one: Replay) -> bool:
    return one.before.outcome != one.after.outcome


def _lines(one: Replay) -> list[str]:
    before, after = one.before, one.after
    lines = [visible(one.claim_id)]
    lines += [f"  outcome: {before.outcome} → {after.outcome}"] if _moved(one) else []
    lines += [f"  amount: {_sum(before)} → {_sum(after)}"] if before.amount != after.amount else []
    fresh, gone = set(after.failed) - set(before.failed), set(before.failed) - set(after.failed)
    lines += [f"  now fails: {', '.join(sorted(fresh))}"] if fresh else []
    lines += [f"  no longer fails: {', '.join(sorted(gone))}"] if gone else []
    return lines


def _sum(short: Short) -> str:
    return "open" if short.amount is None else f"{short.amount.quantize(Decimal('0.01'))}"


def _object(one: Replay) -> dict[str, object]:
    return {"claim_id": one.claim_id, "before": _short(one.before), "after": _short(one.after)}


def _short(short: Short) -> dict[str, object]:
    amount = None if short.amount is None else _sum(short)
    failed = list(short.failed)
    return {"outcome": short.outcome, "refundable_amount": amount, "failed": failed, "policy": short.policy}
