"""How far a value can be trusted: do independent readings agree, what confirms it, and who must look."""

import re
from dataclasses import dataclass, replace
from datetime import date

from pipeline.fields import Field, FieldSpec, Grade, Reading, State, Value, ValueType
from pipeline.findings import Finding, Outcome, Severity
from pipeline.records import Form, Route
from pipeline.sheets import folded

TEXT_LAYER = "text-layer"
INDEPENDENT = "tesseract"
LAYER_DIFFERS = "text_layer_differs"
_READ_AGAIN = ("second reading", "independent reader")
_SHORT = 40  # characters
_FAINT, _PLAIN = 0.6, 0.9  # a first look that hardly made it out; a further one that did
_LOOKS = 2  # further ones before a value is given up
READ_SURELY = 0.9  # least probability of a character from which a value that decides nothing is read once
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?")
_NUMBERS = 3  # a day has
_MARKS = r"\D{1,3}"  # between two of its numbers
Granted = frozenset[tuple[str, str]]
"""(kind, field) pairs whose audited error bound allows them to pass without a person."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a record goes and which fields a person must look at."""

    route: Route
    needs_person: tuple[str, ...]


def agrees(field: Field, reading: Reading) -> bool:
    """Whether a further reading of the field's place holds what the first reader read.

    Blanks and the choice of `.` or `,` do not count; digits and letters do, and no digit may stand glued to them. In a
    day only its numbers count.
    """
    wanted, text = squeezed(field.raw), squeezed(reading.text)
    if not wanted:
        return False
    found = re.search(rf"(?<!\d){re.escape(wanted)}(?!\d)", text)
    return bool(found) or (_is_day(field.value) and _same_numbers(field.raw, reading.text))


def regraded(field: Field, further: tuple[Reading, ...]) -> Field:
    """The field after its place was read again: grade, readings and confirmations; unreadable where nobody can tell."""
    if field.state is not State.READ:
        return field
    agreeing = tuple(reading for reading in further if agrees(field, reading))
    if not agreeing and _lost(field, further):
        return replace(field, state=State.UNREADABLE, value=None, readings=(*field.readings, *further))
    grade = _grade(field, agreeing, further)
    names: tuple[str, ...] = _READ_AGAIN[:1] if grade is not Grade.REVIEW else ()
    independent = any(reading.reader == INDEPENDENT for reading in agreeing)
    names += _READ_AGAIN[1:] if independent else ()
    doubts = field.doubts
    if _layer_differs(field, agreeing, further):
        doubts = (*doubts, LAYER_DIFFERS)
    confirmed_by = tuple(dict.fromkeys((*field.confirmed_by, *names)))
    return replace(field, readings=(*field.readings, *further), grade=grade, confirmed_by=confirmed_by, doubts=doubts)


def _lost(field: Field, further: tuple[Reading, ...]) -> bool:
    """Each look at a faint value tells another one, none of them surely, and nothing else on the page confirms any."""
    looks = (*field.readings[:1], *(reading for reading in further if reading.text))
    faint = bool(field.readings) and field.readings[0].confidence < _FAINT
    sure = any(reading.confidence >= _PLAIN for reading in looks)
    told = {squeezed(reading.text) for reading in looks}
    return faint and not sure and not facts_from_elsewhere(field) and len(told) == len(looks) > _LOOKS


def uncertain(field: Field, spec: FieldSpec, floor: float = 0.0) -> bool:
    """Whether a person must look: a decisive value that is missing, smudged, doubted, less sure than `floor`, or not
    read alike by two families.
    """
    if field.state is not State.READ:
        return spec.required or (spec.critical and field.state is State.UNREADABLE)
    if not spec.critical:
        return False
    if field.doubts or field.candidates or field.confidence < floor:
        return True
    if field.grade is Grade.VERIFIED:
        return False
    return not (field.grade is Grade.AGREED and facts_from_elsewhere(field))


def _is_day(value: Value | None) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and bool(_MOMENT.fullmatch(value)))


