"""Which statistics a report prints, and what does not fit about them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.findings import Reason
from pipeline.geometry import share_column
from pipeline.pages import Document, Line
from pipeline.rows import Measurement
from pipeline.sheets import folded

_P = re.compile(r"\bp\s*(?:值|value)?\s*(?P<sign>[<>=≤≥])\s*(?P<number>\d+(?:\.\d+)?)", re.IGNORECASE)
_P_HEAD = re.compile(r"\W*p\s?[-–]?\s?(?:值|values?)?\W*", re.IGNORECASE)
_P_CELL = re.compile(r"(?P<sign>[<>=≤≥]?)\s*(?P<number>[01]?\.\d+)")
_SPREAD = re.compile(r"\d\s*±\s*\d|标准差|\bSD\b|standard deviation")
_SIGNIFICANT = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Printed:
    """p values with the mark before them, and whether a spread (± or SD) is printed."""

    p: tuple[tuple[str, Decimal], ...]
    spread: bool


def printed(document: Document) -> Printed:
    texts = [folded(line.text) for page in document.pages for line in page.lines]
    matches = [match for text in texts for match in _P.finditer(text)]
    matches += [match for page in document.pages for match in _in_column(page.lines)]
    p = tuple((match["sign"] or "=", Decimal(match["number"])) for match in matches)
    return Printed(p, any(_SPREAD.search(text) for text in texts))


def _in_column(lines: Sequence[Line]) -> Iterator[re.Match[str]]:
    """The cells of a table's column that is headed p."""
    for head in (line.quad.box for line in lines if _P_HEAD.fullmatch(folded(line.text))):
        for line in lines:
            match, box = _P_CELL.fullmatch(folded(line.text).strip()), line.quad.box
            if match and box.top > head.top and share_column(box, head):
                yield match


def missing(found: Printed) -> tuple[Reason, ...]:
    """What a group study prints and this one does not."""
    p = () if found.p else (Reason("未见p值", "no p value"),)
    return p if found.spread else (*p, Reason("未见标准差", "no standard deviation"))


def odd(rows: tuple[Measurement, ...], found: Printed) -> tuple[Reason, ...]:
    """A p value that is none, or a difference called significant where nothing changed."""
    impossible = [number for _, number in found.p if number > 1]
    remarks = [Reason(f"p值 {number} 大于1", f"p value {number} above 1") for number in impossible]
    significant = any(sign in "<=≤" and number <= _SIGNIFICANT for sign, number in found.p)
    complete = [row for row in rows if row.baseline_value is not None and row.endpoint_value is not None]
    if significant and complete and all(row.baseline_value == row.endpoint_value for row in complete):
        remarks.append(Reason("无变化却称差异显著", "no change, yet called significant"))
    return tuple(remarks)


def repeated(rows: tuple[Measurement, ...]) -> tuple[Reason, ...]:
    """Before and after alike to the last digit: perhaps one was copied from the other."""
    alike = [row for row in rows if row.baseline_value is not None and row.baseline_value == row.endpoint_value]
    return tuple(
        Reason(f"{row.indicator} 使用前后数值完全相同", f"{row.indicator} is the same before and after")
        for row in alike
    )
