"""Registers as a folder of CSV files, such as an export of the merchant's orders."""

import csv
import io
import logging
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.claim.business_keys import compared_number
from pipeline.claim.registers import KEYS, NOT_CONFIRMED, NOT_FOUND, NOT_KEPT, Confirmation, Inquiry, Register, Standing
from pipeline.errors import WrongUse

LARGEST = 256 * 1024**2  # bytes of one file
_ROUNDED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)  # what spreadsheets make of a long number
Rows = Mapping[str, Mapping[str, str]]
Stamp = tuple[int, int, int]
_log = logging.getLogger("proofdesk.registers")


@dataclass(frozen=True, slots=True)
class _Table:
    """`rows` by number; None while the file cannot be taken."""

    stamp: Stamp | None
    rows: Rows | None


@dataclass(slots=True)
class FolderRegisters:
    """The port `RegisterDesk` over files, read again when they change; a register without a file is not kept here.

    While a file is broken, or gone that was there, it confirms nothing: an old export would know no new order.
    """

    folder: Path
    _held: dict[Register, _Table] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def read(cls, folder: Path) -> "FolderRegisters":
        """Every `orders.csv`, `payments.csv`, … in `folder`. Raises WrongUse, naming file and line."""
        if not folder.is_dir():
            raise WrongUse(f"{folder} is no folder; put orders.csv, payments.csv, … into one and name that.")
        registers = cls(folder)
        for register in Register:
            file = registers._file(register)
            if stamp := _stamp(file):
                registers._held[register] = _Table(stamp, _rows(file, KEYS[register]))
        if not registers._held:
            raise WrongUse(f"{folder} holds no register; name the files {', '.join(f'{one}.csv' for one in Register)}.")
        return registers

    def ask(self, inquiry: Inquiry) -> Confirmation:
        with self._lock:
            table = self._current(inquiry.register)
        if table is None:
            return NOT_KEPT
        key = compared_number(inquiry.key)
        if table.rows is None or not key:
            return NOT_CONFIRMED
        row = table.rows.get(key)
        return NOT_FOUND if row is None else Confirmation(Standing.FOUND, row)

    def _current(self, register: Register) -> _Table | None:
        known, file = self._held.get(register), self._file(register)
        stamp = _stamp(file)
        if known is None and stamp is None:
            return None
        if known is None or known.stamp != stamp:
            known = self._held[register] = _Table(stamp, self._taken(file, KEYS[register]) if stamp else None)
        return known

    def _taken(self, file: Path, key: str) -> Rows | None:
        try:
            return _rows(file, key)
        except WrongUse as bad:
            _log.error("a register cannot be taken", extra={"because": str(bad)})
            return None

    def _file(self, register: Register) -> Path:
        return self.folder / f"{register.value}.csv"


def _stamp(file: Path) -> Stamp | None:
    """What changes when the file does; None where there is none."""
    try:
        told = file.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _rows(file: Path, key: str) -> Rows:
    lines = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    rows: dict[str, Mapping[str, str]] = {}
    try:
        header = [name.strip().casefold() for name in next(lines, [])]
        if key not in header or len(set(header)) != len(header):
            raise WrongUse(f"{file} line 1: the first line names each column once, and one of them {key}.")
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            row = _row(f"{file} line {lines.line_num}", header, cells, key)
            number = compared_number(row[key])
            if rows.setdefault(number, row) != row:
                raise WrongUse(f"{file} line {lines.line_num}: {row[key]} stands above with other values; keep one.")
    except csv.Error as error:
        raise WrongUse(f"{file} line {lines.line_num} is no CSV ({error}); export the file again.") from error
    return rows


def _row(where: str, header: list[str], cells: list[str], key: str) -> Mapping[str, str]:
    if len(cells) != len(header):
        raise WrongUse(f"{where} has {len(cells)} columns, the first line {len(header)}; export the file again.")
    row = dict(zip(header, (_cell(cell) for cell in cells), strict=True))
    if not compared_number(row[key]):
        raise WrongUse(f"{where} has no {key}; fill it in, or leave the line out.")
    if _ROUNDED.fullmatch(row[key]):
        raise WrongUse(f"{where}: a spreadsheet rounded {row[key]}; export {key} as text.")
    return row


def _cell(text: str) -> str:
    """Without what exports put around numbers so that spreadsheets leave them alone."""
    plain = text.strip().lstrip("'").strip()
    return plain[2:-1] if plain.startswith('="') and plain.endswith('"') else plain


def _text(file: Path) -> str:
    """UTF-8, or GB18030 as Chinese spreadsheets write it."""
    try:
        if file.stat().st_size > LARGEST:
            raise WrongUse(f"{file} is larger than {LARGEST} bytes; export fewer days.")
        content = file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read ({error.strerror}); mend its rights.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongUse(f"{file} line {line}: neither UTF-8 nor GB18030; save it as CSV in UTF-8.") from error
