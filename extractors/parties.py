"""The two sides of a contract, wherever it names them."""

import re
from collections.abc import Mapping

from extractors.labels import plain
from pipeline.sheets import Sheet, Spot

_NAME = r"(?P<v>[^\s:：,，;；。(（_][^:：,，;；。_]{0,58}?)(?=\s{2}|\s*(?:$|[,，;；。(（_]|统一社会|身份证|地址|电话|联系|法定|(?:签字|盖章)))"
_ROLE = r"(?:\s?[(（][^)）]{0,22}[)）])?"
_ZH = {
    "party_a": re.compile(rf"(?:^|[\s(（/])甲\s?方{_ROLE}\s?[)）]?(?:\s*[:：]\s*|\s{{2,}}){_NAME}"),
    "party_b": re.compile(rf"(?:^|[\s(（/])乙\s?方{_ROLE}\s?[)）]?(?:\s*[:：]\s*|\s{{2,}}){_NAME}"),
}
_EN_NAME = r"(?P<v>[A-Z][^:;(_]{1,70}?)(?=\s{2}|\s*(?:$|[;(_]|,\s(?:a|an|of|with|having)\b|\sand\s))"
_EN = {
    "party_a": re.compile(rf"\bParty\s?A\b{_ROLE}\)?\s*[:：-]\s*{_EN_NAME}", re.IGNORECASE),
    "party_b": re.compile(rf"\bParty\s?B\b{_ROLE}\)?\s*[:：-]\s*{_EN_NAME}", re.IGNORECASE),
}
_SIDES = {
    "party_a": re.compile(
        r"^\W*(?:the\s)?(?:service\s)?(?:provider|supplier|contractor|seller|company|school|consultant|agency|trainer|licensor)\b(?:\s?\([^)]{0,22}\))?\s*[:：]\s*"
        + _EN_NAME,
        re.IGNORECASE,
    ),
    "party_b": re.compile(
        r"^\W*(?:the\s)?(?:client|customer|buyer|student|trainee|learner|participant|member|purchaser|licensee)\b(?:\s?\([^)]{0,22}\))?\s*[:：]\s*"
        + _EN_NAME,
        re.IGNORECASE,
    ),
}
_BETWEEN = re.compile(
    r"\bbetween\s*:?\s+(?P<a>[A-Z][^(“\"]{2,70}?)(?=,\s(?:a|an|of|with|having)\b|\s*[(“\"])", re.IGNORECASE
)
_AND = re.compile(r"(?:^|[)”\"],?\s)\s*and\s+(?P<b>[A-Z][^(“\"]{2,70}?)(?=,\s(?:a|an|of|with|having)\b|\s*[(“\"])")
_NEAR = 8  # rows between the two sides of a preamble


def parties(sheet: Sheet) -> Mapping[str, Spot]:
    """`party_a` and `party_b`, as far as they are named: by their letters, by their roles, or in the preamble."""
    for patterns in (_ZH, _EN, _SIDES):
        found = {name: spot for name, pattern in patterns.items() if (spot := _first(sheet, pattern))}
        if len(found) == len(patterns):
            return found
    preamble = _preamble(sheet)
    return preamble or {
        name: spot for patterns in (_ZH, _EN, _SIDES) for name, p in patterns.items() if (spot := _first(sheet, p))
    }


def _first(sheet: Sheet, pattern: re.Pattern[str]) -> Spot | None:
    for strip in sheet.strips:
        match = pattern.search(plain(strip))
        if match and re.search(r"\w", match["v"]) and not re.match(r"[(（]?(?:盖章|签字|签章)", match["v"]):
            return strip.spot(match, "v")
    return None


def _preamble(sheet: Sheet) -> dict[str, Spot]:
    for strip in sheet.strips[:60]:
        match = _BETWEEN.search(strip.text)
        if match is None:
            continue
        for row in (strip, *sheet.after(strip, _NEAR)):
            other = _AND.search(row.text, match.end() if row is strip else 0)
            if other:
                return {"party_a": strip.spot(match, "a"), "party_b": row.spot(other, "b")}
    return {}
