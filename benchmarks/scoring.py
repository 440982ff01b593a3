"""How one answer stands to one label, and what many of them add up to."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.labels import Label
from benchmarks.matching import Match, matched
from pipeline.fields import Field, State
from pipeline.findings import Outcome
from pipeline.records import Record, Refusal, plain
from pipeline.rows import Item, Row, columns

ALIASES = {
    "total_amount": ("total_amount", "gross_amount", "paid_amount"),
    "subtotal_amount": ("subtotal_amount", "net_amount"),
    "issue_date": ("issue_date", "issued_date"),
}
INVENTED = (
    "order_id",
    "transaction_id",
    "invoice_number",
    "report_number",
    "paid_amount",
    "total_amount",
    "gross_amount",
)
KIND = "(kind)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One field of one document. `open`: the label could not decide; `asked`: a person is asked to look at it;
    `critical`: money, a decisive date or an id, which a person must be asked about when it is doubtful.
    """

    set_name: str
    kind: str
    level: str
    field: str
    file: str
    match: Match
    asked: bool
    critical: bool
    grade: str
    found: str
    wanted: str
    open: bool = False

    @property
    def silent(self) -> bool:
        """Wrong, and nobody was asked to look."""
        return self.match is Match.WRONG and not self.asked


@dataclass(frozen=True, slots=True)
class Invention:
    """A value read from a document that holds none."""

    set_name: str
    file: str
    field: str
    found: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule on a drawn document: expected to fail or not, and what it did."""

    set_name: str
    file: str
    rule: str
    expected: bool
    failed: bool


def scores(label: Label, answer: Record | Refusal) -> Iterator[Score]:
    """One score per labelled field, and one for the kind."""
    kind = answer.kind if isinstance(answer, Record) else ""
    match = Match.MISSING if not kind else Match.EXACT if kind == label.doc_type else Match.WRONG
    asked = isinstance(answer, Record) and "kind" in answer.needs_person
    yield _score(label, KIND, match, _Shown(kind, asked), label.doc_type)
    for name, accepted in label.accepted.items():
        shown = _shown(answer, name)
        match = matched(name, shown.text, accepted, label.boxes.get(name, ()))
        yield _score(label, name, match, shown, " | ".join(accepted))
    for name, wanted in label.lists.items():
        shown = _shown(answer, name)
        yield _score(label, name, _all_of(wanted, shown.rows), shown, " ".join(wanted))


def inventions(label: Label, answer: Record | Refusal) -> Iterator[Invention]:
    """What was read from a document that is no evidence."""
    if label.doc_type != "other" or isinstance(answer, Refusal):
        return
    for field in answer.form.fields:
        if field.name in INVENTED and field.state is State.READ and field.name not in label.accepted:
            asked = field.name in answer.needs_person
            yield Invention(label.set_name, label.name, field.name, str(plain(field.value)), asked)


def alarms(label: Label, answer: Record | Refusal) -> Iterator[Alarm]:
    """For drawn documents: each rule that had to fail or did."""
    if not label.drawn or isinstance(answer, Refusal):
        return
    failed = {finding.rule for finding in answer.findings if finding.outcome is Outcome.FAIL}
    for rule in sorted(failed | set(label.raises)):
        yield Alarm(label.set_name, label.name, rule, rule in label.raises, rule in failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of one field; `near` are names that match loosely, `silent` wrong ones nobody was asked about."""

    n: int
    exact: int
    near: int
    wrong: int
    missing: int
    silent: int
    asked: int

    @property
    def right(self) -> int:
        return self.exact + self.near

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.n)


def tally(found: Iterable[Score]) -> Tally:
    found = tuple(found)
    return Tally(
        n=len(found),
        exact=sum(one.match is Match.EXACT for one in found),
        near=sum(one.match is Match.NEAR for one in found),
        wrong=sum(one.match is Match.WRONG for one in found),
        missing=sum(one.match is Match.MISSING for one in found),
        silent=sum(one.silent for one in found),
        asked=sum(one.asked for one in found),
    )


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson 1927, score interval without continuity correction)."""
    if n == 0:
        return 0.0, 1.0
    z = 1.959964
    rate = right / n
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class _Shown:
    text: str | None
    asked: bool = False
    grade: str = ""
    critical: bool = False
    rows: tuple[str, ...] = ()


def _shown(answer: Record | Refusal, name: str) -> _Shown:
    """What the answer says under a label's name: kinds call one thing by several names."""
    if isinstance(answer, Refusal):
        return _Shown(None)
    field = named(answer, name)
    if field is None:
        return _Shown(None, name in answer.needs_person)
    asked = field.name in answer.needs_person
    if field.state is not State.READ:
        return _Shown(None, asked)
    rows = tuple(map(_text, field.value)) if isinstance(field.value, tuple) else ()
    text = f"{len(rows)} rows" if isinstance(field.value, tuple) else str(plain(field.value))
    return _Shown(text, asked, field.grade.value, field.critical, rows)


def named(answer: Record, name: str) -> Field | None:
    """The field a label's name means: kinds call one thing by several names."""
    found = [answer.form.field(alias) for alias in ALIASES.get(name, (name,))]
    known = [field for field in found if field is not None]
    read = [field for field in known if field.state is State.READ]
    return next(iter([*read, *known]), None)


def _text(row: Row) -> str:
    """What stands for a row in a list: a lone number itself, an item's amount, else its first cell."""
    if isinstance(row, Decimal):
        return str(plain(row))
    if isinstance(row, Item) and row.amount is not None:
        return str(plain(abs(row.amount)))
    return str(getattr(row, columns(row)[0]))


def _all_of(wanted: tuple[str, ...], rows: tuple[str, ...]) -> Match:
    """Every wanted value must be there; where none may come out, none is."""
    if not wanted:
        return Match.WRONG if rows else Match.EXACT
    if not rows:
        return Match.MISSING
    return Match.EXACT if set(wanted) <= set(rows) else Match.WRONG


def _score(label: Label, name: str, match: Match, shown: _Shown, wanted: str) -> Score:
    return Score(
        set_name=label.set_name,
        kind=label.doc_type,
        level=label.level,
        field=name,
        file=label.name,
        match=match,
        asked=shown.asked,
        critical=shown.critical,
        grade=shown.grade,
        found=shown.text or "",
        wanted=wanted,
        open=name in label.open_fields,
    )
