"""One script for comparing: traditional characters as simplified ones, each on its own, so that places stay the same."""

from functools import cache

from opencc import OpenCC


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
