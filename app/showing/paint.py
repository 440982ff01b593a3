"""Colour on a terminal, as decoration: nothing is said by colour alone."""

import os
from typing import Protocol, TextIO


class Paint(Protocol):
    """Dresses `text` for its role (`verified agreed once yours absent failed title quiet`)."""

    def __call__(self, text: str, role: str) -> str: ...


_CODES = {
    "verified": "32",
    "agreed": "36",
    "once": "0",
    "yours": "1;33",
    "absent": "2",
    "failed": "31",
    "title": "1",
    "quiet": "2",
}


def plain(text: str, role: str) -> str:  # noqa: ARG001
    return text


def coloured(text: str, role: str) -> str:
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m"


def paint_for(stream: TextIO) -> Paint:
    """Colours on a terminal that shows them, unless the person said no (no-color.org)."""
    if stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        return coloured
    return plain
