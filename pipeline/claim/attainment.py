"""Whether X % of the claimed efficacy was reached, with every step written down so that a person can follow it.

E = (V1 - V0) / V0 · 100 where more is better, (V0 - V1) / V0 · 100 where less is; A = E / C · 100; not reached means
A < X, strictly: what equals X has reached it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.claim.efficacy import (
    attainment,
    counts_people,
    difference,
    direction_of,
    falls_short,
    half_unit,
    improvement,
    is_angle,
    tolerance,
)
from pipeline.claim.policy import ThresholdBasis
from pipeline.claim.promised import Form, Promise
from pipeline.claim.result import Efficacy
from pipeline.findings import Reason
from pipeline.rows import Direction, Measurement

INEFFECTIVE, REACHED, OPEN = "ineffective", "reached", "open"
_FULL = Decimal(100)
_NEAR = Decimal(3)  # points of A around X that are left to a person where no uncertainty is printed
_ABOUT = Decimal("0.1")  # of X, either way, where the promise says "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """X in percent and what it is compared with; `basis` None: the terms leave two readings open."""

    threshold: Decimal
    basis: ThresholdBasis | None
    meant: Form | None = None

    @property
    def readings(self) -> tuple[Decimal, ...]:
        """Every X the terms may mean, the one that favours the customer first."""
        match self.basis:
            case ThresholdBasis.FULL_CLAIM:
                return (_FULL,)
            case ThresholdBasis.RATIO_OF_CLAIM:
                return (self.threshold,)
            case None:
                return tuple(sorted({_FULL, self.threshold}, reverse=True))


@dataclass(frozen=True, slots=True)
class _Gain:
    """How far it got better, counted in one form, and what rounding of the readings may have hidden."""

    form: Form
    reached: Decimal
    doubt: Decimal
    step: Reason


def panel(row: Measurement, promised: Promise, bar: Bar, direction: Direction | None) -> Efficacy:
    """The whole arithmetic for one row of a report; `direction` is the claim's word, the report's and ours come after.

    `open` where the numbers leave it to a person, with the reason.
    """
    way = direction or row.direction or direction_of(row.indicator)
    told = Efficacy(
        indicator=row.indicator,
        unit=row.unit or "",
        direction=way.value if way else None,
        baseline=row.baseline_value,
        endpoint=row.endpoint_value,
        printed=row.improvement_rate,
        claimed=promised.least or None,
        threshold=bar.readings[0],
        basis=bar.basis.value if bar.basis else None,
    )
    gains, why = _gains(row, promised, bar, way)
    if why or not gains:
        return replace(told, why=why)
    return _judged(told, gains, promised, bar)


def borderline(told: Efficacy) -> bool:
    """Whether A lies so near to X that readings a little different would decide otherwise."""
    if told.attained is None or told.threshold is None:
        return False
    return abs(told.attained - told.threshold) <= _NEAR


def _gains(
    row: Measurement, promised: Promise, bar: Bar, way: Direction | None
) -> tuple[tuple[_Gain, ...], Reason | None]:
    """Every form the gain may be counted in, or why it cannot be counted at all."""
    before, after = row.baseline_value, row.endpoint_value
    if promised.open_for:
        return (), promised.open_for
    if before is None or after is None:
        return (), Reason("缺少使用前或使用后的数值", "the value before or after use is missing")
    if way is None or way is Direction.TARGET:
        return (), Reason("指标的好坏方向不明", "which way the indicator gets better is not known")
    if counts_people(row.indicator):
        return (), Reason("有效人数比例不能用于个人", "a share of people says nothing about one person")
    meant = promised.form or bar.meant
    units, relative = _in_units(before, after, way, row), _relative(before, after, way)
    if is_angle(row.indicator):
        if meant is not Form.UNITS:
            return (), Reason("ITA° 是角度，不能按百分比比较", "ITA° is an angle; a percentage of it means nothing")
        return (units,), None
    if meant in (Form.POINTS, Form.UNITS):
        return (replace(units, form=meant),), None
    if relative is None:
        return (), Reason("使用前的数值不大于零，无法计算百分比", "the value before use is not above zero")
    doubtful = (row.unit or "").strip() in ("%", "％") and meant is None
    return ((relative, replace(units, form=Form.POINTS)) if doubtful else (relative,)), None


def _relative(before: Decimal, after: Decimal, way: Direction) -> _Gain | None:
    reached, doubt = improvement(before, after, way), tolerance(before, after, Decimal(0))
    if reached is None:
        return None
    high, low = (after, before) if way is Direction.UP else (before, after)
    formula = f"E = ({high} − {low}) ÷ {before} × 100 = {reached:.2f}%"
    return _Gain(Form.RELATIVE, reached, (doubt or _FULL) - half_unit(Decimal(0)), Reason(formula, formula))


def _in_units(before: Decimal, after: Decimal, way: Direction, row: Measurement) -> _Gain:
    reached = difference(before, after, way) or Decimal(0)
    high, low = (after, before) if way is Direction.UP else (before, after)
    formula = f"E = {high} − {low} = {reached} {row.unit or ''}".rstrip()
    return _Gain(Form.UNITS, reached, half_unit(before) + half_unit(after), Reason(formula, formula))


def _judged(told: Efficacy, gains: tuple[_Gain, ...], promised: Promise, bar: Bar) -> Efficacy:
    first, steps = gains[0], [gain.step for gain in gains]
    claims = tuple(dict.fromkeys((promised.least, promised.most)))
    answers: set[bool] = set()
    shown: Decimal | None = None
    for gain in gains:
        for claim in claims:
            attained = attainment(gain.reached, claim) or Decimal(0)
            shown = attained if shown is None else shown
            answers.update(falls_short(attained, bar_x) for bar_x in bar.readings[:1])
            formula = f"A = {gain.reached:.2f} ÷ {claim} × 100 = {attained:.2f}%"
            steps.append(Reason(formula, formula))
    x = bar.readings[0]
    attained = shown or Decimal(0)
    short = falls_short(attained, x)
    steps.append(_compared(attained, x, short))
    steps += _other_reading(attained, bar)
    told = replace(told, reached=first.reached, attained=attained, steps=tuple(steps))
    why = _why_open(answers, gains, promised, (attained, x))
    if why:
        return replace(told, why=why)
    return replace(told, result=INEFFECTIVE if short else REACHED)


def _compared(attained: Decimal, x: Decimal, short: bool) -> Reason:
    sign = "<" if short else "≥"
    return Reason(
        f"A = {attained:.2f}% {sign} X = {x}%：{'未达到' if short else '达到'}",
        f"A = {attained:.2f}% {sign} X = {x}%: {'not reached' if short else 'reached'}",
    )


def _other_reading(attained: Decimal, bar: Bar) -> list[Reason]:
    """Said where the terms leave two readings open and they disagree: the one for the customer counts."""
    first, *others = bar.readings
    return [
        Reason(
            f"规则有两种理解（X = {first}% 或 {other}%），按有利于消费者的一种处理",
            f"The terms can be read with X = {first}% or {other}%; the reading for the customer counts",
        )
        for other in others
        if falls_short(attained, other) != falls_short(attained, first)
    ]


def _why_open(
    answers: set[bool], gains: tuple[_Gain, ...], promised: Promise, compared: tuple[Decimal, Decimal]
) -> Reason | None:
    attained, x = compared
    if len(answers) > 1 and len(gains) > 1:
        return Reason("百分比与百分点口径不明，结论不同", "percent or percentage points: the answer depends on it")
    if len(answers) > 1:
        return Reason("宣称为区间，按两端计算结论不同", "the promise is a range, and its ends decide differently")
    if promised.about and abs(attained - x) <= _ABOUT * x:
        return Reason("宣称为约数，结果接近界限", "the promise is approximate and the result near its bound")
    return None
