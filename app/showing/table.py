"""One document's answer as a table a person can scan on a terminal."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from app.showing.catalogue import Catalogue
from app.showing.cells import cell, heading, used_columns
from app.showing.marks import Mark, mark
from app.showing.paint import Paint
from app.showing.safe import cut, padded, visible, width
from app.showing.texts import CONFIRMATIONS, NOT_CONFIRMED, OUTCOMES, ROUTES, SEVERITIES, STATES, percent, sureness
from pipeline.fields import Field, State
from pipeline.findings import Finding, Outcome
from pipeline.records import Record, Refusal, plain
from pipeline.rows import Row
from pipeline.trust.reasons import alternatives, why, worded

_WIDEST, _SURE = 34, 11
_MOST_ROWS, _MOST_COLUMNS = 12, 7


@dataclass(frozen=True, slots=True)
class _Columns:
    label: int
    value: int
    proof: int


@dataclass(frozen=True, slots=True)
class Table:
    """Draws for a terminal of `columns`; `paint` decides on colours."""

    catalogue: Catalogue
    paint: Paint
    columns: int

    def refusal(self, refusal: Refusal) -> str:
        said = f"{self.paint('✗', 'failed')} {self.paint(visible(refusal.name), 'title')}"
        return f"{said}\n    {visible(refusal.message)} ({refusal.code})\n"

    def record(self, record: Record) -> str:
        parts = [self._head(record), *self._fields(record), *self._findings(record), *self._person(record)]
        return "\n".join(parts) + "\n"

    def legend(self) -> str:
        return self.paint("   ".join(f"{one.shape} {one.text.both}" for one in Mark), "quiet") + "\n"

    def _head(self, record: Record) -> str:
        pages = f"{len(record.pages)} page" + ("s" if len(record.pages) != 1 else "")
        kind = f"{self.catalogue.kind(record.kind).both}, {percent(record.kind_confidence)}"
        names = visible(record.name) + (f" (+{len(record.files) - 1})" if len(record.files) > 1 else "")
        rest = f"  {kind} · {pages} · {worded(ROUTES, record.route.value).both}"
        return self.paint(names, "title") + rest

    def _fields(self, record: Record) -> Iterator[str]:
        shown = [field for field in record.form.fields if _worth_a_line(record, field)]
        columns = self._columns(record, shown)
        for field in shown:
            yield self._field(record, field, columns)
            if isinstance(field.value, tuple):
                yield from self._items(field.value)
        silent = len(record.form.fields) - len(shown)
        if silent:
            yield self.paint(f"  {Mark.ABSENT.shape} {silent} more not on the page", "quiet")

    def _columns(self, record: Record, shown: list[Field]) -> _Columns:
        labels = [width(self.catalogue.field(record.kind, field.name).both) for field in shown]
        label = min(_WIDEST, max(labels, default=0))
        value = min(_WIDEST, max((width(_value(field, _WIDEST)) for field in shown), default=0))
        return _Columns(label, value, max(20, self.columns - label - value - _SURE - 11))

    def _field(self, record: Record, field: Field, columns: _Columns) -> str:
        sign = mark(record, field)
        label = padded(cut(self.catalogue.field(record.kind, field.name).both, columns.label), columns.label)
        value = padded(_value(field, columns.value), columns.value)
        sure = f"{percent(field.confidence)} {sureness(field.confidence).en}" if field.state is State.READ else ""
        told = [worded(CONFIRMATIONS, name).en for name in field.confirmed_by]
        told += [f"or {visible(other)}?" for other in alternatives(field)]
        dressed = f"{self.paint(sign.shape, sign.role)} {label}  {self.paint(value, sign.role)}"
        return f"  {dressed}  {padded(sure, _SURE)}  {cut(', '.join(told), columns.proof)}".rstrip()

    def _items(self, rows: tuple[Row, ...]) -> Iterator[str]:
        names = used_columns(rows)[:_MOST_COLUMNS]
        heads = ["" if place == 0 else heading(rows, name).en for place, name in enumerate(names)]
        drawn = [[visible(cell(row, name)) for name in names] for row in rows[:_MOST_ROWS]]
        wide = [min(_WIDEST, max(map(width, column))) for column in zip(heads, *drawn, strict=True)]
        for line in ([heads] if len(names) > 1 else []) + drawn:
            cells = (padded(cut(text, most), most) for text, most in zip(line, wide, strict=True))
            yield self.paint(f"      {'  '.join(cells)}".rstrip(), "quiet")
        if len(rows) > _MOST_ROWS:
            yield self.paint(f"      … and {len(rows) - _MOST_ROWS} more", "quiet")

    def _findings(self, record: Record) -> Iterator[str]:
        counts = [(outcome, sum(one.outcome is outcome for one in record.findings)) for outcome in Outcome]
        told = [f"{count} {OUTCOMES[outcome].en}" for outcome, count in counts if count]
        if told:
            yield "  Rules: " + ", ".join(told)
        for finding in record.findings:
            if finding.outcome is Outcome.FAIL or finding.unanswered:
                yield from self._finding(finding)

    def _finding(self, finding: Finding) -> Iterator[str]:
        grave = (NOT_CONFIRMED if finding.unanswered else SEVERITIES[finding.severity]).both
        yield f"  {self.paint('▲', 'failed')} {finding.rule}  {visible(finding.reason.en)} ({grave})"
        yield f"    {' ' * width(finding.rule)}  {visible(finding.reason.zh)}"

    def _person(self, record: Record) -> Iterator[str]:
        if not record.needs_person:
            return
        yield f"  {self.paint('Needs a person 请人工核对', 'yours')}"
        for name in record.needs_person:
            label = self.catalogue.field(record.kind, name).both
            reasons = "; ".join(dict.fromkeys(visible(reason.both) for reason in why(record, name)))
            yield from textwrap.wrap(
                f"{label}: {reasons}", max(40, self.columns - 4), initial_indent="    ● ", subsequent_indent="      "
            )


def _worth_a_line(record: Record, field: Field) -> bool:
    return field.state is not State.NOT_FOUND or field.critical or field.name in record.needs_person


def _value(field: Field, columns: int) -> str:
    if field.state is not State.READ:
        return worded(STATES, field.state.value).both
    if isinstance(field.value, tuple):
        return f"{len(field.value)} line" + ("s" if len(field.value) != 1 else "")
    if isinstance(field.value, bool):
        return "yes 是" if field.value else "no 否"
    return cut(visible(str(plain(field.value))), columns)
