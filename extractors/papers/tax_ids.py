"""Tax and company numbers of sellers and buyers."""

import re

from pipeline.sheets import Sheet, Spot

_LABEL = re.compile(
    r"(?:gst|vat|tax|sst|abn|btw|tva|ust|mwst)\s*(?:reg(?:istration|\.)?|id(?:ent\w*)?)?[\s.\-]*(?:no|number|id|nr|n°|"
    r"#)?\s*[.:#\-]*\s*"
    r"(?P<id>[A-Z]{0,3}\s?\d[\dA-Z\s\-]{5,18}\d)|(?:纳税人识别号|统一社会信用代码|税号|[统統]一[编編][号號]|"
    r"[賣卖]方(?:[统統][编編])?|(?<![买買]方)(?<![买買]受人)[统統][编編])[^\dA-Z]{0,6}(?P<zh>[0-9A-Z]{8,20})",
    re.IGNORECASE,
)


def seller_tax_id(sheet: Sheet) -> Spot | None:
    """The first tax number behind its label."""
    for strip in sheet.strips:
        match = _LABEL.search(strip.text)
        if match:
            return strip.spot(match, "id" if match.group("id") else "zh")
    return None
