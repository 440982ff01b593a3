"""Rows of records as files: CSV nothing in which is a formula, JSON Lines, and Parquet where its library is there."""

import importlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol, cast

from app.records.rows import Cell, Column, Row
from app.showing.spreadsheet import sheet_lines
from pipeline.errors import WrongUse

PARQUET_MODULE = "app.records.parquet"
_MISSING = (
    "Parquet needs a library that does not come along by itself; install it with "
    "`.venv/bin/pip install --require-hashes -r requirements/parquet.txt`, or take csv or jsonl."
)


class Form(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON_LINES: "application/x-ndjson",
    Form.PARQUET: "application/vnd.apache.parquet",
}


class ParquetWriting(Protocol):
    """What the module of Parquet does; it is loaded only for who asks for it."""

    def write(self, columns: tuple[Column, ...], rows: Iterable[Row], sink: BinaryIO) -> None: ...


def csv_blocks(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file piece by piece, its first line the names."""
    names = [column.name for column in columns]
    for line in sheet_lines(names, ([_shown(one.get(name)) for name in names] for one in rows)):
        yield line.encode("utf-8", "backslashreplace")


def write(form: Form, columns: tuple[Column, ...], rows: Iterable[Row], sink: BinaryIO) -> None:
    """A table as one file: CSV or Parquet. Raises WrongUse where it cannot be made here."""
    if form is Form.PARQUET:
        parquet().write(columns, rows, sink)
        return
    for block in csv_blocks(columns, rows):
        sink.write(block)


def parquet() -> ParquetWriting:
    """Raises WrongUse, with what to install, where its library is not there."""
    try:
        return cast(ParquetWriting, importlib.import_module(PARQUET_MODULE))
    except ImportError as error:
        raise WrongUse(_MISSING) from error


def form_named(name: str | None, file: str) -> Form:
    """`name`, or what the file's ending says; raises WrongUse for another one."""
    told = (name or file.rpartition(".")[2]).lower()
    try:
        return Form(told)
    except ValueError as error:
        raise WrongUse(
            f"{file}: name the form with --format csv, jsonl or parquet, or by the file's ending."
        ) from error


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)
