"""Whether two documents are one paper: what stands on them compared, or their pictures where hardly anything does."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import normalize

from pipeline.alike.laying import laid_over
from pipeline.alike.prints import Print
from pipeline.claim.business_keys import folded_name
from pipeline.pages import Line, Page

MOST_NUMBERS = 200
MOST_LINES = 400
_MOST_MARKS = 40
_LINES_COMPARED = 80  # the longest ones
_LONGEST = 28  # digits
_SHORTEST = 3
_NUMBER = re.compile(r"\d(?:[\d.,:/\-年月时分]*\d)?")
_BETWEEN = str.maketrans("", "", ".,:/-年月时分")
_CALENDAR = re.compile(
    r"(?:19|20)\d\d(?:0?[1-9]|1[0-2])(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d"
    r"|(?:19|20)\d\d|[0-2]?\d[0-5]\d|[0-2]?\d[0-5]\d[0-5]\d"
)
_HEAVIEST = 10
_TELLING = 5  # digits of a number that few other papers bear
_ONE_SLIP, _TWO_SLIPS = 6, 12  # digits of numbers in which a reader may err
_WORD = 4  # signs of a line that is compared
_SLIPS = 0.8  # of the signs of a line are read alike
_TELLS = 10  # weight of the telling numbers of a page that needs no picture
_NUMBERED = 5  # weight from which the numbers decide
_WORDED = 60  # signs from which the text decides
_NUMBERS_AGREE = 0.75
_LINES_AGREE = 0.8
_LINES_EQUAL = 0.95
_MANY_SPOTS = 15
_SPOTS_AGREE = 0.45
_VERY_MANY_SPOTS = 32  # of a picture so rich that the strongest ones change with its size
_VERY_MANY_AGREE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a document is known again by: the digits of its `numbers`, its folded `lines`, the `picture` of a page.

    `marks`: numbers that few other papers bear, the longest first. All pages count as one: a page of printed terms
    alone is the same for every customer. `picture` is None where what stands on the pages tells enough.
    """

    file: str
    numbers: frozenset[str]
    marks: tuple[str, ...]
    lines: tuple[str, ...]
    picture: Print | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """`same` of `compared`, in weights."""

    same: int
    compared: int

    @property
    def part(self) -> float:
        return self.same / self.compared if self.compared else 0.0


def numbers_of(lines: Iterable[Line]) -> frozenset[str]:
    """The digits of every number of three or more, the longest ones where there are too many."""
    texts = (normalize("NFKC", line.text) for line in lines)
    printed = {match for text in texts for match in _NUMBER.findall(text) if len(match) >= _SHORTEST}
    found = {number.translate(_BETWEEN)[:_LONGEST] for number in printed}
    fitting = (number for number in found if len(number) >= _SHORTEST)
    return frozenset(sorted(fitting, key=lambda number: (-len(number), number))[:MOST_NUMBERS])


def tells_enough(pages: Iterable[Page]) -> bool:
    """Whether the numbers on the pages tell the document from others of its form."""
    lines = (line for page in pages for line in page.lines)
    return sum(map(_weight, marks_of(numbers_of(lines)))) >= _TELLS


def look_of(file: str, pages: Sequence[Page]) -> Look:
    lines = tuple(line for page in pages for line in page.lines)
    folded = dict.fromkeys(text for line in lines if len(text := folded_name(line.text)) >= _WORD)
    numbers = numbers_of(lines)
    return Look(
        file=file,
        numbers=numbers,
        marks=marks_of(numbers),
        lines=tuple(folded)[:MOST_LINES],
        picture=next((page.picture for page in pages if page.picture), None),
    )


def same_paper(new: Look, old: Look) -> float | None:
    """How much is the same of what both show, 0–1; None where they are not one paper.

    Numbers decide: papers of one form differ in them, and readers err in few. Text without numbers proves nothing. A
    page on which hardly anything stands is known by its picture alone.
    """
    numbers = _numbers(new.numbers, old.numbers)
    if numbers.compared >= _NUMBERED and numbers.part < _NUMBERS_AGREE:
        return None
    if numbers.compared >= _NUMBERED:
        return _said_alike(new, old)
    worded = min(sum(map(len, one.lines)) for one in (new, old)) >= _WORDED
    return None if worded or new.picture is None or old.picture is None else _seen_alike(new.picture, old.picture)


