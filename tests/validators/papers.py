"""Forms and documents in few words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.fields import Field, FieldSpec, Grade, Reading, State, Value, ValueType
from pipeline.findings import Finding, Outcome, Severity
from pipeline.geometry import Box, Quad
from pipeline.pages import Code, Document, Line, Page, Region, Source, Stroke, Traces
from pipeline.records import Form
from pipeline.rows import Item
from pipeline.rules import Article, Facts, Rule

TODAY = date(2026, 11, 21)
SPECS = (
    FieldSpec(name="total_amount", type=ValueType.AMOUNT, zh="合计", en="total", required=True, critical=True),
    FieldSpec(name="issue_date", type=ValueType.DATE, zh="开票日期", en="issue date", critical=True),
    FieldSpec(name="invoice_number", type=ValueType.ID, zh="发票号码", en="invoice number", critical=True),
    FieldSpec(name="invoice_code", type=ValueType.ID, zh="发票代码", en="invoice code", critical=True),
    FieldSpec(name="gross_amount", type=ValueType.AMOUNT, zh="价税合计", en="gross amount", critical=True),
    FieldSpec(name="seller_tax_id", type=ValueType.ID, zh="销售方税号", en="seller tax id", critical=True),
    FieldSpec(name="buyer_tax_id", type=ValueType.ID, zh="购买方税号", en="buyer tax id"),
)


def field(name: str, value: Value | State, **changed: Any) -> Field:
    """A critical field every reader agrees on, but for what is `changed`; a State instead of a value: in that state."""
    state = value if isinstance(value, State) else State.READ
    sure = Field(
        name=name,
        state=state,
        value=None if isinstance(value, State) else value,
        raw=str(value),
        grade=Grade.VERIFIED,
        confidence=0.9,
        critical=True,
    )
    return replace(sure, **changed)


def read_by(*readers: str) -> tuple[Reading, ...]:
    return tuple(Reading(reader=reader, text="12.50", confidence=0.9) for reader in readers)


def form(kind: str, *fields: Field, **values: Value | State) -> Form:
    """Amounts may be given as Decimal, dates as date; `fields` as they are."""
    return Form(kind, (*fields, *(field(name, value) for name, value in values.items())))


def item(amount: str | None, quantity: str = "1", rate: str | None = None, tax: str | None = None) -> Item:
    return Item(
        name="禾光焕亮精华液",
        quantity=Decimal(quantity),
        amount=Decimal(amount) if amount else None,
        tax_rate=Decimal(rate) if rate else None,
        tax_amount=Decimal(tax) if tax else None,
    )


def line(text: str, *, page: int = 1, top: float = 0.5, score: float = 0.99, reader: str = "small") -> Line:
    """A line over the whole width, 2 % of the page high."""
    place = Quad.around(Box(page=page, left=0.0, top=top, right=1.0, bottom=min(1.0, top + 0.02)))
    stops = tuple((at / len(text), (at + 1) / len(text)) for at in range(len(text)))
    return Line(text=text, quad=place, stops=stops, scores=(score,) * len(text), reader=reader)


def page(*lines: str | Line, number: int = 1, source: Source = Source.OCR, legibility: float = 0.9) -> Page:
    """One line a row, from 10 % to 90 % of the page; Lines stand where they say."""
    step = 0.8 / max(1, len(lines))
    placed = (
        each if isinstance(each, Line) else line(each, page=number, top=0.1 + at * step)
        for at, each in enumerate(lines)
    )
    rows = tuple((each,) for each in placed)
    return Page(
        number=number,
        width=1000,
        height=1400,
        rotation=0,
        angle=0.0,
        source=source,
        legibility=legibility,
        rows=rows,
    )


def document(
    *pages: Page,
    codes: Sequence[str] = (),
    traces: Traces | None = None,
    **more: Sequence[Any],
) -> Document:
    """A photo that says nothing about itself, unless `traces` tell otherwise; `more`: layer, regions, signs."""
    corner = Quad.around(Box(page=1, left=0.0, top=0.0, right=0.1, bottom=0.1))
    return Document(
        pages=pages or (page(),),
        codes=tuple(Code(payload=payload, quad=corner) for payload in codes),
        traces=traces or photo(),
        **{name: tuple(each) for name, each in more.items()},
    )


def region(kind: Stroke, left: float, top: float, size: tuple[float, float] = (0.1, 0.05), *, page: int = 1) -> Region:
    """`size`: how wide and how high it is, as fractions of the page."""
    box = Box(page=page, left=left, top=top, right=left + size[0], bottom=top + size[1])
    return Region(kind=kind, quad=Quad.around(box))


def photo(*flags: str, **said: str) -> Traces:
    return Traces(media_type="image/jpeg", flags=flags, facts=said)


def pdf(*flags: str, **said: str) -> Traces:
    return Traces(media_type="application/pdf", flags=flags, facts=said)


def paper(*lines: str) -> Facts:
    """What is known about a photo with these lines."""
    return facts(document(page(*lines)))


def coded(*payloads: str) -> Facts:
    """What is known about a photo with these QR codes."""
    return facts(document(codes=payloads))


def facts(read: Document) -> Facts:
    return Facts(today=TODAY, document=read, specs=SPECS)


WHOLE_PAGES = {
    "CON-02", "CON-03", "CON-10", "CON-11", "FRD-01", "FRD-02", "FRD-06", "FRD-07", "FRD-08", "FRD-09", "FRD-10",
    "FRD-11", "FRD-12", "FRD-13", "FRD-14", "FRD-16", "INT-01", "INT-02", "INT-04", "INT-05", "INT-06", "INT-07",
    "INT-09", "INT-10", "INT-11", "INV-12", "INV-14", "LAB-04", "LAB-05", "LAB-19", "LAB-21", "PAY-08", "PAY-09",
    "QLT-02", "REC-04", "SRV-01", "LEG-01", "LEG-02", "LEG-03", "LEG-04", "LEG-05", "LEG-06", "LEG-07", "LEG-08",
    "LEG-09", "LEG-10", "LEG-11",
}  # fmt: skip
"""Rules whose answer may name no field, because they look at pages, files or the whole claim."""


def asked(rule: Rule, about: Form, known: Facts | None = None) -> Outcome:
    return sound(rule.article, rule.ask(about, known or paper())).outcome


def complaint(rule: Rule, about: Form, known: Facts | None = None) -> Finding:
    """The finding of a rule that fails."""
    finding = sound(rule.article, rule.ask(about, known or paper()))
    assert finding.outcome is Outcome.FAIL
    return finding


def sound(article: Article, finding: Finding) -> Finding:
    """The same finding: whatever a rule answers, it did not break, fills its text and names only what it looks at."""
    assert finding.trouble == ""
    assert any(name.startswith("every ") for name in article.inputs) or set(finding.fields) <= set(article.inputs)
    if finding.outcome is Outcome.NOT_APPLICABLE:
        assert finding.fields == ()
    else:
        assert finding.fields or finding.rule in WHOLE_PAGES
    if finding.outcome is Outcome.FAIL:
        for text in (finding.reason.zh, finding.reason.en):
            assert not any(unfilled in text for unfilled in ("{", "—", "None"))
    return finding


def severity(rule: Rule, about: Form, known: Facts | None = None) -> Severity:
    """How grave a failing rule finds the case."""
    return complaint(rule, about, known).severity
