"""What pages say, in Chinese and English: a catalogue for each language, the same keys in both."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_OTHERWISE = "en"
_FOLDER = Path(__file__).with_name("words")
_RANGE = re.compile(r"\s*([a-zA-Z*]{1,8})(?:-[a-zA-Z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")
_MOST = 20  # languages a browser may name


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language; called with a key and what stands for its placeholders."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)


@cache
def words_in(language: str) -> Words:
    """`zh` or `en`: one file for the frame, one each for the larger pages."""
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob(f"{language}*.toml")):
        found |= dict(_flat(tomllib.loads(path.read_text("utf-8"))))
    return Words(language, found)


def wanted(accept: str) -> str:
    """The language of ours a browser likes best, by its Accept-Language (RFC 9110); English where it names neither."""
    best, weight = _OTHERWISE, 0.0
    for part in accept.split(",")[:_MOST]:
        named = _RANGE.fullmatch(part)
        language = named[1].lower() if named else ""
        liked = float(named[2] or 1) if named else 0.0
        if language in LANGUAGES and liked > weight:
            best, weight = language, liked
    return best


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, str(value)
