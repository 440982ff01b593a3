"""Rows of records as a Parquet file; loaded only where somebody asks for one: its library takes a while to load."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

import pyarrow
from pyarrow import parquet

from app.records.rows import SCHEMA, Column, Row, Sort

_AT_ONCE = 1_000  # rows of a group
_TYPES: dict[Sort, Any] = {
    Sort.TEXT: pyarrow.string(),
    Sort.COUNT: pyarrow.int64(),
    Sort.SHARE: pyarrow.float64(),
    Sort.TIME: pyarrow.timestamp("us", tz="UTC"),
}


def write(columns: tuple[Column, ...], rows: Iterable[Row], sink: BinaryIO) -> None:
    """The schema's version stands in the file's own facts, too, under `proofdesk.schema`."""
    told = [pyarrow.field(column.name, _TYPES[column.sort]) for column in columns]
    schema = pyarrow.schema(told, metadata={"proofdesk.schema": SCHEMA})
    left = iter(rows)
    with parquet.ParquetWriter(sink, schema, compression="zstd") as file:
        while some := [_whole(one, columns) for one in islice(left, _AT_ONCE)]:
            file.write_table(pyarrow.Table.from_pylist(some, schema))


def _whole(row: Row, columns: tuple[Column, ...]) -> dict[str, object]:
    """Lone surrogates, which no file of this sort can hold, become a question mark."""
    return {column.name: _clean(row.get(column.name)) for column in columns}


def _clean(cell: object) -> object:
    return cell.encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell
