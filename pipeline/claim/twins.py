"""What a claim may have in common with another, and a book of the claims entered so far."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from pipeline.alike.likeness import Look
from pipeline.claim.business_keys import compared_number, folded_name
from pipeline.claim.claims import Case, Layer, Paper, Twin
from pipeline.claim.copies import Shown, copies, looks, nearest
from pipeline.people.persons import MASK, Person, person_of, same_person
from pipeline.rows import Measurement

SHA256, ORDER, TRANSACTION, MERCHANT_ORDER = "sha256", "order_id", "transaction_id", "merchant_order_id"
INVOICE, REPORT, CONTRACT = "invoice_key", "report_number", "contract_number"
PAYOUT, PHONE, READINGS, CLAIMANT = "payout", "phone", "readings", "claimant"

UNSURE = 0.5  # the similarity of equal numbers where one side does not say whose they are
_TELLING = 8  # letters and digits: a shorter report number needs its laboratory, a shorter account its holder
_ROWS = 2
_DECIMALS = 3  # of both readings of a lone row
_NUMBERS = (
    (ORDER, "order_screenshot", "order_id"),
    (ORDER, "vat_invoice", "order_id"),
    (ORDER, "invoice", "order_id"),
    (ORDER, "complaint_record", "order_id"),
    (TRANSACTION, "payment_screenshot", "transaction_id"),
    (MERCHANT_ORDER, "payment_screenshot", "merchant_order_id"),
)
REPORTS = ("lab_report", "appraisal_report")
"""Reports made for one person; a certificate of analysis is about a batch, and all its buyers may show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One thing of a claim that another may show too: `value` to compare, `shown` as printed.

    `scope`: whose number it is (platform, laboratory, invoice code, person), "" where nobody says: two keys are the
    same unless both say and say different things. `file` is "" for what the claims system states.
    """

    layer: Layer
    name: str
    value: str
    shown: str
    scope: str = ""
    file: str = ""

    def similarity(self, scope: str) -> float | None:
        """How sure an equal value with this scope is the same thing; None: it is another."""
        if self.scope == scope:
            return 1.0
        return None if self.scope and scope else UNSURE


class TwinBook(Protocol):
    """The claims entered so far, in order; a claim is nobody's twin before it is entered, and never its own.

    Entering a claim again replaces what it shows and keeps its place.
    """

    def twins(self, case: Case) -> tuple[Twin, ...]:
        """What claims entered earlier show too; of a claim not yet entered, what all of them do."""
        ...

    def earlier(self, case: Case) -> tuple[date, ...]:
        """The days on which the claimant filed claims entered earlier, where name and telephone tell who that is."""
        ...

    def entered(self, case: Case) -> tuple[Twin, ...]:
        """Enter the claim; its twins at that moment, so that of two that come at once one sees the other."""
        ...

    def settled(self, claim_id: str) -> None:
        """Closed without payment: its numbers are free again. Nothing happens where it was never entered."""
        ...

    def forgotten(self, claim_id: str) -> None:
        """Nothing of the claim stays in the book."""
        ...


@dataclass(slots=True)
class _Entry:
    keys: tuple[Key, ...]
    looks: tuple[Look, ...]
    person: Person
    day: date
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Twinned:
    """The port `TwinBook` in memory, gone when the process ends."""

    _entries: dict[str, _Entry] = field(default_factory=dict)  # in the order entered

    def twins(self, case: Case) -> tuple[Twin, ...]:
        return self._twins(case, keys(case), looks(case))

    def _twins(self, case: Case, mine: tuple[Key, ...], seen: tuple[Look, ...]) -> tuple[Twin, ...]:
        person, before = person_of(case.statement), tuple(self._before(case))
        shared = (twin for claim_id, entry in before for twin in _shared(mine, claim_id, entry, person))
        shown = tuple(Shown(_blank(one, entry, person), look) for one, entry in before for look in entry.looks)
        return (*shared, *(twin for look in seen for twin in copies(look, nearest(look, shown))))

    def earlier(self, case: Case) -> tuple[date, ...]:
        mine = {key.value for key in keys(case) if key.name == CLAIMANT}
        return tuple(
            entry.day
            for _, entry in self._before(case)
            if any(key.name == CLAIMANT and key.value in mine for key in entry.keys)
        )

    def entered(self, case: Case) -> tuple[Twin, ...]:
        before = self._entries.get(case.statement.claim_id)
        settled = before is not None and before.settled
        entry = _Entry(keys(case), looks(case), person_of(case.statement), case.asked_on, settled)
        self._entries[case.statement.claim_id] = entry
        return self._twins(case, entry.keys, entry.looks)

    def settled(self, claim_id: str) -> None:
        if claim_id in self._entries:
            self._entries[claim_id].settled = True

    def forgotten(self, claim_id: str) -> None:
        self._entries.pop(claim_id, None)

    def _before(self, case: Case) -> Iterator[tuple[str, _Entry]]:
        for claim_id, entry in self._entries.items():
            if claim_id == case.statement.claim_id:
                return
            yield claim_id, entry


def keys(case: Case) -> tuple[Key, ...]:
    """Everything of the claim that another must not show; what is stated comes before what is read."""
    first: dict[tuple[str, str, str], Key] = {}
    for key in (*_stated(case), *_read(case)):
        first.setdefault((key.name, key.value, key.file if key.name in (SHA256, READINGS) else ""), key)
    return tuple(first.values())


def twin(mine: Key, scope: str, other: Twin) -> Twin | None:
    """`other` as the twin that `mine` makes of it; None where its key, equal in name and value, is another's."""
    similarity = mine.similarity(scope)
    if similarity is None or mine.name == CLAIMANT:
        return None
    return replace(other, layer=mine.layer, key=mine.name, value=mine.shown, file=mine.file, similarity=similarity)


