"""Which printed amount is the one that was paid: labels first, then what the page's own arithmetic says."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.found import Doubt
from extractors.money.amounts import Amount, amounts_in
from extractors.money.roles import Labelled, Role
from pipeline.sheets import Sheet

_WEIGHT = {
    Role.PAID: 6.0,
    Role.GRAND: 5.6,
    Role.TOTAL: 5.0,
    Role.TENDER: 2.6,
    Role.WEAK: 2.2,
    Role.ROUNDING: 1.0,
    Role.SUBTOTAL: 0.8,
}
_NOT_PAID = (Role.CHANGE, Role.TAX, Role.DISCOUNT, Role.SERVICE, Role.TIP, Role.ASIDE, Role.REFUND)
_SAID = (Role.PAID, Role.GRAND, Role.TOTAL)  # the paper calls it the total
_DEPOSIT = re.compile(r"押金\W{0,3}[\d¥$N]|押金\s")
_MARGIN = 1.0
_RECEIVED = re.compile(r"[实實]\s*收")
_FIVE_SEN = Decimal("0.05")
_MOST = 30  # different amounts of one role, and candidates for the total: more than any receipt prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The likeliest total; `rivals` others that come close; `confirmed_by` what the page's arithmetic confirms.

    `with_point`: what it would be with the point that all readers lost; None where nothing says so.
    """

    amount: Amount
    label: Labelled | None
    rivals: tuple[Amount, ...]
    confirmed_by: tuple[str, ...]
    score: float
    with_point: Decimal | None = None

    @property
    def doubt(self) -> Doubt:
        """Why a person should look, what else it may be, and what speaks for it."""
        pointed = (self.with_point,) if self.with_point is not None else ()
        return Doubt(
            reasons=("two_totals",) * bool(self.rivals) + ("point_lost",) * len(pointed),
            candidates=tuple(format(value, "f") for value in (*pointed, *(rival.value for rival in self.rivals))),
            confirmed_by=self.confirmed_by,
        )


@dataclass(frozen=True, slots=True)
class _Sums:
    """The page's amounts by role, for arithmetic."""

    by_role: dict[Role, tuple[Decimal, ...]]

    def of(self, *roles: Role) -> tuple[Decimal, ...]:
        return tuple(value for role in roles for value in self.by_role.get(role, ()))

    def tender_less_change(self, total: Decimal) -> bool:
        """Tender − change = total, both printed, change not zero."""
        changes = [change for change in self.of(Role.CHANGE) if change > 0]
        return any(tender - change == total for tender in self.of(Role.TENDER, Role.WEAK) for change in changes)

    def rounded(self, total: Decimal) -> bool:
        """A printed total ± a printed rounding that makes it even = total."""
        totals = self.of(Role.PAID, Role.GRAND, Role.TOTAL, Role.SUBTOTAL)
        return any(_evens(abs(other - total), total) for other in totals if abs(other - total) in self._steps())

    def before_rounding(self, value: Decimal) -> bool:
        """Not even itself, and a printed rounding leads from it to a printed amount that is."""
        others = self.of(Role.PAID, Role.GRAND, Role.TOTAL, Role.TENDER, Role.WEAK)
        return any(
            value % unit != 0
            for other in others
            if abs(other - value) in self._steps()
            for unit in _evens(abs(other - value), other)
        )

    def _steps(self) -> tuple[Decimal, ...]:
        return tuple(step for step in self.of(Role.ROUNDING) if step > 0)

    def built_up(self, total: Decimal) -> bool:
        """Subtotal (or list total) + tax, service, tip − discounts ± rounding = total, within a 5-sen rounding."""
        return any(
            self.leads_to(base, total) for base in self.of(Role.SUBTOTAL, Role.LIST, Role.TOTAL) if base != total
        )

    def only_a_base(self, value: Decimal) -> bool:
        """A larger printed total is this value plus printed tax, service or rounding: this one is before them."""
        others = self.of(Role.TOTAL, Role.GRAND, Role.PAID, Role.TENDER, Role.WEAK)
        return any(other > value and self.leads_to(value, other) for other in others)

    def leads_to(self, base: Decimal, total: Decimal) -> bool:
        """`base` with printed taxes, services and tips, less a printed discount, ± a printed rounding is `total`."""
        extras = list(dict.fromkeys(value for value in self.of(Role.TAX, Role.SERVICE, Role.TIP) if value > 0))[:6]
        fewer = list(dict.fromkeys(value for value in self.of(Role.DISCOUNT) if value > 0))[:3]
        steps = [step for step in self.of(Role.ROUNDING) if 0 < step < 1]
        turns = (Decimal(0), *steps, *(-step for step in steps))
        return any(
            abs(base + extra - less + turn - total) <= Decimal("0.02") and (extra or less)
            for extra in _subset_sums(extras)
            for less in (Decimal(0), *fewer)
            for turn in turns
        )


