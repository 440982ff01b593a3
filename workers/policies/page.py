"""The published forms of a policy file: its JSON Schema, and the tables of keys in docs/policy.md."""

import json
import sys
from collections.abc import Sized
from typing import Any

from pydantic.fields import FieldInfo

from workers.policies.toml import TABLES, PolicyTable


def schema() -> str:
    """The JSON Schema, as docs/policy.schema.json holds it."""
    return json.dumps(PolicyTable.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def keys() -> str:
    """A table of keys for each table of the file, in Markdown."""
    parts: list[str] = []
    for header, table in TABLES.items():
        parts += ["", f"### `{header}`" if header else "### Top of the file", ""]
        parts += ["| key | without it | meaning |", "|---|---|---|"]
        parts += [
            f"| `{name}` | {_without(field)} | {field.description} |"
            for name, field in table.model_fields.items()
            if field.description
        ]
    return "\n".join(parts).lstrip("\n") + "\n"


def _without(field: FieldInfo) -> str:
    if field.is_required():
        return "must be there"
    value: Any = field.get_default(call_default_factory=True)
    if value is None or (isinstance(value, Sized) and not len(value)):
        return "—"
    match value:
        case bool():
            return str(value).lower()
        case _:
            return str(value)


if __name__ == "__main__":
    sys.stdout.write(schema() if sys.argv[1:] == ["schema"] else keys())
