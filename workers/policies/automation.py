"""The policy of what may pass without a person: a small TOML file, refused with the line to mend."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.fields import ValueType
from pipeline.kinds import Kind
from pipeline.trust.lanes import NO_AUTOMATION, Allowed, Automation

SCHEMA = "proofdesk.automation/1"
LARGEST_TARGET = 0.1
LEAST_LEVEL, HIGHEST_LEVEL = 0.8, 0.9999
_USUAL_LEVEL = 0.95
_KEYS = frozenset({"kind", "field", "target_error", "confidence"})


def own_automation(path: str, known: tuple[Kind, ...]) -> Automation:
    """What the file `path` allows ("" for nothing); raises WrongUse that says which lane is wrong, and why."""
    if not path:
        return NO_AUTOMATION
    try:
        text = Path(path).read_text(encoding="utf-8")
        rows = tomllib.loads(text)
    except OSError as error:
        raise WrongUse(f"The policy in {path} cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise WrongUse(f"The policy in {path} is not UTF-8; save the file as UTF-8 and try again.") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{path} is not TOML: {error}. Mend that line and try again.") from error
    return Automation(_allowed(rows, path, known), hashlib.sha256(text.encode()).hexdigest())


def _allowed(rows: Mapping[str, object], path: str, known: tuple[Kind, ...]) -> tuple[Allowed, ...]:
    if rows.get("schema") != SCHEMA:
        raise WrongUse(f'{path} must begin with: schema = "{SCHEMA}"')
    _only(rows, {"schema", "lane"}, path)
    tables = rows.get("lane", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WrongUse(f"{path}: write each lane under a line of its own, [[lane]].")
    found = tuple(_lane(table, f"{path}, lane {number}", known) for number, table in enumerate(tables, 1))
    pairs = [(one.kind, one.field) for one in found]
    twice = next((pair for pair in pairs if pairs.count(pair) > 1), None)
    if twice:
        raise WrongUse(f"{path}: {twice[0]} {twice[1]} stands there twice; leave one out.")
    return found


def _lane(table: Mapping[str, object], where: str, known: tuple[Kind, ...]) -> Allowed:
    _only(table, _KEYS, where)
    kind = next((kind for kind in known if kind.name == table.get("kind")), None)
    if kind is None:
        raise WrongUse(
            f"{where}: there is no kind {table.get('kind')}; known are {_listed(one.name for one in known)}."
        )
    decisive = tuple(spec.name for spec in kind.fields if spec.critical and spec.type is not ValueType.ROWS)
    field = table.get("field")
    if not isinstance(field, str) or field not in decisive:
        raise WrongUse(f"{where}: {kind.name} has no decisive field {field}; it has {_listed(decisive) or 'none'}.")
    return Allowed(
        kind=kind.name,
        field=field,
        target_error=_share(table.get("target_error"), "target_error", where, (0.0, LARGEST_TARGET)),
        level=_share(table.get("confidence", _USUAL_LEVEL), "confidence", where, (LEAST_LEVEL, HIGHEST_LEVEL)),
    )


def _share(value: object, name: str, where: str, allowed: tuple[float, float]) -> float:
    low, high = allowed
    if isinstance(value, bool) or not isinstance(value, float | int) or not low <= value <= high or not value:
        least = f"from {low:g}" if low else "above 0"
        raise WrongUse(f"{where}: {name} is {value}; give a share {least} to {high:g}, with a point.")
    return float(value)


def _only(table: Mapping[str, object], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise WrongUse(f"{where}: {', '.join(unknown)} means nothing here; known are {_listed(known)}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
