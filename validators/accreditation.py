"""How certificate numbers of testing laboratories look, and how old they may be."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.findings import Reason
from pipeline.sheets import folded

_CMA = re.compile(r"(?P<yy>\d{2})\d{10}", re.ASCII)
_OLD_CMA = re.compile(r"20(?P<yy>\d{2})\d{6}[A-Z]", re.ASCII)
_CNAS = re.compile(r"(?:CNAS)?L\d{4,5}", re.ASCII)
_VALID = 6  # years a certificate is valid


def oddities(cma: str | None, cnas: str | None, reported: date | None) -> tuple[Reason, ...]:
    """What does not fit about the numbers that are printed; `reported` is when the report was issued."""
    return (*_cma(cma, reported), *_cnas(cnas))


def _cma(number: str | None, reported: date | None) -> Iterator[Reason]:
    plain = _plain(number)
    if not plain:
        return
    match = _CMA.fullmatch(plain) or _OLD_CMA.fullmatch(plain)
    if match is None:
        yield Reason(f"CMA {number} 格式不符", f"CMA {number} has another form")
    elif reported and not 0 <= reported.year - (2000 + int(match["yy"])) <= _VALID:
        year = 2000 + int(match["yy"])
        yield Reason(f"CMA {number} 发证于 {year} 年", f"CMA {number} was issued in {year}")


def _cnas(number: str | None) -> Iterator[Reason]:
    if _plain(number) and not _CNAS.fullmatch(_plain(number)):
        yield Reason(f"CNAS {number} 格式不符", f"CNAS {number} has another form")


def _plain(number: str | None) -> str:
    return re.sub(r"^CMA|[\s:.-]", "", folded(number or "").upper())
