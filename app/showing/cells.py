"""The cells of a field that is a table, as people read them on the terminal and in the browser."""

from decimal import Decimal

from app.showing.texts import DIRECTIONS, ROW_COLUMNS, Text
from pipeline.records import plain
from pipeline.rows import Direction, Row, columns

LONE = "value"  # the only column of plain numbers


def used_columns(rows: tuple[Row, ...]) -> list[str]:
    """The columns of these rows in which anything stands."""
    names = columns(rows[0]) or (LONE,)
    return [name for name in names if any(_held(row, name) is not None for row in rows)]


def heading(rows: tuple[Row, ...], column: str) -> Text:
    """What the column is called; where nothing was measured before, what was measured is no "after"."""
    lone = column == "endpoint_value" and "baseline_value" not in used_columns(rows)
    return ROW_COLUMNS["result" if lone else column]


def cell(row: Row, column: str) -> str:
    """What stands in `column`; "" where nothing does."""
    held = _held(row, column)
    if isinstance(held, Direction):
        return DIRECTIONS[held].both
    return "" if held is None else str(plain(held))


def _held(row: Row, column: str) -> object:
    return row if isinstance(row, Decimal) else getattr(row, column)
