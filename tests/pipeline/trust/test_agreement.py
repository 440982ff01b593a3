"""How far a value can be trusted, and who must look."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import Field, FieldSpec, Grade, Reading, State, ValueType
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box, Quad
from pipeline.records import Form, Route
from pipeline.trust.agreement import Bar, agrees, judged, regraded, uncertain, worth_rereading

PLACE = Quad.around(Box(page=1, left=0.1, top=0.1, right=0.3, bottom=0.2))
TOTAL = FieldSpec(name="total_amount", type=ValueType.AMOUNT, zh="合计", en="Total", required=True, critical=True)
NOTE = FieldSpec(name="remark", type=ValueType.TEXT, zh="备注", en="Remark")
GRANTED = frozenset({("receipt", "total_amount")})


def total(*, reader: str = "ppocr-v6-small", raw: str = "73.70", **more: tuple[str, ...]) -> Field:
    reading = Reading(reader=reader, text=raw, confidence=0.98)
    return Field(
        name="total_amount", state=State.READ, value=Decimal("73.70"), raw=raw, place=PLACE, readings=(reading,),
        critical=True, candidates=more.get("candidates", ()), doubts=more.get("doubts", ()),
        confirmed_by=more.get("confirmed_by", ()),
    )  # fmt: skip


def readings(tiny: str, view: str, tesseract: str) -> tuple[Reading, ...]:
    names = ("ppocr-v6-tiny", "ppocr-v6-small+12%", "tesseract")
    texts = (tiny, view, tesseract)
    return tuple(Reading(reader=name, text=text, confidence=0.9) for name, text in zip(names, texts, strict=True))


def form(*fields: Field) -> Form:
    return Form("receipt", fields)


@pytest.mark.parametrize("text", ["73.70", "RM 73.70", "73,70", "73 .70", "TOTAL:73.70"])
def test_marks_and_blanks_around_a_number_are_no_difference(text: str) -> None:
    assert agrees(total(), Reading(reader="tesseract", text=text, confidence=0.9))


@pytest.mark.parametrize("text", ["73.10", "173.70", "73.705", "7370", ""])
def test_one_other_digit_is_a_difference(text: str) -> None:
    assert not agrees(total(), Reading(reader="tesseract", text=text, confidence=0.9))


def day(raw: str) -> Field:
    return replace(total(raw=raw), name="issue_date", value=date(2026, 9, 24))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2026年09月24日", "2026年09月24上日"),
        ("2026年9月24日11:44:24", "2026F9月24日 11:44:24"),
        ("2026/09/24", "2026/09724"),
        ("2026.09.24", "2026.09524"),
        ("2026-09-24", "2026~09-24"),
    ],
)
def test_marks_between_the_numbers_of_a_day_are_no_difference(raw: str, text: str) -> None:
    assert agrees(day(raw), Reading(reader="tesseract", text=text, confidence=0.9))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2026年09月24日", "2026年09月21上日"),
        ("2026/09/24", "2036/09724"),
        ("2026/09/24", "2026/097241"),
        ("2026/1/12", "2026/1112"),
        ("2026年9月24日", "2026年24日"),
        ("2026年09月24日", "年09月24日"),
        ("09/24", "09724"),
        ("March 24, 2026 09:00", "May 24, 2026 09:00"),
    ],
)
def test_another_number_in_a_day_is_a_difference(raw: str, text: str) -> None:
    assert not agrees(day(raw), Reading(reader="tesseract", text=text, confidence=0.9))


def test_the_time_of_a_moment_counts_like_its_day() -> None:
    paid = replace(day("2026年09月24日11:44:24"), value="2026-09-24T11:44:24")

    assert agrees(paid, Reading(reader="tesseract", text="2026年09月24上日11:44:24", confidence=0.9))
    assert not agrees(paid, Reading(reader="tesseract", text="2026年09月24上日11:44:21", confidence=0.9))


def test_a_mark_in_an_amount_is_no_digit() -> None:
    assert not agrees(total(raw="2026.09.24"), Reading(reader="tesseract", text="2026.09724", confidence=0.9))


def test_three_readers_that_agree_verify_a_value() -> None:
    field = regraded(total(), readings("73.70", "73.70", "73.70"))

    assert field.grade is Grade.VERIFIED
    assert field.confirmed_by == ("second reading", "independent reader")


def test_two_views_of_one_family_only_agree() -> None:
    assert regraded(total(), readings("73.70", "73.70", "78.70")).grade is Grade.AGREED


def test_a_value_read_differently_is_for_a_person() -> None:
    field = regraded(total(), readings("78.70", "73.70", "73.70"))

    assert field.grade is Grade.REVIEW
    assert uncertain(field, TOTAL)


def faint(*texts: str, score: float = 0.5) -> tuple[Field, tuple[Reading, ...]]:
    """A value its first reader hardly made out, and what further looks say, each as surely as `score`."""
    field = replace(total(), readings=(Reading(reader="ppocr-v6-small", text="73.70", confidence=0.3),))
    return field, tuple(replace(one, confidence=score) for one in readings(*(*texts, "", "")[:3]))


def test_a_faint_value_that_every_look_tells_otherwise_is_unreadable() -> None:
    field = regraded(*faint("18.10", "78.20", "a"))

    assert (field.state, field.value, field.raw) == (State.UNREADABLE, None, "73.70")
    assert [one.text for one in field.readings] == ["73.70", "18.10", "78.20", "a"]


@pytest.mark.parametrize(
    "looked", [faint("18.10", "18.10", "a"), faint("73.70", "18.10", "a"), faint("18.10", "78.20", "a", score=0.95)]
)
def test_a_faint_value_stays_while_two_looks_agree_or_one_is_sure(looked: tuple[Field, tuple[Reading, ...]]) -> None:
    assert regraded(*looked).state is State.READ


def test_a_faint_value_that_something_else_confirms_stays() -> None:
    field, further = faint("18.10", "78.20", "a")

    assert regraded(replace(field, confirmed_by=("tax sum",)), further).state is State.READ


def test_a_smudged_value_that_decides_is_for_a_person_even_where_it_is_not_required() -> None:
    smudged = regraded(*faint("18.10", "78.20", "a"))

    assert uncertain(smudged, replace(TOTAL, required=False))
    assert not uncertain(smudged, NOTE)


def test_a_text_layer_is_verified_by_the_picture() -> None:
    field = regraded(total(reader="text-layer"), readings("73.70", "73.70", "garbage"))

    assert field.grade is Grade.VERIFIED


def test_a_text_layer_that_says_otherwise_than_the_picture_is_doubted() -> None:
    field = regraded(total(reader="text-layer"), readings("93.70", "93.70", "93.70"))

    assert "text_layer_differs" in field.doubts
    assert uncertain(field, TOTAL)


def test_agreement_alone_needs_a_confirmation_from_elsewhere() -> None:
    agreed = regraded(total(), readings("73.70", "73.70", "?"))
    confirmed = regraded(total(confirmed_by=("tax sum",)), readings("73.70", "73.70", "?"))

    assert uncertain(agreed, TOTAL)
    assert not uncertain(confirmed, TOTAL)


def test_a_doubt_outweighs_every_reader() -> None:
    field = regraded(total(doubts=("two_totals",), candidates=("70.00",)), readings("73.70", "73.70", "73.70"))

    assert field.value == Decimal("73.70")
    assert uncertain(field, TOTAL)


def test_a_decisive_value_that_was_not_read_is_for_a_person() -> None:
    missing = Field(name="total_amount", state=State.NOT_FOUND, critical=True)

    assert uncertain(missing, TOTAL)
    assert not uncertain(Field(name="remark", state=State.NOT_FOUND), NOTE)


def test_without_audited_samples_nothing_passes_without_a_person() -> None:
    field = regraded(total(), readings("73.70", "73.70", "73.70"))

    assert judged(form(field), (TOTAL,), (), Bar()).route is Route.REVIEW
    assert judged(form(field), (TOTAL,), (), Bar(granted=GRANTED)).route is Route.ACCEPT


def test_a_document_passes_only_when_every_decisive_value_on_it_may() -> None:
    sure = regraded(total(), readings("73.70", "73.70", "73.70"))
    tax = FieldSpec(name="tax_amount", type=ValueType.AMOUNT, zh="税额", en="Tax", critical=True)
    also_read, absent = replace(sure, name="tax_amount"), Field(name="tax_amount", state=State.NOT_FOUND)
    smudged = Field(name="tax_amount", state=State.UNREADABLE)

    routes = [
        judged(form(sure, other), (TOTAL, tax), (), Bar(granted=GRANTED)).route
        for other in (also_read, absent, smudged)
    ]

    assert routes == [Route.REVIEW, Route.ACCEPT, Route.REVIEW]


def test_a_page_without_any_decisive_value_is_never_accepted_alone() -> None:
    tax = FieldSpec(name="tax_amount", type=ValueType.AMOUNT, zh="税额", en="Tax", critical=True)
    absent = Field(name="tax_amount", state=State.NOT_FOUND)

    assert judged(form(absent), (tax,), (), Bar(granted=frozenset({("receipt", "tax_amount")}))).route is Route.REVIEW


@pytest.mark.parametrize(
    ("severity", "route"),
    [
        (Severity.REJECT, Route.REFUSE_RECOMMENDED),
        (Severity.ASK, Route.ASK),
        (Severity.REVIEW, Route.REVIEW),
        (Severity.INFO, Route.ACCEPT),
    ],
)
def test_the_gravest_failed_rule_decides_the_route(severity: Severity, route: Route) -> None:
    field = regraded(total(), readings("73.70", "73.70", "73.70"))
    failed = Finding(rule="X-01", outcome=Outcome.FAIL, severity=severity, reason=Reason("", ""))

    assert judged(form(field), (TOTAL,), (failed,), Bar(granted=GRANTED)).route is route


def test_a_failed_rule_puts_the_decisive_fields_it_names_before_a_person() -> None:
    field = regraded(total(), readings("73.70", "73.70", "73.70"))
    failed = Finding(
        rule="REC-02", outcome=Outcome.FAIL, severity=Severity.REVIEW, reason=Reason("", ""),
        fields=("total_amount", "change_amount"),
    )  # fmt: skip

    assert judged(form(field), (TOTAL,), (failed,), Bar(granted=GRANTED)).needs_person == ("total_amount",)


@pytest.mark.parametrize(("severity", "route"), [(Severity.REJECT, Route.REVIEW), (Severity.INFO, Route.ACCEPT)])
def test_a_document_waits_for_a_register_that_did_not_answer(severity: Severity, route: Route) -> None:
    field = regraded(total(), readings("73.70", "73.70", "73.70"))
    unread = Outcome.UNREADABLE
    waiting = Finding(rule="PAY-10", outcome=unread, severity=severity, reason=Reason("", ""), unanswered=True)

    assert judged(form(field), (TOTAL,), (waiting,), Bar(granted=GRANTED)).route is route


@pytest.mark.parametrize(
    ("reader", "raw", "score", "again"),
    [
        ("ppocr-v6-small", "x" * 40, 0.89, True),
        ("ppocr-v6-small", "x" * 40, 0.9, False),
        ("ppocr-v6-small", "x" * 41, 0.89, False),
        ("text-layer", "short", 0.89, False),
    ],
)
def test_what_decides_nothing_is_read_again_where_it_is_short_and_one_reader_was_not_sure_of_it(
    reader: str, raw: str, score: float, again: bool
) -> None:
    read = replace(total(raw=raw), readings=(Reading(reader=reader, text=raw, confidence=score),))

    assert worth_rereading(read, NOTE) is again


@pytest.mark.parametrize("reader", ["ppocr-v6-small", "text-layer"])
def test_what_decides_is_read_again_however_sure_its_reader_was(reader: str) -> None:
    assert worth_rereading(total(reader=reader, raw="73.70" * 20), TOTAL)


def test_what_stands_nowhere_cannot_be_read_again() -> None:
    assert not worth_rereading(replace(total(), place=None), TOTAL)
    assert not worth_rereading(replace(total(), state=State.UNREADABLE, value=None), TOTAL)
    assert not worth_rereading(total(), replace(TOTAL, type=ValueType.ROWS))
    assert not worth_rereading(replace(total(), readings=()), NOTE)
