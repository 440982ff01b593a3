"""The two sides of a contract, wherever it names them."""

import re
from collections.abc import Mapping, Sequence

from extractors.labels import plain
from pipeline.sheets import Sheet, Spot, Strip

_NAME = (
    r"(?P<v>[^\s:：,，;；。(（_][^:：,，;；。_]{0,58}?)(?=\s{2}|"
    r"\s*(?:$|[,，;；。(（_]|统一社会|身份证|地址|电话|联系|法定|(?:签字|盖章)|"
    r"[甲乙]\s?方(?:[(（][^)）]{0,22}[)）])?\s*[:：]))"
)
_ROLE = r"(?:\s?[(（][^)）]{0,22}[)）])?"
_ZH = {
    "party_a": re.compile(rf"(?:^|[\s(（/])甲\s?方{_ROLE}\s?[)）]?(?:\s*[:：]\s*|\s{{2,}}){_NAME}"),
    "party_b": re.compile(
        rf"(?:(?:^|[\s(（/])乙\s?方{_ROLE}\s?[)）]?(?:\s*[:：]\s*|\s{{2,}})|"
        rf"(?<=[\u4e00-\u9fff])乙\s?方{_ROLE}\s?[:：]\s*){_NAME}"
    ),
}
_EN_NAME = r"(?P<v>(?-i:[A-Z])[^:;(_]{1,70}?)(?=\s{2}|\s*(?:$|[;(_]|,\s(?:a|an|of|with|having)\b|\sand\s))"
_LEADS = r"(?:\s*[:：-]\s*|\s{2,})"  # what stands between a side and its name
_EN = {
    "party_a": re.compile(rf"(?<!for\s)\bParty\s?A\b{_ROLE}\)?{_LEADS}{_EN_NAME}", re.IGNORECASE),
    "party_b": re.compile(rf"(?<!for\s)\bParty\s?B\b{_ROLE}\)?{_LEADS}{_EN_NAME}", re.IGNORECASE),
}
_PROVIDERS = (
    r"provider|supplier|vendor|contractor|seller|company|school|academy|institute|consultant|agency|trainer|"
    r"coach|tutor|clinic|studio|centre|center|gym|licensor"
)
_CLIENTS = r"client|customer|buyer|student|trainee|learner|participant|member|patient|purchaser|licensee|consumer"
_SIDES = {
    name: re.compile(
        rf"^\W*(?:name\sof\s)?(?:the\s)?(?:service\s)?(?:{roles})(?:'s\sname|"
        rf"\sname)?\b(?:\s?\([^)]{{0,22}}\))?{_LEADS}{_EN_NAME}",
        re.IGNORECASE,
    )
    for name, roles in (("party_a", _PROVIDERS), ("party_b", _CLIENTS))
}
_ZH_SIDES = re.compile(
    r"^\W*(?:委托[方人]|受托[方人]|服务提供[方者]|服务方|提供方|接受方|培训(?:方|机构|单位)|学员|会员|消费者|顾客|"
    r"客户|买受人|出卖人|买方|卖方|供方|需方|承揽人|定作人|经营者|发包方|承包方|机构方?)(?:名称|姓名)?"
    rf"{_ROLE}(?:\s*[:：]\s*|\s{{2,}}){_NAME}"
)
_NUMBERED = re.compile(
    r"^\s*\(?(?P<number>1|2|i|ii|a|b)\)\.?\s*(?P<v>[A-Z][^(\"]{2,70}?)(?=,\s(?:a|an|of|with|having|whose)\b|\s*[(\"])"
)
_BETWEEN = re.compile(
    r"\bbetween\s*:?\s+(?P<a>[A-Z][^(“\"]{2,70}?)(?=,\s(?:a|an|of|with|having)\b|\s*[(“\"]|\s*$)", re.IGNORECASE
)
_ROLE_BELOW = re.compile(r"\s*[(“\"]")
_AND = re.compile(r"(?:^|[)”\"],?\s)\s*and\s+(?P<b>[A-Z][^(“\"]{2,70}?)(?=,\s(?:a|an|of|with|having)\b|\s*[(“\"])")
_AND_ENDS = re.compile(r"(?:^|[)”\"],?\s)\s*and\s+(?P<b>[A-Z][^(“\"]{2,70}?)\s*$")
_AND_AT_THE_END = re.compile(r"[)”\"],?\s*and\s*$")
_OPENS = re.compile(r"\s*(?P<b>[A-Z][^(“\"]{2,70}?)\s*[(“\"]")
_NEAR = 8  # rows between the two sides of a preamble


