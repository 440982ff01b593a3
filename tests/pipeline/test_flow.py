"""The hall, step by step."""

from decimal import Decimal

import pytest

from pipeline.errors import WrongUse
from pipeline.fields import Field, FieldSpec, Reading, State, ValueType
from pipeline.flow import Verdict, classified, extracted, read_again, routed
from pipeline.geometry import Quad
from pipeline.kinds import Kind
from pipeline.plugins import collected
from pipeline.records import Route
from pipeline.trust.agreement import Bar
from tests.paper import paper
from tests.pipeline import broken_plugins

SPECS = (
    FieldSpec(name="total_amount", type=ValueType.AMOUNT, zh="合计", en="Total", required=True, critical=True),
    FieldSpec(name="remark", type=ValueType.TEXT, zh="备注", en="Remark"),
)
SHEET = paper("TOTAL  73.70")
SPOT = SHEET.strips[0].place(7, 12)


def kind(name: str, score: float) -> Kind:
    total = Field(
        name="total_amount", state=State.READ, value=Decimal("73.70"), raw="73.70", place=SPOT,
        readings=(Reading(reader="ppocr-v6-small", text="73.70", confidence=0.99),), critical=True,
    )  # fmt: skip
    return Kind(name=name, zh=name, en=name, fields=SPECS, score=lambda _: score, extract=lambda _: (total,))


class Echo:
    """A reader that reads the same everywhere, and remembers where it was asked to look."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[Quad] = []

    def reread(self, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        self.asked += places
        names = ("ppocr-v6-tiny", "ppocr-v6-small+12%", "tesseract")
        return tuple(tuple(Reading(reader=name, text=self.text, confidence=0.9) for name in names) for _ in places)


OTHER = kind("other", 0.0)


def test_the_kind_that_fits_best_is_taken() -> None:
    verdict = classified(SHEET, (kind("receipt", 0.9), kind("invoice", 0.2), OTHER), OTHER)

    assert verdict.kind.name == "receipt"
    assert verdict.rival is None


def test_two_kinds_that_fit_are_a_question_for_a_person() -> None:
    verdict = classified(SHEET, (kind("receipt", 0.9), kind("invoice", 0.85), OTHER), OTHER)

    assert verdict.rival is not None
    judgement = routed(extracted(SHEET, verdict.kind), verdict, (), Bar())
    assert judgement.needs_person[0] == "kind"
    assert judgement.route is Route.REVIEW


def test_a_page_that_is_nothing_we_know_is_other() -> None:
    assert classified(SHEET, (kind("receipt", 0.4), OTHER), OTHER).kind is OTHER


def test_every_promised_field_is_answered_in_order() -> None:
    form = extracted(SHEET, kind("receipt", 0.9))

    assert [field.name for field in form.fields] == ["total_amount", "remark"]
    assert form.state("remark") is State.NOT_FOUND


def test_decisive_values_are_read_again_from_their_own_place() -> None:
    reader = Echo("73.70")
    receipt = kind("receipt", 0.9)

    form = read_again(extracted(SHEET, receipt), receipt, reader)

    assert reader.asked == [SPOT]
    total = form.field("total_amount")
    assert total is not None
    assert len(total.readings) == 4
    assert not routed(form, Verdict(kind=receipt, confidence=0.9, rival=None), (), Bar()).needs_person


def test_a_plug_in_without_its_constant_stops_the_start() -> None:
    with pytest.raises(WrongUse, match="defines no KIND"):
        collected(broken_plugins, "KIND", Kind)
