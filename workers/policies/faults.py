"""The mistakes of a policy file in plain words, each with its file and line."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import WrongUse
from workers.policies.toml import TABLES, Wrong
from workers.policies.toml_lines import Key, line_of, lines_of


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


def no_toml(file: Path, error: tomllib.TOMLDecodeError) -> Fault:
    """tomllib tells the line at the end of its message."""
    place = re.search(r"\(at line (\d+), column \d+\)", str(error))
    said = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
    return Fault(str(file), int(place[1]) if place else 0, f"this is not TOML: {said}")


def faults(file: Path, text: str, error: ValidationError) -> Iterator[Fault]:
    """Every mistake that was found, in the order of lines."""
    lines = lines_of(text)
    found = [_fault(file, lines, one) for one in error.errors(include_url=False)]
    yield from sorted(found, key=lambda fault: fault.line)


def _fault(file: Path, lines: Mapping[Key, int], one: Mapping[str, Any]) -> Fault:
    key: Key = tuple(part for part in one["loc"] if part != "[key]")
    match one.get("ctx"):
        case {"error": Wrong(key=name)}:
            key = (*key, name)
    return Fault(str(file), line_of(lines, key), f"{spoken(key)}{_said(one, key)}")


def spoken(key: Key) -> str:
    """The key as people count: `products 2, name`."""
    words = [str(part + 1) if isinstance(part, int) else part for part in key]
    parts = [f", {word}" if not word.isdigit() else f" {word}" for word in words]
    return "".join(parts).removeprefix(", ") or "the policy"


def _said(one: Mapping[str, Any], key: Key) -> str:
    match one["type"]:
        case "missing":
            return " is missing"
        case "extra_forbidden":
            return f" means nothing in a policy{_nearest(str(key[-1]), _known(key))}"
        case "value_error":
            return f": {str(one['msg']).removeprefix('Value error, ')}"
        case _:
            return f" = {_shown(one['input'])}: {_advice(one)}"


def _advice(one: Mapping[str, Any]) -> str:
    context = one.get("ctx", {})
    kind: str = one["type"]
    if kind in ("enum", "literal_error"):
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = difflib.get_close_matches(str(one["input"]), known, n=1)
        return f"write one of {', '.join(known)}" + (f"; did you mean {near[0]}?" if near else "")
    for start, advice in _ADVICE.items():
        if kind.startswith(start):
            return advice.format_map(context)
    return str(one["msg"])[0].lower() + str(one["msg"])[1:]


_ADVICE = {
    "greater_than_equal": "write {ge} or more",
    "greater_than": "write more than {gt}",
    "less_than_equal": "write {le} or less",
    "int": "write a whole number",
    "decimal_max_places": "write at most {decimal_places} decimals",
    "decimal": "write a number",
    "string_type": "write it in quotes",
    "string_too_short": "it must not be empty",
    "bool": "write true or false",
    "date": "write a day such as 2026-01-31, without quotes",
    "tuple": "write a list in [ ]",
    "too_short": "the list must not be empty",
    "model": "write a table",
    "dict": "write a table",
}
"""What to do by the beginning of pydantic's word for the mistake; the first that fits."""


def _known(key: Key) -> list[str]:
    """The keys of the table the unknown one stands in, then those of all others."""
    above = ".".join(part for part in key[:-1] if isinstance(part, str))
    own = [name for header, table in TABLES.items() if header.strip("[]") == above for name in table.model_fields]
    return own + [name for table in TABLES.values() for name in table.model_fields]


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; docs/policy.md lists all keys"


def _shown(value: object) -> str:
    return str(value)[:60].replace("\n", " ")
