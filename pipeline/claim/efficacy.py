"""The arithmetic of efficacy: improvement, attainment, what print rounds away (rates in percent, positive = better)."""

import re
from collections.abc import Mapping
from decimal import Decimal

from pipeline.rows import Direction, Measurement

_HUNDRED = Decimal(100)
_HALF = Decimal("0.5")

# The first that fits counts: loss of moisture before moisture, spots before lightness.
_DIRECTIONS: Mapping[Direction, tuple[str, ...]] = {
    Direction.TARGET: (r"\bSPF\b", r"\bPFA\b", r"\bPA\b", "防晒指数", "防护指数"),
    Direction.DOWN: (
        "黑素|黑色素|色素",
        r"\bMI\b|melanin",
        "TEWL|水分流失|水分散失|失水",
        "trans-?epidermal|water loss",
        "皱纹|细纹|鱼尾纹|法令纹|抬头纹|皱褶|粗糙|wrinkle|crow.s[- ]feet|rough|fine lines?",
        r"\bRz\b|\bRa\b",
        "斑|瑕疵|spot|pigment|blemish",
        r"\ba\*|红斑|泛红|红区|erythema|redness",
        "皮脂|油脂|出油|sebum|oiliness",
        "刺痛|瘙痒|干燥|脱屑|头屑|stinging|itch|dryness|dandruff|scal(?:e|ing)",
        "脱发|掉发|落发|断发|脱落",
        r"hair[- ](?:fall|loss|shed)|shed hair|shedding|breakage",
        "体重|腰围|臀围|体脂|体质指数|脂肪|weight|waist|hip|body fat|BMI",
        "毛孔|粉刺|痤疮|痘|pore|acne|comedo|lesion",
        "黄度|暗沉|浮肿|眼袋|黑眼圈|dark circles?|puffiness",
        "(?:甲醛|苯(?![氧甲])|TVOC|挥发性有机|异味|formaldehyde)(?!.*率)",
    ),
    Direction.UP: (
        r"\bL\*|亮度|明度|白皙|美白度|光泽|lightness|brightness|radiance|gloss|whiteness",
        r"\bITA\b",
        "水分|含水|保湿|moisture|hydration|corneometer|capacitance|water content",
        r"弹性|紧致|\bR[257]\b|elasticity|firmness",
        "毛发|发量|头发|密度|直径|hair|density|diameter",
        "有效率|有效人数|改善人数|改善率|满意|responder|satisfaction",
        "销售|营业额|增长|sales|revenue|growth",
    ),
}
_PATTERNS = tuple(
    (re.compile("|".join(patterns), re.IGNORECASE | re.ASCII), direction) for direction, patterns in _DIRECTIONS.items()
)
_ANGLE = re.compile(r"\bITA\b|ITA°", re.IGNORECASE | re.ASCII)
_PEOPLE = re.compile("有效率|有效人数|改善人数|人数比例|满意|responder|satisfaction", re.IGNORECASE)
_DEPENDS = re.compile(r"\b[FQ]\d\b", re.ASCII)


def direction_of(indicator: str) -> Direction | None:
    """Which way `indicator` gets better by the domain's table; None where nobody can tell from the name."""
    if _DEPENDS.search(indicator):
        return None
    return next((direction for pattern, direction in _PATTERNS if pattern.search(indicator)), None)


def is_angle(indicator: str) -> bool:
    """ITA° crosses zero: only a difference in degrees means anything, never a percentage of it."""
    return bool(_ANGLE.search(indicator))


def counts_people(indicator: str) -> bool:
    """The share of subjects who got better: no improvement rate, and nothing one person can show."""
    return bool(_PEOPLE.search(indicator))


def difference(before: Decimal, after: Decimal, direction: Direction) -> Decimal | None:
    """How far the value got better in its own unit (percentage points for a percentage); None without a direction."""
    match direction:
        case Direction.UP:
            return after - before
        case Direction.DOWN:
            return before - after
        case Direction.TARGET:
            return None


def improvement(before: Decimal, after: Decimal, direction: Direction) -> Decimal | None:
    """E: how far the value got better, in percent of what it was; None where that was nothing or below."""
    gained = difference(before, after, direction)
    return None if gained is None or before <= 0 else gained * _HUNDRED / before


def recomputed(row: Measurement) -> Decimal | None:
    """E of one row of a report; None for angles, shares of people, and where a value is not printed."""
    direction = row.direction or direction_of(row.indicator)
    if direction is None or row.baseline_value is None or row.endpoint_value is None:
        return None
    if is_angle(row.indicator) or counts_people(row.indicator):
        return None
    return improvement(row.baseline_value, row.endpoint_value, direction)


def attainment(reached: Decimal, claimed: Decimal) -> Decimal | None:
    """A: `reached` in percent of `claimed`, both in the same form; None where nothing was claimed."""
    return reached * _HUNDRED / claimed if claimed > 0 else None


def falls_short(attained: Decimal, threshold: Decimal) -> bool:
    """未达到: strictly less. What equals the threshold has reached it."""
    return attained < threshold


def half_unit(printed: Decimal) -> Decimal:
    """What rounding may have taken from a number printed with these decimals: 0.5 for 60, 0.005 for 60.12."""
    exponent = printed.as_tuple().exponent
    return _HALF.scaleb(min(exponent, 0)) if isinstance(exponent, int) else _HALF


def tolerance(before: Decimal, after: Decimal, printed: Decimal) -> Decimal | None:
    """How far a printed rate may stand from the one recomputed from printed readings.

    For readings of equal decimals 100·δ/(V0−δ)·(1+V1/V0) + half a unit of the rate: the largest deviation rounding
    can make, with V0−δ where a first-order estimate has V0. None where the baseline may as well be nothing.
    """
    if before - half_unit(before) <= 0:
        return None
    slack = half_unit(after) + abs(after) * half_unit(before) / before
    return _HUNDRED * slack / (before - half_unit(before)) + half_unit(printed)


def follows(printed: Decimal, before: Decimal, after: Decimal, direction: Direction) -> bool | None:
    """Whether the `printed` rate can come from the printed readings; None where that cannot be told."""
    ours, allowed = improvement(before, after, direction), tolerance(before, after, printed)
    return None if ours is None or allowed is None else abs(printed - ours) <= allowed
