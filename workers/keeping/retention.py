"""The policy of how long things are kept, read from its TOML file."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import WrongUse
from pipeline.keeping.retention import ANCHORS, Anchor, Goes, Retention, RetentionClass, Span

_SHIPPED = Path(__file__).with_name("retention.toml")
_KEEP = re.compile(r"([1-9][0-9]{0,4}) (years|days)")
_KEYS = {"name", "what", "anchor", "keep", "kinds", "law"}


def retention_policy(path: str, known_kinds: frozenset[str]) -> Retention:
    """The file `path`, or the one that comes along where that is empty. Raises WrongUse that says what to mend."""
    file = Path(path) if path else _SHIPPED
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise WrongUse(f"The retention policy {file} cannot be read ({error.strerror}); check the path.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"The retention policy {file} is not TOML in UTF-8: {error}. Mend it and try again.") from error
    parts = told.get("class")
    if not isinstance(told.get("version"), str) or not isinstance(parts, list) or not parts:
        raise WrongUse(f"{file}: a retention policy has a version, and a [[class]] for each class.")
    classes = tuple(_class(file, number, part, known_kinds) for number, part in enumerate(parts, 1))
    if len({one.name for one in classes}) != len(classes):
        raise WrongUse(f"{file}: two classes have one name.")
    return Retention(told["version"], classes)


def _class(file: Path, number: int, part: Mapping[str, Any], known_kinds: frozenset[str]) -> RetentionClass:
    where = f"{file}, class {number}"
    if set(part) - _KEYS:
        raise WrongUse(
            f"{where}: unknown {', '.join(sorted(set(part) - _KEYS))}; known are {', '.join(sorted(_KEYS))}."
        )
    try:
        goes = Goes(part["what"])
        anchor = Anchor(part["anchor"]) if "anchor" in part else None
        kept = _KEEP.fullmatch(part["keep"])
        name, law = str(part["name"]), str(part["law"])
    except (KeyError, ValueError, TypeError) as error:
        raise WrongUse(f"{where}: {error} is missing, or not one of those that are explained in the file.") from error
    if kept is None:
        raise WrongUse(f'{where}: keep is a time such as "3 years" or "90 days".')
    if (anchor is None) == bool(ANCHORS[goes]) or (anchor is not None and anchor not in ANCHORS[goes]):
        raise WrongUse(f"{where}: {goes} counts from {' or '.join(sorted(ANCHORS[goes])) or 'nothing'}.")
    kinds = tuple(str(one) for one in part.get("kinds", ()))
    if (goes is Goes.ORIGINALS) != bool(kinds) or set(kinds) - known_kinds:
        raise WrongUse(f"{where}: `kinds` names kinds of document for originals alone; see docs/kinds.md.")
    number_of, unit = int(kept[1]), kept[2]
    span = Span(number_of, 0) if unit == "years" else Span(0, number_of)
    return RetentionClass(name=name, goes=goes, anchor=anchor, keep=span, kinds=kinds, law=law)
