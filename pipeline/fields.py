"""One value of a document, never separated from its proof."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipeline.geometry import Box, Quad
from pipeline.rows import Row


class ValueType(StrEnum):
    """What a field's value is; decides parsing, comparison and how it is written out."""

    AMOUNT = "amount"  # Decimal, plain, without sign or currency mark
    WORDS_AMOUNT = "words_amount"  # Decimal, printed in 大写 or words
    DATE = "date"  # datetime.date
    TIME = "time"  # str HH:MM or HH:MM:SS as printed
    MOMENT = "moment"  # str YYYY-MM-DDTHH:MM or with :SS, local as printed; the day alone where no time is printed
    NUMBER = "number"  # Decimal with its sign: a measured value, a mark, a count
    PERCENT = "percent"  # Decimal with its sign, in percent
    ID = "id"  # str without spaces
    TEXT = "text"  # str
    BOOL = "bool"
    ROWS = "rows"  # tuple[Row, ...]


class State(StrEnum):
    """Whether a field was read; `value` is None unless READ."""

    READ = "read"
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    EMPTY = "empty"


Value = str | Decimal | date | bool | tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """What a kind promises about one of its fields: drives form, export, masking and docs.

    `critical`: money, a decisive date, or an id that stops fraud; read a second and third time. `sensitive`: masked.
    """

    name: str
    type: ValueType
    zh: str
    en: str
    required: bool = False
    critical: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reader's opinion of one value: `text` as that reader read it, `confidence` its own score 0–1."""

    reader: str
    text: str
    confidence: float


class Grade(StrEnum):
    """How far independent readings of one value agree."""

    VERIFIED = "verified"  # every reader, the independent family among them
    AGREED = "agreed"  # two views of one family
    REVIEW = "review"  # they differ, or only one looked


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value with its place, its readings, what else it might be and what confirms it.

    `raw` is the text as printed; `candidates` other readings of the same print that would also pass, as text;
    `confirmed_by` names of independent confirmations (`second reading`, `qr`, `words`, `tax sum`, `line sum`, …);
    `doubts` short reasons a person should look, in the order found (`ambiguous_date`, `two_totals`, …).
    """

    name: str
    state: State
    value: Value | None = None
    raw: str = ""
    place: Quad | None = None
    readings: tuple[Reading, ...] = ()
    candidates: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    grade: Grade = Grade.REVIEW
    confidence: float = 0.0
    critical: bool = False

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.state is State.READ):
            raise ValueError(f"{self.name}: a value stands if and only if the field was read")
        if isinstance(self.value, float):
            raise TypeError(f"{self.name}: money and percent are Decimal, never float")

    @property
    def box(self) -> Box | None:
        return self.place.box if self.place else None
