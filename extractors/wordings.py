"""Label words from TOML files: the ones that ship with the kinds, and those a merchant adds."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.wording import Label, Platform, Wording

SCHEMA = "proofdesk.wording/1"
LONGEST_WORD, LONGEST_PATTERN, MOST_LABELS = 60, 200, 2_000
_FOLDER = Path(__file__).parent / "wording"
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,)")  # what makes a pattern slow on text that almost fits
_BACKWARD = re.compile(r"\\\d|\(\?P=|\(\?<[=!]")


@cache
def built_in() -> Wording:
    """Every label that ships with the program."""
    found = Wording()
    for path in sorted(_FOLDER.glob("*.toml")):
        found = found.before(parsed(path.read_text(encoding="utf-8"), path.name))
    return found


def parsed(text: str, name: str) -> Wording:
    """The labels and platforms of one file; raises WrongUse that says which entry of file `name` is wrong, and why."""
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{name} is not TOML: {error}. Mend that line and try again.") from error
    if rows.get("schema") != SCHEMA:
        raise WrongUse(f'{name} must begin with: schema = "{SCHEMA}"')
    unknown = set(rows) - {"schema", "kind", "label", "platform"}
    if unknown:
        raise WrongUse(f"{name} holds {', '.join(sorted(unknown))}, which means nothing here; see docs/wording.md.")
    platforms = tuple(_platforms(_tables(rows, "platform", name), name))
    labels = tuple(_labels(_tables(rows, "label", name), rows.get("kind"), name))
    return Wording(labels, platforms)


def _tables(rows: Mapping[str, object], key: str, name: str) -> list[Mapping[str, object]]:
    tables = rows.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WrongUse(f"{name}: write each {key} under a line of its own, [[{key}]].")
    if len(tables) > MOST_LABELS:
        raise WrongUse(f"{name} holds more than {MOST_LABELS} of [[{key}]]; split it or leave some out.")
    return tables


def _platforms(tables: list[Mapping[str, object]], name: str) -> Iterator[Platform]:
    for number, table in enumerate(tables, 1):
        where = f"{name}, platform {number}"
        _only(table, {"name", "words"}, where)
        yield Platform(_text(table, "name", where), _words(table, where))


def _labels(tables: list[Mapping[str, object]], kind: object, name: str) -> Iterator[Label]:
    for number, table in enumerate(tables, 1):
        where = f"{name}, label {number}"
        _only(table, {"kind", "field", "words", "pattern", "platform"}, where)
        yield Label(
            kind=_text({"kind": kind, **table}, "kind", where),
            field=_text(table, "field", where),
            words=_words(table, where),
            pattern=_pattern(table, where),
            platform=_text(table, "platform", where) if "platform" in table else None,
        )


def _only(table: Mapping[str, object], known: set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise WrongUse(f"{where}: {', '.join(unknown)} is not known; known are {', '.join(sorted(known))}.")


def _text(table: Mapping[str, object], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise WrongUse(f'{where}: {key} is missing; write {key} = "…".')
    return value


def _words(table: Mapping[str, object], where: str) -> tuple[str, ...]:
    words = table.get("words")
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise WrongUse(f'{where}: words is missing; write words = ["…", "…"] as they stand on the page.')
    long = [word for word in words if len(word) > LONGEST_WORD]
    if long:
        raise WrongUse(f"{where}: a label has at most {LONGEST_WORD} characters: {long[0][:LONGEST_WORD]}…")
    return tuple(words)


def _pattern(table: Mapping[str, object], where: str) -> str | None:
    if "pattern" not in table:
        return None
    pattern = _text(table, "pattern", where)
    if len(pattern) > LONGEST_PATTERN or _REPEATED_GROUP.search(pattern) or _BACKWARD.search(pattern):
        raise WrongUse(
            f"{where}: a pattern has at most {LONGEST_PATTERN} characters, repeats no group and looks back at nothing, "
            "so that it ends soon on any page."
        )
    try:
        re.compile(pattern)
    except re.error as error:
        raise WrongUse(f"{where}: the pattern is no regular expression: {error}.") from error
    return pattern
