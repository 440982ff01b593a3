"""Small documents for the front door's tests, and a desk that reads them without looking."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.showing.catalogue import Catalogue
from pipeline.fields import Field, FieldSpec, Grade, Reading, State, Value, ValueType
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box, Quad
from pipeline.kinds import Kind
from pipeline.pages import Page, Source
from pipeline.records import Form, Record, Refusal, Route
from pipeline.rows import Item
from workers.jobs import Job, Result

RECEIPT = Kind(
    name="receipt",
    zh="收据",
    en="Receipt",
    fields=(
        FieldSpec(name="seller_name", type=ValueType.TEXT, zh="销售方", en="Seller"),
        FieldSpec(name="receipt_number", type=ValueType.ID, zh="小票号", en="Receipt number", critical=True),
        FieldSpec(name="issue_date", type=ValueType.DATE, zh="日期", en="Date", required=True, critical=True),
        FieldSpec(name="subtotal_amount", type=ValueType.AMOUNT, zh="小计", en="Subtotal"),
        FieldSpec(name="tax_amount", type=ValueType.AMOUNT, zh="税额", en="Tax"),
        FieldSpec(name="total_amount", type=ValueType.AMOUNT, zh="合计", en="Total", required=True, critical=True),
        FieldSpec(name="items", type=ValueType.ROWS, zh="明细", en="Items"),
        FieldSpec(name="tip_amount", type=ValueType.AMOUNT, zh="小费", en="Tip"),
    ),
    score=lambda _: 0.0,
    extract=lambda _: (),
)
KINDS = Catalogue((RECEIPT,))


def box(left: float, top: float, right: float, bottom: float, page: int = 1) -> Quad:
    return Quad.around(Box(page=page, left=left, top=top, right=right, bottom=bottom))


def read(name: str, value: Value, place: Quad | None = None, **more: object) -> Field:
    standard: dict[str, object] = {"raw": "" if isinstance(value, tuple) else str(value), "confidence": 0.97}
    return Field(name=name, state=State.READ, value=value, place=place, **(standard | more))  # type: ignore[arg-type]


def page(number: int = 1) -> Page:
    return Page(
        number=number, width=600, height=800, rotation=0, angle=0.0, source=Source.OCR, legibility=0.93, rows=()
    )


def fails(rule: str, zh: str, en: str, *names: str) -> Finding:
    return Finding(
        rule=rule, outcome=Outcome.FAIL, severity=Severity.REVIEW, reason=Reason(zh, en), fields=tuple(names)
    )


def passes(rule: str, *names: str) -> Finding:
    said = Reason("通过时的说明", "what it says when it fails")
    return Finding(rule=rule, outcome=Outcome.PASS, severity=Severity.REVIEW, reason=said, fields=tuple(names))


def record(name: str, *fields: Field, **more: object) -> Record:
    standard: dict[str, object] = {
        "files": (name,),
        "sha256": "ab" * 32,
        "media_type": "image/jpeg",
        "flags": (),
        "pages": (page(),),
        "kind": "receipt",
        "kind_confidence": 0.98,
        "versions": {"pipeline": "0.1.0", "confidence": "provisional"},
    }
    return Record(name=name, form=Form("receipt", fields), **(standard | more))  # type: ignore[arg-type]


def till_receipt(name: str = "till.jpg") -> Record:
    """A receipt with one of everything a person may meet."""
    return record(
        name,
        *till_fields(),
        findings=(
            passes("REC-01", "total_amount"),
            fails("REC-02", "明细与合计不符", "The lines do not add up", "total_amount"),
        ),
        needs_person=("issue_date",),
        route=Route.REVIEW,
    )


def till_fields() -> tuple[Field, ...]:
    return (
        read("seller_name", "MINI MARKET", box(0.2, 0.05, 0.6, 0.09)),
        read(
            "receipt_number",
            "20240131000123450O1l",
            box(0.1, 0.12, 0.6, 0.15),
            critical=True,
            grade=Grade.AGREED,
            raw="2024 0131 0001 2345 0O1l",
        ),
        read(
            "issue_date",
            date(2024, 3, 4),
            box(0.1, 0.16, 0.3, 0.19),
            raw="03/04/24",
            candidates=("2024-04-03",),
            doubts=("ambiguous_date",),
            critical=True,
            confidence=0.6,
            readings=(
                Reading(reader="small", text="03/04/24", confidence=0.9),
                Reading(reader="tesseract", text="08/04/24", confidence=0.7),
            ),
        ),
        read("subtotal_amount", Decimal("46.62"), box(0.6, 0.5, 0.8, 0.53)),
        read("tax_amount", Decimal("6.08"), box(0.6, 0.54, 0.8, 0.57)),
        read(
            "total_amount",
            Decimal("52.70"),
            box(0.6, 0.6, 0.8, 0.64),
            critical=True,
            grade=Grade.VERIFIED,
            confidence=0.996,
            confirmed_by=("second reading", "tax sum"),
        ),
        read(
            "items",
            (
                Item(
                    name="牛奶 Milk",
                    quantity=Decimal(2),
                    amount=Decimal("46.62"),
                    box=Box(page=1, left=0.1, top=0.3, right=0.9, bottom=0.34),
                ),
            ),
        ),
        Field(name="tip_amount", state=State.NOT_FOUND),
    )


@dataclass
class PaperDesk:
    """Answers each job by its name: `answers` where it has one, a till receipt otherwise; raises what it is given.

    `further`: how many more papers its picture shows.
    """

    answers: dict[str, Record | Refusal | Exception] = field(default_factory=dict)
    further: dict[str, int] = field(default_factory=dict)
    asked: list[Job] = field(default_factory=list)

    def __call__(self, job: Job) -> Result:
        self.asked.append(job)
        answer = self.answers.get(job.name) or till_receipt(job.name)
        if isinstance(answer, Exception):
            raise answer
        more = range(2, 2 + self.further.get(job.name, 0))
        return Result(
            answer, None, (), tuple(Result(till_receipt(f"{job.name}#{number}"), None, ()) for number in more)
        )


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"paper")
