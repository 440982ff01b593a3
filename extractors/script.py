"""One script for comparing: traditional characters as simplified ones, each on its own, so that places stay the same."""

from dataclasses import fields, is_dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar

from opencc import OpenCC

from pipeline.sheets import Sheet, Strip

T = TypeVar("T")


class _PlainStrip(Strip):
    """`text` in simplified script, `raw` as read."""

    @cached_property
    def text(self) -> str:
        return simplified(super().text)


class _PlainSheet(Sheet):
    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        return tuple(_PlainStrip(strip.page, strip.number, strip.lines) for strip in super().strips)


def plain_sheet(sheet: Sheet) -> Sheet:
    """The sheet to look for simplified words in; itself where it holds no traditional character."""
    return sheet if simplified(sheet.text) == sheet.text else _PlainSheet(sheet.document, sheet.wording)


def in_both_scripts(sheet: Sheet) -> str:
    """The sheet's text as printed, followed by itself in simplified script where that differs."""
    plain = simplified(sheet.text)
    return sheet.text if plain == sheet.text else f"{sheet.text}\n{plain}"


def all_simplified(value: T) -> T:
    """`value` with every text in it, down through tuples and dataclasses, in simplified script."""
    found: T = _through(value)
    return found


def _through(value: Any) -> Any:
    if isinstance(value, str):
        return simplified(value)
    if isinstance(value, tuple):
        return tuple(map(_through, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
    changed = {name: new for name, one in held.items() if (new := _through(one)) != one}
    return replace(value, **changed) if changed else value


def simplified(text: str) -> str:
    """`text` with every traditional character as its simplified form; as long as `text`, character for character."""
    return text if text.isascii() else "".join(map(_one, text))


@cache
def _one(character: str) -> str:
    if not "\u3400" <= character <= "\u9fff":
        return character
    converted = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
