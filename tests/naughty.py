"""Strings that broke other programs: the Big List of Naughty Strings by Max Woolf (MIT, `tests/strings/LICENSE`)."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

STRINGS: tuple[str, ...] = tuple(json.loads((Path(__file__).parent / "strings" / "naughty.json").read_text("utf-8")))
ACTIVE = tuple(one for one in STRINGS if "<" in one or "script" in one.lower() or "=" in one)


def together(strings: Sequence[str], longest: int) -> Iterator[str]:
    """As few texts as hold all of them, none longer than `longest` characters."""
    held = ""
    for one in strings:
        plain = " ".join(one.split())
        if held and len(held) + len(plain) >= longest:
            yield held
            held = ""
        held = f"{held} {plain}".strip()
    if held:
        yield held