def _same_numbers(raw: str, text: str) -> bool:
    """Whether `text` has the numbers of the day `raw` with other marks between them (`日` read as `上日`, `/` as `7`).

    A mark may be read as a digit only where every number has all its digits and stands at its own place.
    """
    numbers = re.findall(r"\d+", raw)
    if len(numbers) < _NUMBERS or re.search(r"[^\W\d_年月日时分秒時]", raw):
        return False
    if re.search(rf"(?<!\d){_MARKS.join(numbers)}(?!\d)", text):
        return True
    wanted, found = squeezed(raw), squeezed(text)
    whole = len(numbers[0]) == 4 and all(len(number) == 2 for number in numbers[1:])
    alike = (here == there or not here.isdigit() for here, there in zip(wanted, found, strict=False))
    return whole and len(wanted) == len(found) and all(alike)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a value must clear: `floor` the probability under which a person is asked, `granted` what may pass alone."""

    floor: float = 0.0
    granted: Granted = frozenset()


def judged(form: Form, specs: tuple[FieldSpec, ...], findings: tuple[Finding, ...], bar: Bar) -> Judgement:
    """Route and fields for a person; a refusal is only ever recommended.

    A document is accepted without a person only when every decisive value is certain and automation was granted for
    each of them; without audited samples nothing is granted.
    """
    fields = {field.name: field for field in form.fields}
    needs = [spec.name for spec in specs if uncertain(fields[spec.name], spec, bar.floor)]
    failed = tuple(finding for finding in findings if finding.outcome is Outcome.FAIL)
    severities = {finding.severity for finding in failed}
    waiting = any(finding.waits for finding in findings)
    critical = {spec.name for spec in specs if spec.critical}
    decisive = {Severity.REJECT, Severity.REVIEW}
    needs += [name for finding in failed if finding.severity in decisive for name in finding.fields if name in critical]
    needs_person = tuple(dict.fromkeys(needs))
    if Severity.REJECT in severities:
        return Judgement(Route.REFUSE_RECOMMENDED, needs_person)
    if Severity.ASK in severities:
        return Judgement(Route.ASK, needs_person)
    if needs_person or waiting or Severity.REVIEW in severities or not _may_pass(form, critical, bar.granted):
        return Judgement(Route.REVIEW, needs_person)
    return Judgement(Route.ACCEPT, ())


def _may_pass(form: Form, critical: set[str], granted: Granted) -> bool:
    """Whether automation was granted for every decisive value that stands on the page, and there is one."""
    standing = [
        field for field in form.fields if field.name in critical and field.state in (State.READ, State.UNREADABLE)
    ]
    return bool(standing) and all(
        field.state is State.READ and (form.kind, field.name) in granted for field in standing
    )


def _grade(field: Field, agreeing: tuple[Reading, ...], further: tuple[Reading, ...]) -> Grade:
    readers = {reading.reader for reading in agreeing}
    own_family = readers - {INDEPENDENT}
    every_view = {reading.reader for reading in further} - {INDEPENDENT}
    if not own_family or own_family != every_view:
        both_families = INDEPENDENT in readers and own_family and field.readings[0].reader == TEXT_LAYER
        return Grade.VERIFIED if both_families else Grade.REVIEW
    if INDEPENDENT in readers or field.readings[0].reader == TEXT_LAYER:
        return Grade.VERIFIED
    return Grade.AGREED


def _layer_differs(field: Field, agreeing: tuple[Reading, ...], further: tuple[Reading, ...]) -> bool:
    """The file's own text says one thing, and every reader of the picture another."""
    from_layer = bool(field.readings) and field.readings[0].reader == TEXT_LAYER
    return from_layer and not agreeing and any(reading.confidence >= 0.8 for reading in further)


def facts_from_elsewhere(field: Field) -> tuple[str, ...]:
    """What confirms a value besides further readings of its own place."""
    return tuple(name for name in field.confirmed_by if name not in _READ_AGAIN)


def squeezed(text: str) -> str:
    """What counts when two readings are compared: no blanks and quotes, one sign for points, commas and colons."""
    return re.sub(r"[\s'\"_|]+", "", folded(text)).replace(",", ".").replace(":", ".").casefold()


def worth_rereading(field: Field, spec: FieldSpec, surely: float = READ_SURELY) -> bool:
    """Decisive values that stand somewhere are read again, and short ones that one reader alone has seen, less than
    `surely`.
    """
    if field.state is not State.READ or field.place is None or spec.type is ValueType.ROWS:
        return False
    if spec.critical:
        return True
    first = next(iter(field.readings), None)
    seen_once = first is not None and first.reader != TEXT_LAYER and first.confidence < surely
    return seen_once and len(field.raw) <= _SHORT
