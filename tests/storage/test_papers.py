"""A document that was kept comes back as it was read."""

import json
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.alterations import Sign, Trait
from pipeline.claim.claims import Paper
from pipeline.claim.reasons import Slot
from pipeline.errors import StoreTrouble
from pipeline.fields import State
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box, Quad
from pipeline.grids import Cell, Grid
from pipeline.pages import Code, Document, Stroke, Traces
from pipeline.records import Form, Passage, Record
from pipeline.rows import Direction, Item, Mark, Measurement, UsageDay
from storage.papers import packed, unpacked
from tests.pipeline.alike.test_likeness import picture
from tests.validators.papers import field, line, page, read_by, region

BOX = Box(page=1, left=0.25, top=0.5, right=0.75, bottom=0.75)
ROWS = (
    Item(name="面霜 50g", quantity=Decimal("2"), amount=Decimal("299.00"), box=BOX),
    Measurement(indicator="黑素指数", direction=Direction.DOWN, baseline_value=Decimal("180.5"), subject="n = 1"),
    UsageDay(day=date(2026, 9, 1), note="早晚"),
    Mark(subject="阅读", score=Decimal("61")),
    Decimal("1.50"),
)
FORM = Form(
    "lab_report",
    (
        field("paid_amount", Decimal("299.00"), readings=read_by("a", "b"), critical=True, candidates=("299.06",)),
        field("issued_date", date(2026, 10, 9), place=Quad.around(BOX), doubts=("ambiguous_date",)),
        field("printed", True),
        field("seller_name", State.UNREADABLE),
        field("remark", "半个字 \ud800"),
        field("measurements", ROWS),
    ),
)
DOCUMENT = Document(
    pages=(replace(page(line("合计 ￥9.00"), line("TOTAL  9")), picture=picture(3)),),
    codes=(Code(payload="01,10,", quad=Quad.around(BOX)),),
    traces=Traces(media_type="application/pdf", flags=("hidden_text",), facts={"producer": "x", "~": "y"}),
    layer=(line("9.00"),),
    regions=(region(Stroke.SEAL, 0.5, 0.5),),
    grids=(Grid(1, (Cell(quad=Quad.around(BOX), row=0, column=0, rows=2),)),),
    signs=(Sign(trait=Trait.REVISED, place=BOX, was="9.00", now="99.00", revision=2),),
)
RECORD = Record(
    name="a.pdf",
    files=("a.pdf", "b.pdf"),
    sha256="0" * 64,
    media_type="application/pdf",
    flags=("x",),
    pages=DOCUMENT.pages,
    kind="lab_report",
    kind_confidence=0.5,
    form=FORM,
    findings=(
        Finding(rule="INT-01", outcome=Outcome.FAIL, severity=Severity.ASK, reason=Reason("旧", "old"), places=(BOX,)),
    ),
    needs_person=("issued_date",),
    lanes=(Passage("paid_amount", passed=False, reason=Reason("未审", "not audited")),),
    versions={"pipeline": "1", "readers": {"a": "1"}, "rules": 119},
)


def test_everything_that_was_read_comes_back() -> None:
    paper = Paper(record=RECORD, slot=Slot.TEST_REPORT, document=DOCUMENT)

    assert unpacked(packed(paper)) == paper


def test_pages_that_the_record_and_the_document_share_are_kept_once() -> None:
    paper = Paper(record=RECORD, document=DOCUMENT)
    apart = Paper(record=replace(RECORD, pages=()), document=DOCUMENT)

    assert unpacked(packed(paper)).record.pages == DOCUMENT.pages
    assert unpacked(packed(apart)) == apart
    assert len(zlib.decompress(packed(paper))) - len(zlib.decompress(packed(apart))) < 20


def test_what_was_kept_with_its_pages_twice_comes_back_too() -> None:
    paper = Paper(record=RECORD, document=DOCUMENT)
    told = json.loads(zlib.decompress(packed(paper)))
    told["record"]["pages"] = told["document"]["pages"]

    assert unpacked(zlib.compress(json.dumps(told).encode())) == paper


def test_places_and_scores_are_kept_to_a_hundred_thousandth() -> None:
    third = Box(page=1, left=1 / 3, top=0.0, right=2 / 3, bottom=1.0)
    record = Record(**{name: getattr(RECORD, name) for name in RECORD.__slots__} | {"kind_confidence": 1 / 3})
    document = Document(pages=(), traces=DOCUMENT.traces, signs=(Sign(trait=Trait.FONT, place=third),))

    found = unpacked(packed(Paper(record=record, document=document)))

    assert found.record.kind_confidence == 0.33333
    assert found.document is not None
    assert found.document.signs[0].place == Box(page=1, left=0.33333, top=0.0, right=0.66667, bottom=1.0)


@pytest.mark.parametrize(
    "content",
    [b"", b"no paper", zlib.compress(b"{}"), zlib.compress(b"[]"), zlib.compress(b'{"~":"Record","colour":1}')],
    ids=["nothing", "not packed", "no type", "no paper", "of another version"],
)
def test_what_cannot_be_understood_is_trouble_with_a_way_out(content: bytes) -> None:
    with pytest.raises(StoreTrouble, match="send it again"):
        unpacked(content)
