"""Text that strangers wrote, made safe to print."""

import json
import re
import unicodedata

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, bidi and zero-width marks, lone surrogates, breaks
_UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
    "|[\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """`text` with every character that steers a terminal or a reading order written as its escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(char) if unicodedata.category(char) in _UNPRINTABLE else char for char in text)


def json_line(value: object) -> str:
    """`value` as one line of JSON that any terminal may print; Chinese stays readable, the meaning is unchanged."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)
    return _UNSAFE_IN_JSON.sub(lambda match: json.dumps(match.group())[1:-1], text)


def width(text: str) -> int:
    """Columns `text` takes on a terminal; East Asian wide characters take two, combining marks none."""
    return sum(_columns(char) for char in text)


def cut(text: str, columns: int) -> str:
    """`text` shortened to at most `columns`, ending in an ellipsis where something is missing."""
    if width(text) <= columns:
        return text
    kept, room = [], columns - 1
    for char in text:
        room -= _columns(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept) + "…"


def padded(text: str, columns: int) -> str:
    """`text` filled with blanks to `columns`."""
    return text + " " * (columns - width(text))


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _escape(char: str) -> str:
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    if char in known:
        return known[char]
    point = ord(char)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