def parties(sheet: Sheet) -> Mapping[str, Spot]:
    """`party_a` and `party_b`, as far as they are named: by their letters, by their roles, or in the preamble."""
    for patterns in (_ZH, _EN, _SIDES):
        found = {name: spot for name, pattern in patterns.items() if (spot := _first(sheet, pattern))}
        if len(found) == len(patterns):
            return _as_named(found) if patterns is _SIDES else found
    return (
        _preamble(sheet)
        or _numbered(sheet)
        or _by_roles(sheet)
        or {name: spot for patterns in (_ZH, _EN, _SIDES) for name, p in patterns.items() if (spot := _first(sheet, p))}
    )


def _as_named(sides: Mapping[str, Spot]) -> Mapping[str, Spot]:
    """Sides without letters are A and B as the paper names them, whoever provides."""
    first, second = sorted(sides.values(), key=lambda spot: (spot.strip.number, spot.start))
    return {"party_a": first, "party_b": second}


def _first(sheet: Sheet, pattern: re.Pattern[str]) -> Spot | None:
    for strip in sheet.strips:
        match = pattern.search(plain(strip))
        if match and re.search(r"\w", match["v"]) and not re.match(r"[(（]?(?:盖章|签字|签章)", match["v"]):
            return strip.spot(match, "v")
    return None


def _numbered(sheet: Sheet) -> dict[str, Spot]:
    """`(1) … and (2) …` where the paper opens with its parties."""
    told: dict[str, Spot] = {}
    for strip in sheet.strips[:40]:
        match = _NUMBERED.match(strip.text)
        if match:
            name = "party_a" if match["number"] in ("1", "i", "a") else "party_b"
            told.setdefault(name, strip.spot(match, "v"))
    return told if len(told) == 2 else {}


def _by_roles(sheet: Sheet) -> dict[str, Spot]:
    """Chinese papers that call their sides by what they do: the one named first is the first."""
    named = [strip.spot(match, "v") for strip in sheet.strips if (match := _ZH_SIDES.match(plain(strip)))]
    names = list({spot.raw.strip(): spot for spot in reversed(named)}.values())[::-1]
    return {"party_a": names[0], "party_b": names[1]} if len(names) >= 2 else {}


def _preamble(sheet: Sheet) -> dict[str, Spot]:
    for strip in sheet.strips[:60]:
        match = _BETWEEN.search(strip.text)
        below = sheet.after(strip, _NEAR)
        if match is None or not (strip.text[match.end() :].strip() or _names_its_role(below)):
            continue
        for row in (strip, *below):
            begin = match.end() if row is strip else 0
            other = _AND.search(row.text, begin)
            if other is None and _names_its_role(sheet.after(row)):
                other = _AND_ENDS.search(row.text, begin)
            spot = row.spot(other, "b") if other else _below_and(sheet, row, begin)
            if spot:
                return {"party_a": strip.spot(match, "a"), "party_b": spot}
    return {}


def _below_and(sheet: Sheet, row: Strip, begin: int) -> Spot | None:
    """The other side where the row ends with the `and` before it."""
    for below in sheet.after(row) if _AND_AT_THE_END.search(row.text, begin) else ():
        match = _OPENS.match(below.text)
        return below.spot(match, "b") if match else None
    return None


def _names_its_role(below: Sequence[Strip]) -> bool:
    """A name that ends its row is one where the next row says in brackets what the paper calls it."""
    return bool(below) and _ROLE_BELOW.match(below[0].text) is not None
