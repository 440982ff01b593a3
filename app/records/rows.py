"""Records as rows of one table: a row a document, a column each value; for spreadsheets and for statistics."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.corrections import NO_VALUE, Correction
from pipeline.kinds import Kind

SCHEMA = "proofdesk.records/1"
Cell = str | int | float | datetime | None
Row = Mapping[str, Cell]


class Sort(StrEnum):
    """What a column holds; money, percent and days are texts as in JSON, so that nothing is rounded."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a cell of any other sort than its own is empty."""

    name: str
    sort: Sort = Sort.TEXT


_HEAD = (
    Column("schema"),
    Column("evidence"),
    Column("claim_id"),
    Column("received", Sort.TIME),
    Column("record", Sort.COUNT),
    Column("file"),
    Column("sha256"),
    Column("media_type"),
    Column("status"),
    Column("error"),
    Column("kind"),
    Column("kind_confidence", Sort.SHARE),
    Column("route"),
    Column("needs_person"),
    Column("failed_rules"),
    Column("flags"),
    Column("pages", Sort.COUNT),
    Column("corrected"),
)
_TAIL = (Column("versions"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an installation knows of a document besides its record; nothing where there is no installation."""

    evidence: str | None = None
    claim_id: str | None = None
    received: datetime | None = None
    version: int | None = None
    corrections: tuple[Correction, ...] = ()


def columns(kinds: Iterable[Kind]) -> tuple[Column, ...]:
    """The same for every export of one version: heads, every field of every kind, and what it was made with."""
    names = dict.fromkeys(spec.name for kind in kinds for spec in kind.fields)
    return (*_HEAD, *(Column(name) for name in names), *_TAIL)


def row(record: Mapping[str, Any], about: About) -> Row:
    """Values as they stand: where a person put one right, theirs; the field is named in `corrected` then."""
    said = {one.change.field: one.change.new for one in about.corrections if one.change.kind == record.get("kind")}
    fields = {str(one["name"]): _text(one.get("value")) for one in record.get("fields", [])}
    fields |= {name: None if value == NO_VALUE else value for name, value in said.items()}
    return {
        **fields,
        "schema": SCHEMA,
        "evidence": about.evidence,
        "claim_id": about.claim_id,
        "received": about.received,
        "record": about.version,
        **{name: record.get(name) for name in ("file", "sha256", "media_type", "status", "kind", "route")},
        "error": (record.get("error") or {}).get("code"),
        "kind_confidence": record.get("kind_confidence"),
        "needs_person": _joined(one for one in record.get("needs_person", []) if one not in said),
        "failed_rules": _joined(one["rule"] for one in record.get("findings", []) if one.get("outcome") == "fail"),
        "flags": _joined(record.get("flags", [])),
        "pages": len(record.get("pages", [])),
        "corrected": _joined(said),
        "versions": json.dumps(record.get("versions", {}), ensure_ascii=False, sort_keys=True),
    }


def _joined(names: Iterable[str]) -> str | None:
    return " ".join(dict.fromkeys(names)) or None


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