def _evens(step: Decimal, total: Decimal) -> tuple[Decimal, ...]:
    """The units of which `total` is a multiple and `step` no more than can make it one: 5 sen, a jiao, a yuan (抹零)."""
    fives = (_FIVE_SEN,) if step <= _FIVE_SEN else ()
    larger = (unit for unit in (Decimal("0.10"), Decimal(1)) if step < unit)
    return tuple(unit for unit in (*fives, *larger) if total % unit == 0)


def chosen_total(sheet: Sheet, found: tuple[Labelled, ...]) -> Choice | None:
    """The amount the page says was paid in the end; None when no labelled amount could be it."""
    counts, deposits = _counts(sheet), deposits_on(sheet)
    found = _received(found, counts, deposits)
    sums = _Sums(_grouped(found))
    groups: dict[Decimal, list[Labelled]] = defaultdict(list)
    for label in (*found, *_unlabelled(sheet, found, sums)):
        if label.role in _WEIGHT and (label.amount.value > 0 or label.role in (Role.GRAND, Role.TOTAL)):
            groups[label.amount.value].append(label)
    if not groups:
        return _given_back(found)
    strongest = sorted(groups, key=lambda value: -max(map(_weight, groups[value])))[:_MOST]
    groups = defaultdict(list, {value: groups[value] for value in strongest})
    largest = max((value for value, labels in groups.items() if _may_be_total(labels)), default=Decimal(0))
    ranked = sorted(
        ((_score(value, labels, sums, counts[value], value == largest), value) for value, labels in groups.items()),
        key=lambda scored: (scored[0], scored[1]),
        reverse=True,
    )
    score, value = ranked[0]
    best = max(groups[value], key=lambda label: (_weight(label), label.strip.number))
    if score < 2.0 or _handed_over(best, groups[value], sums):
        return _given_back(found) if best.amount.negative else None
    others = [(near, other) for near, other in ranked[1:] if not deposits or other + deposits != value]
    near_ones = [other for near, other in others[:3] if score - near < _MARGIN]
    doubtful = [
        other
        for _, other in others
        if other not in near_ones
        and _named(groups[other])
        and (best.role not in _SAID or _unexplained(other, value, sums))
    ]
    rivals = tuple(groups[other][0].amount for other in (*near_ones, *doubtful[:3]))
    pointed = _with_point(sheet, best.amount)
    # Amounts that all lost their points still fit each other: no fact from elsewhere.
    facts = _confirmations(value, sums) if pointed is None else ()
    return Choice(amount=best.amount, label=best, rivals=rivals, confirmed_by=facts, score=score, with_point=pointed)


def leads_to(found: tuple[Labelled, ...], base: Decimal, total: Decimal) -> bool:
    """Whether what is printed as tax, service, tip, discount or rounding leads from `base` to `total`."""
    return _Sums(_grouped(found)).leads_to(base, total)


def _with_point(sheet: Sheet, total: Amount) -> Decimal | None:
    """The total with the point it lost: it has no cents, and only with them do the amounts that have some fit into it.

    A sum is no less than the largest of its parts, and no more than all that stands on the page.
    """
    cents = [one.value for strip in sheet.strips for one in amounts_in(strip) if one.decimals == 2]
    pointed = total.value / 100
    lost = total.decimals == 0 and len(cents) > 1 and max(cents) <= pointed <= sum(cents)
    return pointed if lost else None


def _given_back(found: tuple[Labelled, ...]) -> Choice | None:
    """The total of a slip that pays money back, where nothing on it was paid."""
    back = [label for label in found if label.role is Role.REFUND and label.beside and label.amount.value > 0]
    if not back:
        return None
    first = back[0]
    score = 5.0
    return Choice(amount=first.amount, label=first, rivals=(), confirmed_by=(), score=score)


def _handed_over(best: Labelled, labels: Iterable[Labelled], sums: _Sums) -> bool:
    """A payment of which change came back, at best below the total's label: the total itself was not read."""
    if not any(change > 0 for change in sums.of(Role.CHANGE)):
        return False
    paid = any(label.role is Role.TENDER and label.amount.spot == best.amount.spot for label in labels)
    return paid and (best.role is Role.TENDER or not best.beside)


def deposits_on(sheet: Sheet) -> Decimal:
    """What is charged beside the goods and given back with the bottle."""
    rows = (amounts_in(strip) for strip in sheet.strips if _DEPOSIT.search(strip.text))
    return sum((amounts[-1].value for amounts in rows if len(amounts) == 1), Decimal(0))


