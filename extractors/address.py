"""The seller's address: the rows below the name."""

import re

from extractors.seller import set_apart
from pipeline.sheets import Sheet, Spot, Strip

_BRANCH = re.compile(r"^\W*\([^)]*\)\W*$|^\W*store\W*#?\W*\d", re.IGNORECASE)
_POSTAL = re.compile(
    r"\b\d{5}\b|\d.*(?:路|街|号)|\d+.*\b(?:st|street|ave|road|rd|jalan|jln|blvd|lane)\b", re.IGNORECASE
)
_REGISTRATION = re.compile(
    r"^\W*(?:co(?:mpany)?\.?\s*(?:reg\.?)?\s*(?:no\.?)?|roc|br|reg\.?|ssm)?\W*(?:no\.?)?\W*[A-Z]{0,2}\d{5,12}\W*[A-Z]?\W*$",
    re.IGNORECASE,
)
_END_OF_ADDRESS = re.compile(
    r"\b(?:tel(?:ephone|efon)?|phone|fax|hp|gst|sst|vat|abn|tax|invoice|receipt|date|cashier|email|e-mail|www|http|bill|server|table|order|station|"
    r"co\.?\s?reg|company\s?no|roc|whatsapp|siret|siren|tva|uen|ticket|check|mwst|st-?nr|clerk|chk)\b|^\W*\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}|^\W*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|电话|税号|单号|日期|时间|收银|欢迎|^\W*[-=*_.]{3,}",
    re.IGNORECASE,
)
_MOST_ADDRESS_ROWS = 6


def address_spots(sheet: Sheet, name: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """The rows of the address below the seller's name, up to the first telephone, tax number, date or rule."""
    if not name:
        return ()
    rows: list[Strip] = []
    for strip in sheet.after(name[-1].strip, _MOST_ADDRESS_ROWS + 2):
        apart = set_apart(strip)
        if apart is None or _REGISTRATION.match(apart.text) or (not rows and _BRANCH.match(apart.text)):
            continue
        if _END_OF_ADDRESS.search(apart.text) or len(rows) == _MOST_ADDRESS_ROWS:
            break
        rows.append(apart)
    postal = any(_POSTAL.search(row.text) for row in rows)
    return tuple(Spot(row, 0, len(row.text)) for row in rows) if postal else ()
