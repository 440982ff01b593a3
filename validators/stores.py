"""Whether a receipt names one of the merchant's stores."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from unicodedata import normalize

_SAME_NAME = 0.8  # equal but for a character in five: readers lose some


def named(seller: str, rows: Iterable[str], stores: Iterable[str]) -> bool:
    """Whether one of `stores` (names, telephone numbers) stands anywhere in `rows` or is nearly the `seller`."""
    page, name = "".join(_folded(row) for row in rows), _folded(seller)
    ours = filter(None, (_folded(store) for store in stores))
    return any(store in page or _alike(name, store) for store in ours)


def _folded(name: str) -> str:
    return re.sub(r"[\W_]", "", normalize("NFKC", name)).casefold()


def _alike(name: str, store: str) -> bool:
    return SequenceMatcher(None, name, store, autojunk=False).ratio() >= _SAME_NAME
