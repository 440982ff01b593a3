"""What is known of one value that tells whether it is right: numbers a probability is made of."""

import math
import re
from decimal import Decimal
from difflib import SequenceMatcher

from pipeline.fields import Field, FieldSpec, Reading, ValueType
from pipeline.pages import Document, Page, Source
from pipeline.records import Form
from pipeline.sums import adds_up
from pipeline.trust import printed_names
from pipeline.trust.agreement import INDEPENDENT, agrees, facts_from_elsewhere, squeezed

_RIVALLED = frozenset({"two_values", "two_totals", "two_dates", "two_times"})
_UNPLACED = frozenset({"weak_label", "no_label", "when_paid", "short_number", "low_confidence"})
_FORMED = (ValueType.AMOUNT, ValueType.WORDS_AMOUNT, ValueType.NUMBER, ValueType.PERCENT)
_DAYS = (ValueType.DATE, ValueType.MOMENT, ValueType.TIME)
_CENTS = re.compile(r"(?<![\d.,])\d{1,3}(?:,?\d{3}){0,3}\.\d{2}(?!\d)")
_NO_NAME = (0.0,) * len(printed_names.NAMES)
_TELLING = 3  # digits that hardly stand twice by chance
_COLONS = 2  # in a time with its seconds
_LEAST = 0.001  # a reader's score below counts as this

NAMES = (
    "first_loss",  # -ln of the first reader's least probability of a character
    "again_agrees",  # share of its own family's further readings that hold the same
    "again_differs",
    "other_agrees",  # the independent family
    "other_differs",
    "alike",  # every further reading, of both families, holds the same
    "unlike",  # how far the most different reading stands from the first, 0 to 1
    "text_layer",
    "structured",
    "confirmed",  # independent facts that say the same, at most two counted
    "doubted",
    "doubts_more",
    "rivalled",  # a doubt which of several is the value the page means
    "rival_time",  # that doubt about a time: papers print when it was ordered, paid and printed
    "to_the_minute",  # of a time, no seconds are printed: opening hours and times of ordering have none
    "unplaced",  # a doubt whether this is one at all
    "candidates",
    "printed_again",  # of what is no name: it stands on another row of the paper, too
    "shares_place",  # another field was read from its very place: one day for a first and a last one
    "blurred",  # 1 - legibility of its page
    "long",  # ln(1 + characters)
    "amount",
    "date",
    "id",
    "sums_fit",  # of an amount, a sum of the paper that it is part of comes out
    "sums_differ",  # of an amount, the sums that it could be part of do not
    "outdone",  # of an amount, a larger one with its cents stands on the same page
    *printed_names.NAMES,  # of a text
)
"""In the order of `signals`; a file of coefficients made for other names is refused."""


def signals(field: Field, spec: FieldSpec, form: Form, document: Document) -> tuple[float, ...]:
    """One number per name in `NAMES`, for a field of `form` that was read."""
    first = field.readings[:1]
    again = [reading for reading in field.readings[1:] if reading.reader != INDEPENDENT]
    other = [reading for reading in field.readings[1:] if reading.reader == INDEPENDENT]
    own = facts_from_elsewhere(field)
    page = next((page for page in document.pages if field.box and page.number == field.box.page), document.pages[0])
    return (
        -math.log(max(_LEAST, first[0].confidence)) if first else 0.0,
        _share(field, again),
        1.0 - _share(field, again) if again else 0.0,
        _share(field, other),
        1.0 - _share(field, other) if other else 0.0,
        float(bool(again) and bool(other) and _share(field, again) == _share(field, other) == 1),
        max((1.0 - _alike(field, reading) for reading in field.readings[1:]), default=0.0),
        float(page.source is Source.TEXT_LAYER),
        float(page.source is Source.STRUCTURED),
        float(min(2, len(own))),
        float(bool(field.doubts)),
        float(max(0, len(field.doubts) - 1)),
        float(not _RIVALLED.isdisjoint(field.doubts)),
        float("two_times" in field.doubts),
        float(_is_time(spec) and field.raw.count(":") < _COLONS),
        float(not _UNPLACED.isdisjoint(field.doubts)),
        float(bool(field.candidates)),
        float(spec.type is not ValueType.TEXT and _printed_again(field, document)),
        float(any(other.box == field.box for other in form.fields if other.name != field.name and field.box)),
        1.0 - page.legibility,
        math.log1p(len(field.raw)),
        float(spec.type in _FORMED),
        float(spec.type in _DAYS),
        float(spec.type is ValueType.ID),
        *_of_amount(field, form, page),
        *(printed_names.of_name(field, page) if spec.type is ValueType.TEXT else _NO_NAME),
    )


def _printed_again(field: Field, document: Document) -> bool:
    """Whether its print, of three digits or more, stands on another row as well, with no digit glued to it."""
    if field.box is None or sum(char.isdigit() for char in field.raw) < _TELLING:
        return False
    own = field.box
    wanted = re.compile(rf"(?<![\d.,]){re.escape(field.raw.strip())}(?![\d]|[.,]\d)")
    return any(
        wanted.search(line.text)
        for page in document.pages
        for line in page.lines
        if page.number != own.page or line.box.bottom <= own.top or line.box.top >= own.bottom
    )


def _is_time(spec: FieldSpec) -> bool:
    return spec.type is ValueType.TIME or spec.name.endswith("_time")


def _of_amount(field: Field, form: Form, page: Page) -> tuple[float, float, float]:
    """What the arithmetic of its paper says: a part of sums that come out, of none that do, less than another."""
    if not isinstance(field.value, Decimal):
        return 0.0, 0.0, 0.0
    fits = adds_up(form, field.name)
    printed = (match.group().replace(",", "") for line in page.lines for match in _CENTS.finditer(line.text))
    return float(fits is True), float(fits is False), float(any(Decimal(text) > field.value for text in printed))


def _share(field: Field, readings: list[Reading]) -> float:
    return sum(agrees(field, reading) for reading in readings) / len(readings) if readings else 0.0


def _alike(field: Field, reading: Reading) -> float:
    """1 where the reading holds the value, else how much of their characters the two share (Ratcliff and Obershelp)."""
    if agrees(field, reading):
        return 1.0
    return SequenceMatcher(None, squeezed(field.raw)[:64], squeezed(reading.text)[:96], autojunk=False).ratio()
