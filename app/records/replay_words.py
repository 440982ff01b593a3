"""What a replay found, in plain words, with what names a person blacked out."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.packs.masking import BLACK, blacked, secrets_in
from pipeline.record_differences import Difference
from pipeline.replays import Replayed, Verdict
from workers.desk import kinds

SUMMARY = "{same} of {all} records came out the same, byte for byte.\n"
_WORDS = {
    Verdict.IDENTICAL: "the same, byte for byte",
    Verdict.DIFFERENT: "DIFFERENT, though everything it was read with is here",
    Verdict.OTHER_VERSIONS: "different; not everything it was read with is here any more",
    Verdict.ORIGINAL_CHANGED: "THE ORIGINAL IS NOT WHAT CAME IN",
    Verdict.NOT_REPLAYED: "not read again",
}
_LONGEST = 200  # characters of a value


def lines(found: Replayed) -> Iterator[str]:
    """One for the file, then one for each thing that is gone, and each value that differs."""
    yield f"{found.evidence}  record {found.record}: {_WORDS[found.verdict]}"
    if found.note:
        yield f"    {found.note}"
    if found.verdict is Verdict.IDENTICAL:
        return
    for one in found.instead:
        yield f"    {one.what}: read with {one.named}; here is {one.here}"
    for difference in found.differences:
        yield f"    {_line(difference)}"


def shown(found: Replayed, record: Callable[[], Mapping[str, Any]]) -> Replayed:
    """With the personal values of its record blacked out; a value that differs is hidden on both sides.

    `record` is asked for where something differs.
    """
    if not found.differences:
        return found
    known = {kind.name: kind for kind in kinds()}
    kept = record()
    kind = known.get(str(kept.get("kind")))
    sensitive = {spec.name for spec in kind.fields if spec.sensitive} if kind else set()
    secrets = secrets_in(kept, known) | set(_read_now(found, sensitive))
    masked = tuple(_hidden(one, sensitive, secrets) for one in found.differences)
    return replace(found, differences=masked)


def _hidden(one: Difference, sensitive: set[str], secrets: set[str]) -> Difference:
    """Values of sensitive fields whole, and file names, which may name anybody; elsewhere what names a person."""
    first, _, _ = one.where.partition(" ")
    if first in sensitive or first in ("file", "files"):
        return Difference(one.where, one.kept and BLACK, one.now and BLACK)
    return Difference(one.where, blacked(one.kept, secrets), blacked(one.now, secrets))


def _read_now(found: Replayed, sensitive: set[str]) -> Iterator[str]:
    """Personal values as they came out this time: a finding may quote them."""
    for one in found.differences:
        if one.where.partition(" ")[0] in sensitive and isinstance(one.now, str) and len(one.now) > 1:
            yield one.now


def _line(one: Difference) -> str:
    if one.kept is None:
        return f"{one.where}: nothing then, {_value(one.now)} now"
    if one.now is None:
        return f"{one.where}: {_value(one.kept)} then, nothing now"
    return f"{one.where}: {_value(one.kept)} then, {_value(one.now)} now"


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
