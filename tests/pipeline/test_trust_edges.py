"""What confirms a value, what doubts it, and which fields a person is shown."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.fields import Field, FieldSpec, Grade, Reading, State, ValueType
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.records import Form, Route
from pipeline.trust.agreement import Bar, Judgement, judged, regraded, uncertain

SECOND, INDEPENDENT = "second reading", "independent reader"
TOTAL = FieldSpec(name="total_amount", type=ValueType.AMOUNT, zh="合计", en="Total", required=True, critical=True)
DAY = FieldSpec(name="issue_date", type=ValueType.DATE, zh="日期", en="Date", critical=True)
NOTE = FieldSpec(name="remark", type=ValueType.TEXT, zh="备注", en="Remark")
GRANTED = frozenset({("receipt", "total_amount")})


def total(reader: str = "ppocr-v6-small") -> Field:
    reading = Reading(reader=reader, text="73.70", confidence=0.98)
    return Field(
        name="total_amount", state=State.READ, value=Decimal("73.70"), raw="73.70", readings=(reading,), critical=True
    )


def again(tiny: str, view: str, tesseract: str, confidence: float = 0.9) -> tuple[Reading, ...]:
    texts = {"ppocr-v6-tiny": tiny, "ppocr-v6-small+12%": view, "tesseract": tesseract}
    return tuple(Reading(reader=name, text=text, confidence=confidence) for name, text in texts.items())


@pytest.mark.parametrize(
    ("reader", "texts", "grade", "confirmed_by"),
    [
        ("ppocr-v6-small", ("73.70", "73.70", "73.70"), Grade.VERIFIED, (SECOND, INDEPENDENT)),
        ("ppocr-v6-small", ("73.70", "73.70", "?"), Grade.AGREED, (SECOND,)),
        ("ppocr-v6-small", ("78.70", "73.70", "73.70"), Grade.REVIEW, (INDEPENDENT,)),
        ("ppocr-v6-small", ("78.70", "73.70", "?"), Grade.REVIEW, ()),
        ("ppocr-v6-small", ("?", "?", "73.70"), Grade.REVIEW, (INDEPENDENT,)),
        ("text-layer", ("73.70", "73.70", "?"), Grade.VERIFIED, (SECOND,)),
        ("text-layer", ("78.70", "73.70", "73.70"), Grade.VERIFIED, (SECOND, INDEPENDENT)),
        ("text-layer", ("78.70", "73.70", "?"), Grade.REVIEW, ()),
        ("text-layer", ("?", "?", "73.70"), Grade.REVIEW, (INDEPENDENT,)),
    ],
)
def test_a_value_is_confirmed_by_those_who_read_it_alike(
    reader: str, texts: tuple[str, str, str], grade: Grade, confirmed_by: tuple[str, ...]
) -> None:
    field = regraded(total(reader), again(*texts))

    assert (field.grade, field.confirmed_by) == (grade, confirmed_by)


@pytest.mark.parametrize(
    ("field", "texts", "confidence", "doubts"),
    [
        (total("text-layer"), ("93.70", "93.70", "93.70"), 0.8, ("text_layer_differs",)),
        (total("text-layer"), ("93.70", "93.70", "93.70"), 0.79, ()),
        (total("text-layer"), ("93.70", "93.70", "73.70"), 0.9, ()),
        (total(), ("93.70", "93.70", "93.70"), 0.9, ()),
        (replace(total(), readings=()), ("93.70", "93.70", "93.70"), 0.9, ()),
    ],
)
def test_a_text_layer_is_doubted_where_every_plain_reading_of_the_picture_differs(
    field: Field, texts: tuple[str, str, str], confidence: float, doubts: tuple[str, ...]
) -> None:
    assert regraded(field, again(*texts, confidence=confidence)).doubts == doubts


SURE = replace(total(), grade=Grade.VERIFIED, confidence=0.9)


@pytest.mark.parametrize(
    ("field", "spec", "floor", "asked"),
    [
        (SURE, TOTAL, 0.9, False),
        (SURE, TOTAL, 0.91, True),
        (replace(SURE, doubts=("two_totals",)), TOTAL, 0.0, True),
        (replace(SURE, candidates=("70.00",)), TOTAL, 0.0, True),
        (replace(SURE, name="remark", grade=Grade.REVIEW, doubts=("two_totals",)), NOTE, 0.0, False),
    ],
)
def test_a_person_looks_at_a_decisive_value_that_is_doubted_or_not_sure_enough(
    field: Field, spec: FieldSpec, floor: float, asked: bool
) -> None:
    assert uncertain(field, spec, floor) is asked


def found(severity: Severity, *fields: str) -> Finding:
    return Finding(rule="X-01", outcome=Outcome.FAIL, severity=severity, reason=Reason("无", "none"), fields=fields)


@pytest.mark.parametrize(
    ("severity", "route", "needs_person"),
    [
        (Severity.REJECT, Route.REFUSE_RECOMMENDED, ("total_amount", "issue_date")),
        (Severity.REVIEW, Route.REVIEW, ("total_amount", "issue_date")),
        (Severity.ASK, Route.ASK, ("total_amount",)),
        (Severity.INFO, Route.REVIEW, ("total_amount",)),
    ],
)
def test_a_person_is_shown_what_is_uncertain_and_what_a_grave_rule_points_to(
    severity: Severity, route: Route, needs_person: tuple[str, ...]
) -> None:
    day = replace(SURE, name="issue_date")
    about = Form("receipt", (replace(SURE, doubts=("two_totals",)), day))

    judgement = judged(about, (TOTAL, DAY), (found(severity, "issue_date", "remark"),), Bar())

    assert judgement == Judgement(route, needs_person)


def test_the_floor_is_asked_of_every_decisive_value() -> None:
    about = Form("receipt", (SURE,))

    assert judged(about, (TOTAL,), (), Bar(floor=0.9, granted=GRANTED)) == Judgement(Route.ACCEPT, ())
    assert judged(about, (TOTAL,), (), Bar(floor=0.91, granted=GRANTED)) == Judgement(Route.REVIEW, ("total_amount",))