def _received(found: tuple[Labelled, ...], printed: Mapping[Decimal, int], deposits: Decimal) -> tuple[Labelled, ...]:
    """实收 is what was handed over; without change, labelled as such or standing anywhere, it is what was paid.

    A deposit is no change: 合计 318.79, 押金 1.00, 实收 319.79.
    """
    if any(label.role is Role.CHANGE and label.amount.value > 0 for label in found):
        return found
    due = [label.amount.value for label in found if label.role in (Role.GRAND, Role.TOTAL)]

    def paid(label: Labelled) -> bool:
        over = [label.amount.value - total for total in due if 0 < total < label.amount.value]
        changed = any(difference in printed and difference != deposits for difference in over)
        return bool(_RECEIVED.search(label.label)) and not changed

    return tuple(replace(label, role=Role.PAID) if paid(label) else label for label in found)


def _named(labels: Iterable[Labelled]) -> bool:
    """Printed as a total, clearly."""
    named = (label for label in labels if label.role in _SAID and not label.in_table)
    return any(label.amount.decimals == 2 and label.amount.value > 0 and not label.amount.negative for label in named)


def _unexplained(value: Decimal, total: Decimal, sums: _Sums) -> bool:
    """Neither a base of the chosen total nor built on it, nor what it was before a rounding."""
    return not (sums.leads_to(value, total) or sums.leads_to(total, value) or sums.before_rounding(value))


def _unlabelled(sheet: Sheet, found: tuple[Labelled, ...], sums: _Sums) -> Iterator[Labelled]:
    """Amounts no label names, where the page's arithmetic says they are the total: the label was not read."""
    named = {label.amount.spot.place for label in found}
    for strip in sheet.strips:
        for amount in amounts_in(strip):
            whole = amount.decimals != 2 or amount.negative or amount.spot.place in named
            if not whole and (
                sums.tender_less_change(amount.value) or sums.built_up(amount.value) or sums.rounded(amount.value)
            ):
                yield Labelled(role=Role.WEAK, amount=amount, label="", strip=strip, beside=True, in_table=False)


def _score(value: Decimal, labels: list[Labelled], sums: _Sums, count: int, largest: bool) -> float:
    score = max(_weight(label) for label in labels)
    strong = [label for label in labels if label.role in _SAID]
    score += 0.4 * (len({label.strip.number for label in strong}) > 1)
    score += 0.25 * min(count - 1, 3)
    score += 1.8 * sums.tender_less_change(value)
    score += 1.5 * sums.built_up(value)
    score += 2.2 * sums.rounded(value)
    score += 0.9 * (value in sums.of(Role.TENDER))
    score += 0.9 * largest
    score -= 3.0 * (value == 0) + 3.0 * (sums.only_a_base(value) or sums.before_rounding(value))
    score -= 2.5 * (value in sums.of(*_NOT_PAID) and not strong)
    score -= 0.7 * (
        value == value.to_integral_value() and labels[0].amount.decimals == 0 and not labels[0].amount.marked
    )
    if any(label.role is Role.TENDER for label in labels) and not strong and any(c > 0 for c in sums.of(Role.CHANGE)):
        score -= 1.5
    return score


def _weight(label: Labelled) -> float:
    weight = _WEIGHT.get(label.role, 0.0)
    weight -= 0.6 * (not label.beside)
    weight -= 3.0 * label.in_table
    weight -= 1.0 * (label.amount.decimals > 2) + 0.2 * (label.amount.decimals == 1)
    weight -= 1.5 * (label.amount.decimals == 0 and not label.amount.marked)
    return weight - 2.0 * label.amount.negative


def _may_be_total(labels: Iterable[Labelled]) -> bool:
    return any(
        label.role in (Role.PAID, Role.GRAND, Role.TOTAL, Role.SUBTOTAL) and not label.in_table for label in labels
    )


def _confirmations(total: Decimal, sums: _Sums) -> tuple[str, ...]:
    checks: tuple[tuple[str, Callable[[Decimal], bool]], ...] = (
        ("tender less change", sums.tender_less_change),
        ("subtotal and tax", sums.built_up),
        ("rounding", sums.rounded),
        ("tender", lambda value: value in sums.of(Role.TENDER)),
    )
    return tuple(name for name, holds in checks if holds(total))


def _grouped(found: tuple[Labelled, ...]) -> dict[Role, tuple[Decimal, ...]]:
    groups: dict[Role, list[Decimal]] = defaultdict(list)
    for label in found:
        groups[label.role].append(label.amount.value)
    return {role: tuple(dict.fromkeys(values))[:_MOST] for role, values in groups.items()}


def _counts(sheet: Sheet) -> dict[Decimal, int]:
    counts: dict[Decimal, int] = defaultdict(int)
    for strip in sheet.strips:
        for amount in amounts_in(strip):
            counts[amount.value] += 1
    return counts


def _subset_sums(values: list[Decimal]) -> tuple[Decimal, ...]:
    sums = {Decimal(0)}
    for value in values:
        sums |= {total + value for total in sums}
    return tuple(sums)