def _shared(mine: tuple[Key, ...], claim_id: str, entry: _Entry, person: Person) -> Iterator[Twin]:
    blank = _blank(claim_id, entry, person)
    for key in mine:
        for other in entry.keys:
            if (key.name, key.value) == (other.name, other.value):
                found = twin(key, other.scope, replace(blank, other_file=other.file))
                if found:
                    yield found


def _blank(claim_id: str, entry: _Entry, person: Person) -> Twin:
    """A claim that shows the same, whatever that is."""
    same = same_person(person, entry.person)
    return Twin(layer=Layer.PICTURE, claim_id=claim_id, same_person=same, settled=entry.settled)


def _stated(case: Case) -> Iterator[Key]:
    said = case.statement
    if said.order_id:
        yield from _number(ORDER, said.order_id, scope=_platform(case))
    if said.contract_number:
        yield from _number(CONTRACT, said.contract_number, scope=_signer(case))
    yield from _payout(case)
    person = person_of(said)
    if person.phone:
        yield Key(layer=Layer.KEY, name=PHONE, value=person.phone, shown=said.claimant.phone_masked or "")
    if person.name and person.phone and MASK not in person.name:
        value = f"{person.name}|{person.phone}"
        yield Key(layer=Layer.KEY, name=CLAIMANT, value=value, shown="")


def _payout(case: Case) -> Iterator[Key]:
    """A masked or short account is one only together with its holder."""
    payout = case.statement.payout
    account, holder = folded_name(payout.account or ""), folded_name(payout.holder or "")
    whole = MASK not in account and len(account) >= _TELLING
    if account and (whole or holder):
        value = account if whole else f"{holder}|{account}"
        yield Key(layer=Layer.KEY, name=PAYOUT, value=value, shown=payout.account or "")


