"""The seller's address: the rows below the name."""

import re

from extractors.papers.seller import set_apart
from extractors.script import simplified
from pipeline.sheets import Sheet, Spot, Strip

_BRANCH = re.compile(r"^\W*\([^)]*\)\W*$|^\W*store\W*#?\W*\d", re.IGNORECASE)
_POSTAL = re.compile(
    r"\b\d{5}\b|^\D*+\d.*(?:[路街号號]|\b(?:st|street|ave|road|rd|jalan|jln|blvd|lane)\b)"
    r"|^[^路街巷道段村镇鎮区區]*+[路街巷道段村镇鎮区區].*\d\s?[号號]"
    r"|^\W*(?:shop|unit|suite|lot)\s?\d+\w?[,/]|\b(?:NSW|VIC|QLD|TAS)\b|"
    r"\b(?:st|street|ave|avenue|road|rd|lane|quay)\s?,"
    r"|\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b|\b[a-z]\d[a-z]\s?\d[a-z]\d\b"
    r"|^\W*\d{1,5}[a-z]?\s[a-z'.]+(?:\s[a-z'.]+){1,3},\s?[a-z]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:门店|店铺|商户|营业)?地址\s?[:：]?\s*(?P<v>\S.*)|^\W*(?:store\s)?address\s?:\s*(?P<w>\S.*)", re.IGNORECASE
)
_REGISTRATION = re.compile(
    r"^\W*+(?:co(?:mpany)?\.?\s{0,3}(?:reg\.?)?\s{0,3}(?:no\.?)?|roc|br|reg\.?|ssm)?"
    r"\W*+(?:no\.?)?\W*+[A-Z]{0,2}\d{5,12}\W*+[A-Z]?\W*+$",
    re.IGNORECASE,
)
_POST_CODE = re.compile(r"\W*(?:\d{4,5}(?:-\d{4})?|[A-Z\d]{3})\W*$")
_TAX_NUMBER = re.compile(r"^\W*(?:[营營][业業]人)?[统統](?:一)?[编編]\s?[号號]?\W*\d{8}\W*$")
_END_OF_ADDRESS = re.compile(
    r"\b(?:tel(?:ephone|efon)?|phone|fax|hp|gst|sst|vat|abn|tax|invoice|receipt|date|cashier|email|e-mail|www|http|"
    r"bill|server|table|order|station|"
    r"co\.?\s?reg|company\s?no|roc|whatsapp|siret|siren|tva|uen|ticket|check|mwst|st-?nr|clerk|chk|trans(?:action)?|"
    r"cashier|op)\b|^\W*\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}|^\W*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|电话|税号|"
    r"[统統][一编編]|单号|日期|时间|收银|收銀|欢迎|凭证|小票|流水|[营營][业業]员|热线|熱線|[银銀][货貨]|[货貨]品|"
    r"^\W*no\b\W*\d{5,}|^\W*[-=*_.]{3,}",
    re.IGNORECASE,
)
_MOST_ADDRESS_ROWS = 6


def address_spots(sheet: Sheet, name: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """The rows of the address below the seller's name, up to the first telephone, tax number, date or rule."""
    told = _labelled(sheet)
    if told or not name:
        return told
    rows: list[Strip] = []
    for strip in sheet.after(name[-1].strip, _MOST_ADDRESS_ROWS + 2):
        apart = set_apart(strip)
        if rows and apart and _POST_CODE.match(apart.text) and rows[-1].number == strip.number - 1:
            rows.append(apart)
            continue
        if (
            apart is None
            or (not rows and _TAX_NUMBER.match(apart.text))
            or _REGISTRATION.match(apart.text)
            or (not rows and _BRANCH.match(apart.text))
        ):
            continue
        if _END_OF_ADDRESS.search(apart.text) or len(rows) == _MOST_ADDRESS_ROWS:
            break
        rows.append(apart)
    postal = any(_POSTAL.search(row.text) for row in rows)
    return tuple(Spot(row, 0, len(row.text)) for row in rows) if postal else ()


def _labelled(sheet: Sheet) -> tuple[Spot, ...]:
    """What stands behind the word for an address, wherever on the slip."""
    for strip in sheet.strips:
        match = _LABEL.match(simplified(strip.text))
        group = match and ("v" if match["v"] else "w")
        if match and group and _POSTAL.search(match[group]):
            return (strip.spot(match, group),)
    return ()
