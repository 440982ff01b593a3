"""Pages built from lines a person read: they measure the extractor alone."""

from dataclasses import replace
from datetime import date

from benchmarks.labels import Label, TextLine
from extractors.reading.lines.rows import in_rows
from pipeline.fields import Grade
from pipeline.flow import classified, extracted, routed
from pipeline.geometry import Box, Quad
from pipeline.kinds import Kind
from pipeline.pages import Document, Line, Page, Source, Traces
from pipeline.records import Form, Record
from pipeline.rules import Facts
from pipeline.sheets import Sheet
from pipeline.trust.agreement import Bar
from validators.book import questioned

READER = "label"


def document(label: Label) -> Document:
    """The label's lines as one page, every character certain and as wide as its neighbours."""
    width, height = label.size
    lines = [_line(line, width, height) for line in label.lines if line.text.strip()]
    rows, angle = in_rows(lines, width, height)
    page = Page(
        number=1, width=width, height=height, rotation=0, angle=angle, source=Source.OCR, legibility=1.0, rows=rows
    )
    return Document(pages=(page,), traces=Traces(media_type="image/jpeg"))


def _line(line: TextLine, width: int, height: int) -> Line:
    left, top, right, bottom = line.box
    box = Box(
        page=1,
        left=_part(min(left, right), width),
        top=_part(min(top, bottom), height),
        right=_part(max(left, right), width),
        bottom=_part(max(top, bottom), height),
    )
    count = len(line.text)
    stops = tuple((at / count, (at + 1) / count) for at in range(count))
    return Line(text=line.text, quad=Quad.around(box), stops=stops, scores=(1.0,) * count, reader=READER)


def _part(pixels: float, size: int) -> float:
    return min(1.0, max(0.0, pixels / size))


def answer(label: Label, kinds: tuple[Kind, ...], today: date) -> Record:
    """The record of a text-only label; every reading counts as verified, for there is no picture to disagree with."""
    read = document(label)
    sheet = Sheet(read)
    verdict = classified(sheet, kinds, next(kind for kind in kinds if kind.name == "other"))
    found = extracted(sheet, verdict.kind)
    form = Form(found.kind, tuple(replace(field, grade=Grade.VERIFIED) for field in found.fields))
    findings = questioned(form, Facts(today=today, document=read, specs=verdict.kind.fields))
    judgement = routed(form, verdict, findings, Bar())
    return Record(
        name=label.name,
        files=(label.name,),
        sha256="",
        media_type=read.traces.media_type,
        flags=(),
        pages=read.pages,
        kind=verdict.kind.name,
        kind_confidence=verdict.confidence,
        form=form,
        findings=findings,
        route=judgement.route,
        needs_person=judgement.needs_person,
    )