def _read(case: Case) -> Iterator[Key]:
    for paper in case.papers:
        yield from (_bytes(one, paper.name) for one in (paper.record.sha256, *paper.record.further_sha256))
        for name, kind, number in _NUMBERS:
            text = paper.form.text(number)
            if paper.kind == kind and text:
                scope = _marketplace(case, paper, text) if name == ORDER else ""
                yield from _number(name, text, scope=scope, file=paper.name)
        yield from _documents(case, paper)
    for _, refusal in case.refused:
        if refusal.sha256:  # a file that is not there has no bytes that another claim could hold, too
            yield _bytes(refusal.sha256, refusal.name)


def _documents(case: Case, paper: Paper) -> Iterator[Key]:
    form = paper.form
    match paper.kind:
        case "vat_invoice" | "invoice":
            code = compared_number(form.text("invoice_code") or "")
            number = form.text("invoice_number") or ""
            yield from _number(INVOICE, number, scope=code, file=paper.name)
        case "lab_report" | "appraisal_report":
            yield from _report(paper)
            yield from _readings(paper)
        case "contract":
            number = form.text("contract_number") or ""
            yield from _number(CONTRACT, number, scope=_signer(case), file=paper.name)


def _bytes(sha256: str, file: str) -> Key:
    return Key(layer=Layer.BYTES, name=SHA256, value=sha256, shown=sha256[:12], file=file)


def _number(name: str, text: str, *, scope: str, file: str = "") -> Iterator[Key]:
    value = compared_number(text)
    if value:
        yield Key(layer=Layer.KEY, name=name, value=value, shown=text.strip(), scope=scope, file=file)


def _platform(case: Case) -> str:
    """The marketplace, as stated or else as first read."""
    read = (paper.form.text("platform") for paper in case.of("order_screenshot"))
    return folded_name(case.statement.platform or next(filter(None, read), ""))


def _marketplace(case: Case, paper: Paper, number: str) -> str:
    """The claim's, unless the paper shows another order than the claim states: such a page tells its own."""
    stated = case.statement.order_id
    if not stated or compared_number(stated) == compared_number(number):
        return _platform(case)
    return folded_name(paper.form.text("platform") or "")


def _signer(case: Case) -> str:
    name = person_of(case.statement).name
    return "" if MASK in name else name


def _report(paper: Paper) -> Iterator[Key]:
    """A short number without its laboratory names nothing."""
    text = paper.form.text("report_number") or ""
    lab = folded_name(paper.form.text("lab_name") or paper.form.text("issuer_name") or "")
    telling = len(compared_number(text)) >= _TELLING
    if telling or lab:
        yield from _number(REPORT, text, scope="" if telling else lab, file=paper.name)


def _readings(paper: Paper) -> Iterator[Key]:
    """All rows with a reading before and one after, in any order; too few or too round ones may meet by chance."""
    rows = sorted(
        (folded_name(row.indicator), row.baseline_value, row.endpoint_value)
        for row in _rows(paper)
        if row.baseline_value is not None and row.endpoint_value is not None
    )
    telling = len(set(rows)) >= _ROWS or any(
        _decimals(before) >= _DECIMALS and _decimals(after) >= _DECIMALS for _, before, after in rows
    )
    if telling:
        text = ";".join(f"{name}:{before.normalize():f}>{after.normalize():f}" for name, before, after in rows)
        value = hashlib.sha256(text.encode()).hexdigest()
        yield Key(layer=Layer.TABLE, name=READINGS, value=value, shown=_shown(rows), file=paper.name)


def _rows(paper: Paper) -> tuple[Measurement, ...]:
    """The table; where none was read, the lone reading beside its labels."""
    form = paper.form
    lone = Measurement(
        indicator=form.text("indicator") or "",
        baseline_value=form.amount("baseline_value"),
        endpoint_value=form.amount("endpoint_value"),
    )
    return form.measurements() or (lone,)


def _shown(rows: list[tuple[str, Decimal, Decimal]]) -> str:
    _, before, after = rows[0]
    return f"{before} → {after}" + (f" … ({len(rows)})" if len(rows) > 1 else "")


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
