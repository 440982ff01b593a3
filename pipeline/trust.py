"""How far a value can be trusted: do independent readings agree, what confirms it, and who must look."""

import re
from dataclasses import dataclass, replace

from pipeline.fields import Field, FieldSpec, Grade, Reading, State, ValueType
from pipeline.findings import Finding, Outcome, Severity
from pipeline.records import Form, Route
from pipeline.sheets import folded

TEXT_LAYER = "text-layer"
INDEPENDENT = "tesseract"
LAYER_DIFFERS = "text_layer_differs"
CONFIDENCE_MADE = "provisional: by grade of agreement, not yet fitted on labelled pages"
# What a grade was worth on 4,269 labelled values; the choice of the right value on the page is judged apart.
_WORTH = {Grade.VERIFIED: 0.995, Grade.AGREED: 0.98, Grade.REVIEW: 0.75}
_ONE_READING = 0.95
_DOUBTFUL = 0.6
Granted = frozenset[tuple[str, str]]
"""(kind, field) pairs whose audited error bound allows them to pass without a person."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a record goes and which fields a person must look at."""

    route: Route
    needs_person: tuple[str, ...]


def agrees(field: Field, reading: Reading) -> bool:
    """Whether a further reading of the field's place holds what the first reader read.

    Blanks and the choice of `.` or `,` do not count; digits and letters do, and no digit may stand glued to them.
    """
    wanted, text = _squeezed(field.raw), _squeezed(reading.text)
    if not wanted:
        return False
    found = re.search(rf"(?<!\d){re.escape(wanted)}(?!\d)", text)
    return bool(found)


def regraded(field: Field, further: tuple[Reading, ...]) -> Field:
    """The field after its place was read again: grade, readings, confirmations and a first confidence."""
    if field.state is not State.READ:
        return field
    agreeing = tuple(reading for reading in further if agrees(field, reading))
    grade = _grade(field, agreeing, further)
    names: tuple[str, ...] = ("second reading",) if grade is not Grade.REVIEW else ()
    independent = any(reading.reader == INDEPENDENT for reading in agreeing)
    names += ("independent reader",) if independent else ()
    doubts = field.doubts
    if _layer_differs(field, agreeing, further):
        doubts = (*doubts, LAYER_DIFFERS)
    confirmed_by = tuple(dict.fromkeys((*field.confirmed_by, *names)))
    graded = replace(field, readings=(*field.readings, *further), grade=grade, confirmed_by=confirmed_by, doubts=doubts)
    return replace(graded, confidence=confidence(graded))


def confidence(field: Field) -> float:
    """A first probability by grade, confirmations and doubts; `versions` says that it is provisional."""
    if field.state is not State.READ:
        return 0.0
    worth = _WORTH[field.grade] if len(field.readings) > 1 else _read_once(field)
    own = tuple(name for name in field.confirmed_by if name not in ("second reading", "independent reader"))
    worth = 1 - (1 - worth) * 0.5 ** len(own)
    return min(worth, _DOUBTFUL) if field.doubts or field.candidates else worth


def _read_once(field: Field) -> float:
    """The one reader's own score, never above what one reading was worth."""
    return min(_ONE_READING, field.readings[0].confidence) if field.readings else _ONE_READING


def uncertain(field: Field, spec: FieldSpec) -> bool:
    """Whether a person must look: a decisive value that is missing, doubted, or not read alike by two families."""
    if field.state is not State.READ:
        return spec.required
    if not spec.critical:
        return False
    if field.doubts or field.candidates:
        return True
    if field.grade is Grade.VERIFIED:
        return False
    return not (field.grade is Grade.AGREED and _confirmed_apart(field))


def judged(form: Form, specs: tuple[FieldSpec, ...], findings: tuple[Finding, ...], granted: Granted) -> Judgement:
    """Route and fields for a person; a refusal is only ever recommended.

    A document is accepted without a person only when every decisive value is certain and automation was granted for
    each of them; without audited samples nothing is granted.
    """
    fields = {field.name: field for field in form.fields}
    needs = [spec.name for spec in specs if uncertain(fields[spec.name], spec)]
    failed = tuple(finding for finding in findings if finding.outcome is Outcome.FAIL)
    severities = {finding.severity for finding in failed}
    critical = {spec.name for spec in specs if spec.critical}
    decisive = {Severity.REJECT, Severity.REVIEW}
    needs += [name for finding in failed if finding.severity in decisive for name in finding.fields if name in critical]
    needs_person = tuple(dict.fromkeys(needs))
    if Severity.REJECT in severities:
        return Judgement(Route.REFUSE_RECOMMENDED, needs_person)
    if Severity.ASK in severities:
        return Judgement(Route.ASK, needs_person)
    may_pass = bool(critical) and all((form.kind, name) in granted for name in critical)
    if needs_person or Severity.REVIEW in severities or not may_pass:
        return Judgement(Route.REVIEW, needs_person)
    return Judgement(Route.ACCEPT, ())


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


def _confirmed_apart(field: Field) -> bool:
    return any(name not in ("second reading", "independent reader") for name in field.confirmed_by)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s'\"_|]+", "", folded(text)).replace(",", ".").replace(":", ".").casefold()


def worth_rereading(field: Field, spec: FieldSpec) -> bool:
    """Critical values that stand somewhere are read again."""
    return spec.critical and field.state is State.READ and field.place is not None and spec.type is not ValueType.ROWS
