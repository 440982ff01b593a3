"""What is doubtful in policies that can be taken: each warning with its file and line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

from pipeline.uscc import valid
from workers.policies.faults import Fault
from workers.policies.file import Written
from workers.policies.public_days import announced
from workers.policies.rights import Doubt, rights
from workers.policies.toml import ClaimedTable

_DAY = timedelta(days=1)


def doubts(versions: Sequence[Written]) -> tuple[Fault, ...]:
    """Every warning about these versions and what lies between them, by file and line."""
    found = [_placed(written, one) for written in versions for one in (*rights(written), *_gaps(written))]
    found += _between(versions)
    return tuple(sorted(found, key=lambda fault: (fault.file, fault.line)))


def _placed(written: Written, warning: Doubt) -> Fault:
    key, message = warning
    return Fault(str(written.file), written.line(*key), message)


def _gaps(written: Written) -> Iterator[Doubt]:
    yield from _too_late(written)
    yield from _years(written)
    yield from _products(written)
    yield from _merchants(written)


def _too_late(written: Written) -> Iterator[Doubt]:
    """Use and test must fit into the window, or nobody can ever claim."""
    policy = written.policy
    window, cycles = policy.refund_window_days, policy.usage_cycles_required
    for cycle in {policy.cycle_days, *(product.cycle_days for product in policy.products)}:
        if window is not None and cycles is not None and cycle is not None and cycles * cycle > window:
            yield (
                ("refund_window_days",),
                (
                    f"{cycles} × {cycle} days of use are longer than the window of {window} days: nobody could claim "
                    "in time. Give more days, or ask for fewer cycles"
                ),
            )
    if cycles is not None and policy.cycle_days is None and not any(one.cycle_days for one in policy.products):
        yield ("usage_cycles_required",), "nobody knows how long a cycle is; write cycle_days"


def _years(written: Written) -> Iterator[Doubt]:
    """Years whose public holidays nobody has announced to us, and which the policy does not list itself."""
    table = written.table
    days = [day for day in (table.effective_from, table.effective_to, table.campaign_start, table.campaign_end) if day]
    if not days:
        return
    last = max(days) + timedelta(days=table.refund_window_days or 0)
    listed = {day.year for day in (*table.calendar.holidays, *table.calendar.workdays)}
    for year in range(min(days).year, last.year + 1):
        if year not in listed and not announced(table.calendar.country, year):
            yield (
                ("calendar",),
                (
                    f"the public holidays of {year} are not known; deadlines in it count weekends only. List them "
                    "under [calendar]"
                ),
            )


def _products(written: Written) -> Iterator[Doubt]:
    products = written.table.products
    names = Counter(name for product in products for name in {product.name, *product.aliases})
    for number, product in enumerate(products):
        shared = next((name for name in (product.name, *product.aliases) if names[name] > 1), None)
        if shared:
            yield ("products", number, "name"), f"two products are called {shared}; nobody could tell which was bought"
        for one, other in combinations(product.claimed, 2):
            if one.indicator == other.indicator and _overlap(one, other):
                yield (
                    ("products", number, "claimed"),
                    f"two promises about {one.indicator} were published at once; end the older with published_to",
                )
    if not products:
        yield ("products",), "no product is listed: everything takes part, and no promised effect is known"


def _overlap(one: ClaimedTable, other: ClaimedTable) -> bool:
    first = max(one.published_from or date.min, other.published_from or date.min)
    return first <= min(one.published_to or date.max, other.published_to or date.max)


def _merchants(written: Written) -> Iterator[Doubt]:
    for number, merchant in enumerate(written.table.merchants):
        if merchant.uscc and not valid(merchant.uscc):
            message = f"{merchant.uscc} is no unified social credit code: its check character does not fit; look again"
            yield ("merchants", number, "uscc"), message
    if not written.table.merchants:
        yield ("merchants",), "no merchant is listed: whose shop a receipt or an invoice comes from is not checked"


def _between(versions: Iterable[Written]) -> Iterator[Fault]:
    """Days of purchase between two versions that no version governs."""
    ordered = sorted(versions, key=lambda one: one.policy.effective_from or date.min)
    for one, other in pairwise(ordered):
        last, first = one.policy.effective_to, other.policy.effective_from
        if last is not None and first is not None and last + _DAY < first:
            message = f"no version governs purchases from {last + _DAY} to {first - _DAY}; the newest one is taken"
            yield Fault(str(other.file), other.line("effective_from"), message)
