"""Whether a report's conclusion is about another indicator than the row that was taken."""

import re

from pipeline.sheets import folded

_ENGLISH = re.compile(
    r"(?:^|[.;,]\s?)\s*(?P<name>[^.;,]{3,60}?)\s(?:(?:was|were|has|have|is)\s)?(?:been\s)?(?:\w+ly\s)?"
    r"(?:improved|decreased|increased|reduced|rose|fell|declined|dropped|lowered|changed)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9*()]{2,30}?)(?:平均|显著|明显)?(?:改善|提升|提高|增加|降低|下降|减少|升高)"
)
_WORD = re.compile(r"[a-z0-9*]+|[\u4e00-\u9fff]")
_SHORT = 2  # letters of a word that tell nothing


def names_another(conclusion: str, indicator: str) -> bool:
    """Whether what the conclusion says rose or fell shares no word of its name, and no two characters in Chinese, with
    `indicator`. False where it says of nothing that it did.
    """
    text = folded(conclusion)
    names = [match["name"] for pattern in (_ENGLISH, _CHINESE) for match in pattern.finditer(text)]
    own = _parts(folded(indicator))
    return bool(names) and bool(own) and all(own.isdisjoint(_parts(name)) for name in names)


def _parts(name: str) -> frozenset[str]:
    """Its words in Latin letters and figures, and each two Chinese characters that stand together."""
    found = _WORD.findall(name.casefold())
    words = {word for word in found if len(word) >= _SHORT and not "\u4e00" <= word <= "\u9fff"}
    chinese = re.findall(r"[\u4e00-\u9fff]{2,}", name)
    return frozenset(words | {run[at : at + 2] for run in chinese for at in range(len(run) - 1)})
