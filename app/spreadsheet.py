"""Tables for spreadsheets: CSV in which nothing is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from app.safe import visible

MARK = "\ufeff"  # spreadsheets know UTF-8 by it
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and that shows every character it holds."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_STARTS_A_FORMULA) else shown


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The whole file as text, with its mark."""
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow([cell(one) for one in columns])
    lines.writerows([cell(one) for one in row] for row in rows)
    return MARK + written.getvalue()
