"""A campaign's policy files: read, checked, every mistake with its file and line."""

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import WrongUse
from pipeline.policy import (
    AmountTier,
    ClaimedEfficacy,
    Policy,
    PolicyMerchant,
    PolicyProduct,
    Refunds,
)
from pipeline.workdays import Calendar
from workers.policy_toml import MerchantTable, PolicyTable, ProductTable, RefundsTable, Table
from workers.terms import Terms

_LARGEST = 1024 * 1024  # bytes of one policy file
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake of a policy file; `line` from 1, 0 where it has no single line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class BadPolicy(WrongUse):
    """The policy cannot be taken; the one in force stays."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def terms(path: str | None) -> Terms:
    """Every version of the policy in a TOML file, or in the TOML files of a folder; none for None.

    Raises BadPolicy with every mistake.
    """
    if path is None:
        return Terms()
    found: list[tuple[Path, Policy]] = []
    faults: list[Fault] = []
    for file in _files(Path(path)):
        try:
            found.append((file, policy(file)))
        except BadPolicy as bad:
            faults += bad.faults
    faults += _overlapping(found)
    if faults:
        raise BadPolicy(tuple(faults))
    return Terms(tuple(policy for _, policy in found))


def policy(file: Path) -> Policy:
    """The one version in `file`; raises BadPolicy with every mistake in it."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadPolicy((Fault(str(file), 0, f"it cannot be read ({error.strerror})"),)) from error
    if len(content) > _LARGEST:
        raise BadPolicy((Fault(str(file), 0, f"a policy file has at most {_LARGEST} bytes"),))
    try:
        text = content.decode("utf-8-sig")
        table = PolicyTable.model_validate(tomllib.loads(text))
    except UnicodeDecodeError as error:
        raise BadPolicy((Fault(str(file), 0, "it is not UTF-8; save it as UTF-8"),)) from error
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy((_syntax(file, error),)) from error
    except ValidationError as error:
        raise BadPolicy(tuple(_faults(file, text, error))) from error
    made = _made(table)
    return replace(made, version=f"{made.version}+{hashlib.sha256(content).hexdigest()[:12]}")


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return (path,)
    found = sorted(path.glob("*.toml"))
    if not found:
        raise BadPolicy((Fault(str(path), 0, "the folder holds no policy (*.toml)"),))
    return found


def _overlapping(found: Sequence[tuple[Path, Policy]]) -> Iterator[Fault]:
    """Two versions in force on one day: nobody could say which of them governs a purchase."""
    for (one_file, one), (file, other) in combinations(found, 2):
        first = max(one.effective_from or date.min, other.effective_from or date.min)
        last = min(one.effective_to or date.max, other.effective_to or date.max)
        if first <= last:
            since = "always" if first == date.min else str(first)
            message = f"it is in force together with {one_file.name} (from {since}); end one with effective_to"
            yield Fault(str(file), _line(file.read_text("utf-8-sig"), ("effective_from",)), message)


def _syntax(file: Path, error: tomllib.TOMLDecodeError) -> Fault:
    """tomllib tells the line at the end of its message."""
    place = re.search(r"\(at line (\d+), column \d+\)", str(error))
    said = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
    return Fault(str(file), int(place[1]) if place else 0, f"this is not TOML: {said}")


def _faults(file: Path, text: str, error: ValidationError) -> Iterator[Fault]:
    for one in error.errors(include_url=False, include_context=False):
        key: Key = tuple(part for part in one["loc"] if not str(part).startswith("function-"))
        name = ".".join(map(str, key)) or "the policy"
        match one["type"]:
            case "missing":
                yield Fault(str(file), _line(text, key[:-1]), f"{name} is missing")
            case "extra_forbidden":
                yield Fault(str(file), _line(text, key), f"{name} is no key of a policy{_nearest(str(key[-1]))}")
            case "value_error":
                yield Fault(str(file), _line(text, key), f"{name}: {one['msg'].removeprefix('Value error, ')}")
            case _:
                said = one["msg"][0].lower() + one["msg"][1:]
                yield Fault(str(file), _line(text, key), f"{name} = {one['input']!r:.60}: {said}")


def _nearest(name: str) -> str:
    tables = (PolicyTable, ProductTable, MerchantTable, RefundsTable)
    known = [key for table in tables for key in table.model_fields]
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; see docs/policy.md for all keys"


def _line(text: str, key: Key) -> int:
    """The line where `key` stands: of its last name, inside the table and the number that lead there; 0 if unknown."""
    names = [part for part in key if isinstance(part, str)]
    if not names:
        return 0
    lines = list(enumerate(text.splitlines(), 1))
    start = _table_start(lines, key)
    wanted = re.compile(rf"\s*(?:\[+\s*)?(?:[\w.\"-]+\.)?\"?{re.escape(names[-1])}\"?\s*[=\].]")
    return next((number for number, line in lines if number >= start and wanted.match(line)), start)


def _table_start(lines: Sequence[tuple[int, str]], key: Key) -> int:
    """The line of the table header `key` stands under; 0 for the top of the file."""
    start, path = 0, []
    for at, part in enumerate(key[:-1]):
        if isinstance(part, int):
            continue
        path.append(part)
        nth = key[at + 1] if isinstance(key[at + 1], int) else 0
        header = re.compile(rf"\s*\[+\s*{re.escape('.'.join(path))}\s*\]+")
        found = [number for number, line in lines if number > start and header.match(line)]
        start = found[nth] if isinstance(nth, int) and nth < len(found) else start
    return start


def _made(table: PolicyTable) -> Policy:
    plain: dict[str, Any] = {
        name: value for name, value in table if name not in ("products", "merchants", "refunds", "calendar")
    }
    return Policy(
        **plain,
        products=tuple(map(_product, table.products)),
        merchants=tuple(map(_merchant, table.merchants)),
        refunds=_refunds(table.refunds),
        calendar=Calendar(holidays=frozenset(table.calendar.holidays), workdays=frozenset(table.calendar.workdays)),
    )


def _plain(table: Table) -> dict[str, Any]:
    """The cells of a table by name; the tables inside stay what they are."""
    return dict(table)


def _product(table: ProductTable) -> PolicyProduct:
    claimed = tuple(ClaimedEfficacy(**_plain(one)) for one in table.claimed)
    return PolicyProduct(**(_plain(table) | {"claimed": claimed}))


def _merchant(table: MerchantTable) -> PolicyMerchant:
    resellers = tuple((one.name, one.uscc) for one in table.resellers)
    return PolicyMerchant(**(_plain(table) | {"resellers": resellers}))


def _refunds(table: RefundsTable) -> Refunds:
    return Refunds(**(_plain(table) | {"tiers": tuple(AmountTier(**_plain(tier)) for tier in table.tiers)}))
