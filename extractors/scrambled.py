"""Letters of a text whose bytes were taken for another encoding's: `璁㈠崟缂栧彿` and `è®¢å•ç¼–å·` are 订单编号."""

import re
from collections.abc import Iterator

_RUN = re.compile(r"[^\x00-\x7f]{3,}")
_LATIN = re.compile(r"[\u0080-\u00ff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+")
_MEANT = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef·¥]+")
_LEAST = 2  # glyphs; so many do not come out by chance
_LOST = 2  # bytes at the end of a run that may have gone into what stood behind it


def restored(raw: str) -> str:
    """`raw` with every such run as it was meant, blanks behind it, so that it is as long as before.

    For comparing only. A run with any byte that fits no letter stays as it is: nothing is guessed.
    """
    return raw if raw.isascii() else _RUN.sub(lambda run: _meant(run.group()), raw)


def _meant(run: str) -> str:
    for meant in _attempts(run):
        glyphs = meant.strip()
        if _LEAST <= len(glyphs) <= len(run) and _MEANT.fullmatch(glyphs):
            return glyphs.ljust(len(run))
    return run


def _attempts(run: str) -> Iterator[str]:
    """The run's bytes read as what they may have been; none where it holds letters that encoding does not have."""
    if _LATIN.fullmatch(run):
        found = _bytes(run)
        yield _utf8(found)
        yield found.decode("gbk", "replace")
        return
    try:
        yield _utf8(run.encode("gbk"))
    except UnicodeEncodeError:
        return


def _bytes(run: str) -> bytes:
    return b"".join(
        bytes([ord(letter)]) if ord(letter) < 0x100 else letter.encode("cp1252", "replace") for letter in run
    )


def _utf8(found: bytes) -> str:
    """The text of these bytes, without what is left of a last letter; empty where they are none."""
    for lost in range(_LOST + 1):
        try:
            return found[: len(found) - lost].decode("utf-8")
        except UnicodeDecodeError:
            continue
    return ""
