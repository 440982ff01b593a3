"""The shop's or company's name at the head of a receipt."""

import re
from itertools import islice

from extractors.script import simplified
from pipeline.pages import Line
from pipeline.sheets import Sheet, Spot, Strip

_COMPANY = re.compile(
    r"\b(?:sdn\.?\s?\.?\s?bhd|s/b|bhd|berhad|ltd|limited|inc|llc|corp(?:oration)?|llp|plc|pty|pte|gmbh|ag|"
    r"s\.?a\.?r\.?l|sas|b\.?v|co)\b\.?|"
    r"enterprises?\b|trading\b|restaurants?\b|restoran\b|holdings?\b|superm\w*|hyperm\w*|pharmacy|hardware\b|"
    r"station[ae]ry|"
    r"bakery|bakeries|caf[eé]\b|kitchen|electrical|marketing\b|perniagaan|syarikat|kedai|pasaraya|industr\w+|"
    r"有限公司|公司|超市|商店|商场|商城|餐厅|饭店|酒店|药房|药店|便利店|百货|专卖店|旗舰店|店\)?$",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(
    r"^\W*(?:(?:tax|sales|commercial|pro[\s-]?forma)\s*invoice|simplified|invoice|facture|rechnung|factuur|factura|"
    r"fattura|quittung|receipt|welcome|thank|official|cash\s?(?:bill|sales?|receipt)?\W*$|copy|original|"
    r"customer|merchant\s*copy|duplicate|reprint|posted|paid|guest\s?check|check\b|table|server|order|date|time|tel|"
    r"phone|"
    r"gst|no[.:\s]|bill|your|please|re-?print|欢迎|歡迎|小票|收银|收銀|收据|收據|(?:免用)?[统統]一[发發]票|[发發]票|"
    r"[电電]子[发發]票|购物|结账单|消费单|单号|电话|日期|www|http|page|ticket|store\s?#?:?\s?\d|"
    r"\W*\d+\W*$)|(?:\bgst\b|\breg)\s*(?:id|no)|@|\.com\b.*/",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^\W*(?:no\.?\s?\d|lot\b|jalan\b|jln\b|unit\b|level\b|ground\b|tingkat|blok|block\b|\d+[-,/]|suite|floor|"
    r"p\.?o\.?\sbox|"
    r"taman\b|地址)|\b(?:street|st|avenue|ave|road|rd|blvd|boulevard|drive|dr|lane|ln|hwy|highway|jalan|jln|taman|"
    r"mall)\b\W*$|\b\d{5}\b|^\W*\d{1,5}[a-z]?\s[a-z'.]+(?:\s[a-z'.]+){1,3},\s?[a-z](?!.*(?:\bbhd|\bltd|\binc|\bllc|"
    r"s/b))",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"\b(?:bhd|berhad|ltd|limited|inc|llc|llp|plc|gmbh|ag|sarl|b\.?v)\b|s/b", re.IGNORECASE)
_TAIL = re.compile(
    r"^\W*(?:(?:co\.?|restaurant|stationery|enterprise|trading|hardware|holdings|marketing|resources|"
    r"\(\w[\w .]*\))\W*){0,3}"
    r"(?:\(\w[\w .]*\)\W*)?(?:sdn|bhd|berhad|ltd|limited|inc|llc|s/b|enterprises?|gmbh)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\W*(?:(?:co|company|pte|pty|sdn|bhd|berhad|ltd|limited|inc|llc|llp|plc|corp|corporation|gmbh|ag|sarl|b\.?v|有限|"
    r"责任|公司)\W*){1,4}",
    re.IGNORECASE,
)
_FORM = re.compile(r"\W*(?:免用统一发票)?收据\W*$")
_STAMPED_NUMBER = re.compile(r"\W*(?:营业人)?统一?编号?\W*\d{8}\W*$")
_READABLE = 0.7
_MOST_ROWS = 3
_HEAD = 9


def seller_spots(sheet: Sheet) -> tuple[Spot, ...]:
    """The rows (one or two) that hold the name, in reading order; empty when the head of the page holds none."""
    return _stamped(sheet) or _at_the_head(sheet)


def _stamped(sheet: Sheet) -> tuple[Spot, ...]:
    """On a handwritten receipt's form (收據) the seller is who stamped it: the name over its tax number below the sums."""
    titled = any(_FORM.match(simplified(strip.text)) for strip in sheet.strips[:3])
    for strip in sheet.strips[len(sheet.strips) // 2 :] if titled else ():
        if _STAMPED_NUMBER.match(simplified(strip.text)) and (above := sheet.before(strip)):
            return (_whole(above[-1]),)
    return ()


def _at_the_head(sheet: Sheet) -> tuple[Spot, ...]:
    clear = filter(None, map(set_apart, sheet.strips[: 2 * _HEAD]))
    head = [strip for strip in islice(clear, _HEAD) if _could_be_name(strip)]
    if not head:
        return ()
    named = next((strip for strip in head if names_company(strip.text)), None)
    first = named or max(head[:3], key=lambda strip: (strip.height > 1.6 * _typical(sheet)) * strip.height)
    rows = [first]
    rows = [strip for strip in head if strip.number == first.number - 1 and _continues([strip], first)] + rows
    for strip in head:
        if strip.number == rows[-1].number + 1 and _continues(rows, strip) and len(rows) < _MOST_ROWS:
            rows.append(strip)
    if _BARE.fullmatch(rows[0].text):  # the end of a name that began in the line above, beside other print
        above = _above(sheet, rows[0])
        if above is None:
            return ()
        rows = [above, *rows]
    return tuple(_whole(strip) for strip in rows)


def _above(sheet: Sheet, strip: Strip) -> Strip | None:
    """The line right above in the same column and print, without what stands beside it."""
    lower = strip.lines[0]
    height = lower.box.bottom - lower.box.top
    for row in reversed(sheet.strips[: strip.number]):
        for line in row.lines if row.page == strip.page else ():
            near = -0.5 * height < lower.box.top - line.box.bottom < 0.9 * height
            if near and _same_size(line, lower) and abs(line.box.left - lower.box.left) < 2 * height:
                alone = Strip(row.page, row.number, (line,))
                return alone if _could_be_name(alone) else None
    return None


def names_company(text: str) -> bool:
    """Whether a word in it says that this is a business: of other names only their place says so."""
    return bool(_COMPANY.search(text))


def set_apart(strip: Strip) -> Strip | None:
    """The row's printed name alone: without notes and stamps beside it; None when the row was hardly readable."""
    lines = tuple(line for line in strip.lines if line.confidence >= _READABLE)
    if not lines:
        return None
    main = next((line for line in lines if _LEGAL.search(line.text)), max(lines, key=_width))
    near = tuple(line for line in lines if line is main or _same_print(main, line))
    return Strip(strip.page, strip.number, near if not _LEGAL.search(main.text) else near[: near.index(main) + 1])


def _same_print(main: Line, other: Line) -> bool:
    """Whether two lines of a row are words of one print: of like height, and no further apart than two heights."""
    apart = max(other.box.left - main.box.right, main.box.left - other.box.right)
    return _same_size(main, other) and apart < 2.0 * (main.box.bottom - main.box.top)


def _same_size(main: Line, other: Line) -> bool:
    height, its = (line.box.bottom - line.box.top for line in (main, other))
    return 0.6 < its / max(height, 1e-6) < 1.6


def _width(line: Line) -> float:
    return line.box.right - line.box.left


def _continues(rows: list[Strip], lower: Strip) -> bool:
    """The lower row only goes on with the name: `SDN BHD (12345-X)`, `& TEA LEAF`, or a bracket left open above."""
    upper = rows[-1]
    above = " ".join(row.text for row in rows)
    close = lower.top - upper.bottom < 0.9 * max(upper.height, lower.height)
    goes_on = _TAIL.match(lower.text) or re.match(r"\W*&", lower.text) or above.count("(") > above.count(")")
    joined = goes_on or re.search(r"(?:&|\band)\W*$", above, re.IGNORECASE)
    return close and bool(joined) and not _LEGAL.search(above)


def _could_be_name(strip: Strip) -> bool:
    letters = len(re.findall(r"[^\W\d_]", strip.text))
    han = len(re.findall(r"[\u4e00-\u9fff]", strip.text))
    enough = (letters >= 3 and letters >= 0.35 * len(re.sub(r"\s", "", strip.text))) or han >= 2
    return enough and not _NOT_NAME.search(strip.text) and not _ADDRESS.search(strip.text)


def _whole(strip: Strip) -> Spot:
    """The row without a registration number in brackets behind the name."""
    match = re.match(
        r"[^\w&]*(.*?)(?:\s*\(?\s*(?:co\.?\s*)?(?:reg\.?\s*)?(?:no\.?)?\s*:?\s*\d{4,}.*)?\W*$",
        strip.text,
        re.IGNORECASE,
    )
    start, end = match.span(1) if match and match.group(1) else (0, len(strip.text))
    tail = strip.text[end : end + 2].strip()[:1]
    return Spot(strip, start, end + 1 if tail in {")", "."} and strip.text[end : end + 1] == tail else end)


def _typical(sheet: Sheet) -> float:
    heights = sorted(strip.height for strip in sheet.strips)
    return heights[len(heights) // 2]
