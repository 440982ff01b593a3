"""Before and after in sentences: `黑素指数由181.0降至172.0`, `水分含量（a.u.）：使用前35.1，使用28天后38.2，变化率+8.83%`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.labels import plain
from pipeline.claim.efficacy import direction_of, recomputed
from pipeline.rows import Direction, Measurement
from pipeline.sheets import Sheet, Spot, Strip

_NUMBER = r"\d+(?:\.\d+)?"
_SPREAD = rf"(?:\s?±\s?{_NUMBER})?"
_OWN = r"[a-zA-Zµμ/²·.()%°]{0,12}"
_FROM_TO = re.compile(
    r"(?P<name>[\w*°./()（） ]{2,30}?)(?:的平均值|平均值|均值|值)?\s?(?:由|从|from)\s?(?:基线|使用前|初始|"
    r"baseline)?(?:的)?\s?(?P<before>\d+(?:\.\d+)?)"
    r"\s?(?P<unit>[a-zA-Zµμ/²·()%°]{0,9})\s?(?:[(（][^)）]{0,10}[)）])?\s?(?:显著)?(?:升高|降低|下降|提升|上升|提高|"
    r"增加|减少|降|升|changed|rose|fell|decreased|increased)?\s?(?:至|到|为|to)\s?"
    r"(?P<after>\d+(?:\.\d+)?)"
)
_BEFORE_AFTER = re.compile(
    rf"(?P<name>[\w*°./() ]{{2,30}}?)\s?(?:\((?:单位|unit)?\s?:?\s{{0,4}}(?P<unit>{_OWN}(?:\s{{1,3}}[²³])?|"
    r"无)\s?\))?(?:的)?\s{0,4}[:,]?\s?"
    r"(?:使用前|用前|基线|初始|D0|第0天|baseline|before\suse)(?:测量)?值?(?:\(D0\))?\s?(?:为|是|was|"
    rf"[:=])?\s?(?P<before>{_NUMBER}){_SPREAD}\s?{_OWN}\s?[,;、]\s?"
    r"(?:and\s)?(?:连续)?(?:使用)?\s?(?:样品|产品)?\s?(?:\d{1,3}\s?[天日周]后?|后|D\d{1,3}|第\d{1,3}[天日周]|"
    r"after\s(?:use|\d{1,3}\s(?:days|weeks))|(?:day|week)\s\d{1,3})"
    rf"(?:测量)?值?\s?(?:为|是|was|[:=])?\s?(?P<after>{_NUMBER}){_SPREAD}\s?{_OWN}"
    r"(?:\s?[,;、]\s?(?P<heading>[\u4e00-\u9fff]{0,6}率|change)\s?(?:为|是|was|"
    rf"[:=])?\s?(?P<rate>[+\-−]?\s?{_NUMBER})\s?%)?",
    re.IGNORECASE,
)
_BETTER_NAMED = re.compile(r"改善|提升|提高|降低|下降|减少|improvement|reduction", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s?(?:[(（]?\d{1,2}[)）.、])\s?")


def said_measurements(sheet: Sheet) -> Iterator[Measurement]:
    """What sentences say went from one value to another, of indicators we know."""
    for strip in sheet.strips:
        for pattern in (_FROM_TO, _BEFORE_AFTER):
            for match in pattern.finditer(plain(strip)):
                measured = _measured(strip, match)
                if measured:
                    yield measured


def turned_rate(printed: Decimal, measured: Measurement, heading: str) -> Decimal:
    """The rate as printed, turned so that positive is better."""
    ours = measured.recomputed_rate
    if ours is not None and abs(abs(printed) - abs(ours)) <= max(Decimal("0.1"), abs(ours) / 50):
        return printed.copy_sign(ours) if ours else printed
    if _BETTER_NAMED.search(heading) and not re.search(r"变化|change", heading, re.IGNORECASE):
        return printed
    return -printed if measured.direction is Direction.DOWN else printed


def _measured(strip: Strip, match: re.Match[str]) -> Measurement | None:
    name = _NUMBERED.sub("", re.split(r"[,，;；。天后]", match["name"])[-1].strip() or match["name"]).strip(" ()")
    if direction_of(name) is None:
        return None
    measured = Measurement(
        indicator=name,
        unit=re.sub(r"\s|无", "", match["unit"] or "") or None,
        direction=direction_of(name),
        baseline_value=Decimal(match["before"]),
        endpoint_value=Decimal(match["after"]),
        box=Spot(strip, match.start(), match.end()).place.box,
    )
    measured = replace(measured, recomputed_rate=rounded(recomputed(measured)))
    rate = match.groupdict().get("rate")
    if not rate:
        return measured
    printed = Decimal(re.sub(r"[\s+]", "", rate).replace("−", "-"))
    return replace(measured, improvement_rate=turned_rate(printed, measured, match["heading"] or ""))


def rounded(rate: Decimal | None) -> Decimal | None:
    return None if rate is None else rate.quantize(Decimal("0.01"))
