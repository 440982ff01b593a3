"""Photos of goods: hardly any text, so no value is read from the picture; only what it says of itself."""

import re

from extractors.found import found
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.kinds import Kind
from pipeline.sheets import Sheet

FIELDS = (FieldSpec(name="taken_time", type=ValueType.MOMENT, zh="拍摄时间", en="Taken"),)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")  # without the offset some cameras write
_FEW_ROWS = 6
_FEW_CHARACTERS = 60
_A_NAME, _LARGE = 12, 0.4  # a brand's name alone may be set large
_COVERED = 0.12  # of the page's area: text on labels of goods covers little of a photo


def _score(sheet: Sheet) -> float:
    """Few words, widely scattered, on one picture page."""
    pages = sheet.document.pages
    if len(pages) != 1 or sheet.document.codes or sheet.document.traces.media_type == "application/pdf":
        return 0.0
    characters = sum(len(strip.text.strip()) for strip in sheet.strips)
    covered = sum(
        (line.box.right - line.box.left) * (line.box.bottom - line.box.top)
        for strip in sheet.strips
        for line in strip.lines
    )
    few = (
        len(sheet.strips) <= _FEW_ROWS
        and characters <= _FEW_CHARACTERS
        and covered <= (_COVERED if characters > _A_NAME else _LARGE)
    )
    digits = sum(character.isdigit() for strip in sheet.strips for character in strip.text)
    return 0.75 if few and digits <= 12 and characters > 0 else 0.55 if few and digits <= 12 else 0.0


def _extract(sheet: Sheet) -> tuple[Field, ...]:
    """When the camera says it took the picture, by its own clock: a trace, nothing that is printed."""
    taken = _LOCAL.match(sheet.document.traces.facts.get("taken", ""))
    return (found(FIELDS[0], taken.group(), ()),) if taken else ()


KIND = Kind(name="product_photo", zh="商品照片", en="Photo of goods", fields=FIELDS, score=_score, extract=_extract)