def _said_alike(new: Look, old: Look) -> float | None:
    """Days are on many papers: where they are all that agrees, the words without any must be the same."""
    if set(new.marks).isdisjoint(old.marks):
        lines, least = _lines(_words(new.lines), _words(old.lines)), _LINES_EQUAL
    else:
        lines, least = _lines(new.lines, old.lines), _LINES_AGREE
    return lines.part if lines.part >= least else None


def _seen_alike(new: Print, old: Print) -> float | None:
    spots = Share(*laid_over(new, old))
    least = _VERY_MANY_AGREE if spots.same >= _VERY_MANY_SPOTS else _SPOTS_AGREE
    return spots.part if spots.same >= _MANY_SPOTS and spots.part >= least else None


def marks_of(numbers: Iterable[str]) -> tuple[str, ...]:
    """Numbers that few other papers bear, the longest first."""
    telling = (number for number in numbers if len(number) >= _TELLING and not _calendar(number))
    return tuple(sorted(telling, key=lambda number: (-len(number), number))[:_MOST_MARKS])


def _numbers(new: frozenset[str], old: frozenset[str]) -> Share:
    """By the page that bears fewer: a part of a page bears a part of its numbers."""
    few, many = sorted((new, old), key=lambda numbers: sum(map(_weight, numbers)))
    compared = sum(map(_weight, few))
    same = sum(_weight(number) for number in few if number in many)
    if same * 2 < _NUMBERS_AGREE * compared:  # no reader errs as often
        return Share(same, compared)
    return Share(
        same + sum(_weight(number) for number in few if number not in many and _nearly(number, many)), compared
    )


def _lines(new: tuple[str, ...], old: tuple[str, ...]) -> Share:
    few, many = sorted((new, old), key=lambda lines: sum(map(len, lines)))
    few = tuple(sorted(few, key=len, reverse=True)[:_LINES_COMPARED])
    whole, known = "\n".join(many), frozenset(many)
    same = sum(len(line) for line in few if line in whole or _read_alike(line, known))
    return Share(same, sum(map(len, few)))


def _words(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if not _digits(line))


def _weight(number: str) -> int:
    """Days and times are on many papers; of the others the longer tell more."""
    return 1 if _calendar(number) else min(len(number) - 2, _HEAVIEST)


def _calendar(number: str) -> bool:
    return _CALENDAR.fullmatch(number) is not None


def _nearly(number: str, many: frozenset[str]) -> bool:
    """Cut off by the edge of a picture, or with a slip of a reader."""
    if len(number) < _ONE_SLIP or _calendar(number):
        return False
    slips = 2 if len(number) >= _TWO_SLIPS else 1
    return any(
        other.startswith(number) or other.endswith(number) or _apart(number, other, slips)
        for other in many
        if len(other) >= _ONE_SLIP and not _calendar(other)
    )


def _apart(one: str, other: str, most: int) -> bool:
    """Whether at most so many digits were lost, added or changed."""
    if abs(len(one) - len(other)) > most:
        return False
    row = list(range(len(other) + 1))
    for place, digit in enumerate(one, 1):
        before, row = row, [place]
        for column, against in enumerate(other, 1):
            row.append(min(before[column] + 1, row[-1] + 1, before[column - 1] + (digit != against)))
        if min(row) > most:
            return False
    return row[-1] <= most


def _digits(line: str) -> str:
    return "".join(sign for sign in line if sign.isdigit())


def _read_alike(line: str, others: frozenset[str]) -> bool:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(line)
    digits = _digits(line)
    for other in others:
        if abs(len(other) - len(line)) * 3 > len(line) or not _apart(digits, _digits(other), len(digits) // _ONE_SLIP):
            continue
        matcher.set_seq1(other)
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _SLIPS and matcher.ratio() >= _SLIPS:
            return True
    return False
