"""What a report's conclusion claims in words."""

import re
from decimal import Decimal
from enum import Enum, auto

from pipeline.claim.efficacy import half_unit
from pipeline.sheets import folded


class Verdict(Enum):
    REACHED = auto()
    MISSED = auto()


_MISSED = re.compile(
    r"[未末没](?:能|有)?(?:达到?|满足|通过|见(?:明显|显著)?改善)|不(?:达标|合格|符合|满足)|无效"
    r"|无(?:明显|显著)?(?:改善|效果|变化)|低于.{0,8}宣称"
    r"|\bnot? (?:\w+ ){0,2}(?:reach|meet|met|achiev|attain|effective|pass|improve)"
    r"|\bineffective|\bfail(?:s|ed)?\b|\bbelow the claim",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"达到|达标|(?<!无)有效(?!期|受试|人数|例|率|数|样)|合格|符合|满足|\breach(?:es|ed)?\b|\bmeets?\b|\beffective\b|\bachiev(?:es|ed)\b|\bpass(?:es|ed)?\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?:下降|降低|减少|减轻|提升|提高|升高|增加|改善|上升|reduced|decreased|increased|improved|fell|rose)"
    r"(?:了|率)?(?:\s?(?:为|by|of))?\s*(?:约|about)?\s*(?P<rate>\d{1,3}(?:\.\d{1,3})?)\s*%",
    re.IGNORECASE,
)
_CLAIMED = re.compile(r"(?:宣称|承诺|声称|标称|claim\w*|promis\w*)[^%]{0,24}$", re.IGNORECASE)


def verdict(conclusion: str) -> Verdict | None:
    """None where the words say neither, or both."""
    text = folded(conclusion)
    missed, rest = bool(_MISSED.search(text)), _MISSED.sub(" ", text)
    reached = bool(_REACHED.search(rest))
    if missed == reached:
        return None
    return Verdict.MISSED if missed else Verdict.REACHED


def rates(conclusion: str) -> tuple[Decimal, ...]:
    """The changes in percent it states as measured; a claimed figure is none."""
    text = folded(conclusion)
    return tuple(
        Decimal(match["rate"]) for match in _CHANGE.finditer(text) if not _CLAIMED.search(text[: match.start()])
    )


def states(rate: Decimal, computed: Decimal, slack: Decimal) -> bool:
    """Whether `rate`, rounded as it is printed, can be the size of `computed`, give or take `slack`."""
    return abs(rate - abs(computed)) <= slack + half_unit(rate)
