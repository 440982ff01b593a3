"""Tables for spreadsheets: CSV in which nothing is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from app.showing.safe import visible

MARK = "\ufeff"  # spreadsheets know UTF-8 by it
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and that shows every character it holds."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_STARTS_A_FORMULA) else shown


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The whole file as text, with its mark."""
    return "".join(sheet_lines(columns, rows))


def sheet_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The same row by row, for files that are larger than memory."""
    yield MARK + _line(columns)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow([cell(one) for one in cells])
    return written.getvalue()
