"""Registers behind HTTP: one GET for one entry, answered in JSON."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

from pipeline.claim.business_keys import compared_number
from pipeline.claim.registers import KEYS, NOT_CONFIRMED, NOT_FOUND, NOT_KEPT, Confirmation, Inquiry, Standing
from pipeline.deliveries import Trouble
from pipeline.fetched import Fetched
from storage.registers.circuit import Circuit
from storage.registers.kept import KeptAnswers

Fetch = Callable[[str], Fetched]
"""One GET, bounded in time and size; never raises for what the network does."""

TRIES = 2
KEPT_SECONDS = 600.0
MISSING_KEPT_SECONDS = 60.0  # what is not there today may be entered tomorrow
MOST_COLUMNS = 50
LONGEST_TEXT = 1_000
_OK, _NOT_FOUND, _NOT_IMPLEMENTED = 200, 404, 501
_AGAIN = frozenset({500, 502, 503, 504})
_NEVER_AGAIN = frozenset({Trouble.REFUSED_ADDRESS, Trouble.UNTRUSTED, Trouble.NO_TLS})
_log = logging.getLogger("proofdesk.registers")


class HttpRegisters:
    """The port `RegisterDesk` over `GET base/register/number`.

    200 with a flat JSON object that names the number asked for is the entry, 404 with `{"found": false}` says that
    there is none, 501 that nobody keeps this register. Anything else confirms nothing: a page of some proxy must never
    turn into "not found".
    """

    def __init__(self, base: str, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._base = base.rstrip("/")
        self._fetch = fetch
        self._kept = KeptAnswers(clock)
        self._circuit = Circuit(clock)

    def ask(self, inquiry: Inquiry) -> Confirmation:
        kept = self._kept.get(inquiry)
        if kept is not None:
            return kept
        if not compared_number(inquiry.key) or not self._circuit.may_ask():
            return NOT_CONFIRMED
        number = quote(inquiry.key, safe="", errors="replace")
        brought = self._brought(f"{self._base}/{inquiry.register.value}/{number}")
        answer = _understood(brought, inquiry)
        if answer.standing is Standing.NOT_CONFIRMED:
            if self._circuit.failed():
                _log.warning("the registers are away", extra={"why": _why(brought)})
            return answer
        self._circuit.answered()
        self._kept.keep(inquiry, answer, MISSING_KEPT_SECONDS if answer is NOT_FOUND else KEPT_SECONDS)
        return answer

    def _brought(self, url: str) -> Fetched:
        """One more try where the first failed in a way that passes."""
        brought = self._fetch(url)
        for _ in range(TRIES - 1):
            if not _passing(brought):
                break
            brought = self._fetch(url)
        return brought


def _passing(brought: Fetched) -> bool:
    if brought.trouble is not None:
        return brought.trouble not in _NEVER_AGAIN
    return brought.status in _AGAIN


def _understood(brought: Fetched, inquiry: Inquiry) -> Confirmation:
    if brought.status == _NOT_IMPLEMENTED:
        return NOT_KEPT
    told = _object(brought.body) if brought.status in (_OK, _NOT_FOUND) else None
    if told is None:
        return NOT_CONFIRMED
    if brought.status == _NOT_FOUND:
        return NOT_FOUND if told.get("found") is False else NOT_CONFIRMED
    row = _row(told)
    number = compared_number(row.get(KEYS[inquiry.register], ""))
    return Confirmation(Standing.FOUND, row) if number == compared_number(inquiry.key) else NOT_CONFIRMED


def _object(body: bytes) -> Mapping[str, object] | None:
    """Numbers stay as they are written: an amount is no binary fraction."""
    try:
        told = json.loads(body, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):  # not JSON, not UTF-8, or nested to no end
        return None
    return told if isinstance(told, dict) else None


def _row(told: Mapping[str, object]) -> Mapping[str, str]:
    """Every column as text; empty for what is no flat row."""
    cells = {name.strip().casefold(): _cell(value) for name, value in told.items()}
    row = {name: cell for name, cell in cells.items() if cell is not None and len(cell) <= LONGEST_TEXT}
    return row if len(row) == len(told) <= MOST_COLUMNS else {}


def _cell(value: object) -> str | None:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return "".join(sign if sign.isprintable() else " " for sign in value).strip()
        case _:
            return None


def _why(brought: Fetched) -> str:
    return brought.trouble.value if brought.trouble is not None else f"status {brought.status}"
