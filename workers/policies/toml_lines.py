"""On which line each value of a TOML text stands; `tomllib` tells values, but not their places."""

import re
from collections.abc import Callable, Mapping

Key = tuple[str | int, ...]
"""Names of tables and keys, and numbers from 0 inside arrays: `("products", 0, "name")`."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PLAIN = re.compile(r"[^,\]}\n#]*")
_STRINGS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (r'"""(?:\\.|[^\\])*?"""+', r"'''.*?'''+", r'"(?:\\.|[^"\\])*"', r"'[^']*'")
)


def lines_of(text: str) -> Mapping[Key, int]:
    """The line, from 1, of every table, key and element of `text`, which is valid TOML."""
    walk = _Walk(text)
    walk.whole()
    return walk.lines


def line_of(lines: Mapping[Key, int], key: Key) -> int:
    """The line of `key`, or of what holds it where it is not there; 0 where nothing of it is."""
    for length in range(len(key), 0, -1):
        if key[:length] in lines:
            return lines[key[:length]]
    return 0


class _Walk:
    """One pass over the text; `lines` is what was met."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Key, int] = {}
        self._text = text
        self._at = 0
        self._counts: dict[Key, int] = {}  # tables of each array so far

    def whole(self) -> None:
        table: Key = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._next("[["):
                table = self._header(1)
            elif self._next("["):
                table = self._header(0)
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self, nested: int) -> Key:
        *above, last = self._name()
        self._at += 1 + nested
        place: Key = ()
        for part in above:
            place = self._newest((*place, part))
        place = (*place, last)
        if nested:
            self._counts[place] = self._counts.get(place, 0) + 1
            self._note(place)
            place = self._newest(place)
        self._note(place)
        return place

    def _newest(self, place: Key) -> Key:
        return (*place, self._counts[place] - 1) if place in self._counts else place

    def _pair(self, table: Key) -> None:
        place = table
        for part in self._name():
            place = (*place, part)
            self._note(place)
        self._next("=")
        self._skip(_SPACE)
        self._value(place)

    def _value(self, place: Key) -> None:
        if self._next("["):
            self._several("]", lambda number: self._element((*place, number)))
        elif self._next("{"):
            self._several("}", lambda _: self._pair(place))
        elif not any(self._skip(pattern) for pattern in _STRINGS):
            self._skip(_PLAIN)

    def _several(self, end: str, read: Callable[[int], None]) -> None:
        number = 0
        self._skip(_BLANK)
        while not self._next(end):
            read(number)
            number += 1
            self._skip(_BLANK)
            self._next(",")
            self._skip(_BLANK)

    def _element(self, place: Key) -> None:
        self._note(place)
        self._value(place)

    def _name(self) -> list[str]:
        """Parts of a dotted key, without their quotes."""
        parts: list[str] = []
        while not parts or self._next("."):
            self._skip(_SPACE)
            began = self._at
            if not any(self._skip(pattern) for pattern in (_BARE, *_STRINGS[2:])):
                raise ValueError(f"no key at {self._at}")
            parts.append(self._text[began : self._at].strip("\"'"))
            self._skip(_SPACE)
        return parts

    def _note(self, place: Key) -> None:
        self.lines.setdefault(place, self._text.count("\n", 0, self._at) + 1)

    def _next(self, mark: str) -> bool:
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        return True

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found is not None
