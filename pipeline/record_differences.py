"""Where two readings of one file say different things: value by value, named as people speak of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_NAMES = {"fields": ("name", "{}"), "pages": ("number", "page {}")}
_FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Difference:
    """`where` such as `total_amount value`; None for what one of the readings does not have."""

    where: str
    kept: object
    now: object


def record_bytes(record: Mapping[str, object]) -> bytes:
    """A record as the bytes it is kept as; two records are the same when these are."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def differences(kept: Mapping[str, object], now: Mapping[str, object]) -> tuple[Difference, ...]:
    """Everything in which `now` differs; empty exactly where both are kept as the same bytes."""
    kept, now = _plain(kept), _plain(now)
    found = tuple(_of(kept, now, ""))
    if not found and record_bytes(kept) != record_bytes(now):
        return (Difference("the order of what is said", None, None),)
    return found


def _plain(record: Mapping[str, object]) -> Mapping[str, object]:
    """As it comes out of the database."""
    plain: Mapping[str, object] = json.loads(record_bytes(record))
    return plain


def _of(kept: object, now: object, where: str) -> Iterator[Difference]:
    if isinstance(kept, Mapping) and isinstance(now, Mapping):
        for key in {**kept, **now}:
            yield from _of(_named(key, kept.get(key)), _named(key, now.get(key)), _place(where, key))
    elif isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now) and _nested(kept):
        for number, (one, other) in enumerate(zip(kept, now, strict=True), 1):
            yield from _of(one, other, f"{where} {number}")
    elif kept != now or type(kept) is not type(now):
        yield Difference(where, kept, now)


def _named(key: str, value: object) -> object:
    """Fields, findings and pages by their names, so that one more of them does not move all others."""
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        return value
    if key in _NAMES:
        name, told = _NAMES[key]
        return {told.format(one.get(name)): one for one in value}
    if key != _FINDINGS:
        return value
    found: dict[str, object] = {}
    for one in value:
        label = f"rule {one.get('rule')}"
        number = sum(known.partition(" #")[0] == label for known in found)
        found[f"{label} #{number + 1}" if number else label] = one
    return found


def _place(where: str, key: str) -> str:
    return where if key in (*_NAMES, _FINDINGS) else f"{where} {key}".strip()


def _nested(value: list[object]) -> bool:
    return bool(value) and all(isinstance(one, Mapping | list) for one in value)
