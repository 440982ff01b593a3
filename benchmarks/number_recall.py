"""How many of the numbers printed on a page a reader saw."""

import json
import re
from collections import Counter
from pathlib import Path

_NUMBER = re.compile(r"\d[\d.,:/-]*\d")


def numbers(text: str) -> Counter[str]:
    """Every run of two digits or more with the marks inside it, as written."""
    return Counter(_NUMBER.findall(text))


def labelled(path: Path) -> Counter[str]:
    """The numbers of a text-box file (`lines` or `regions` with their `text`)."""
    held = json.loads(path.read_text(encoding="utf-8"))
    boxes = held.get("lines") or held.get("regions") or ()
    return sum((numbers(box["text"]) for box in boxes), Counter())


def recall(text: str, wanted: Counter[str]) -> tuple[int, int]:
    """How many of the wanted numbers stand in `text`, and how many were wanted."""
    return (numbers(text) & wanted).total(), wanted.total()


def recall_blanks_aside(text: str, wanted: Counter[str]) -> int:
    """How many of the wanted numbers stand in `text` as printed, or once the blanks inside its lines are taken out.

    Some sets are labelled without blanks: a telephone number read with those that are printed would count as lost.
    """
    printed = numbers(text)
    closed = sum((numbers("".join(line.split())) for line in text.splitlines()), Counter[str]())
    return sum(min(count, max(printed[number], closed[number])) for number, count in wanted.items())
