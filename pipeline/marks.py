"""What an auditor finds a claim by: numbers on its papers, who claims, failed rules, who worked on it, versions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.claim.business_keys import compared_number, folded_name
from pipeline.corrections import NO_VALUE, Change


class MarkName(StrEnum):
    """`ORDER` to `PERSON` are kept as keyed digests alone: they could name somebody."""

    ORDER = "order"
    INVOICE = "invoice"
    REPORT = "report"
    PERSON = "person"
    RULE = "rule"
    REVIEWER = "reviewer"
    VERSION = "version"


KEYED = frozenset({MarkName.ORDER, MarkName.INVOICE, MarkName.REPORT, MarkName.PERSON})
_FIELDS: Mapping[str, MarkName] = {
    "order_id": MarkName.ORDER,
    "merchant_order_id": MarkName.ORDER,
    "transaction_id": MarkName.ORDER,
    "invoice_number": MarkName.INVOICE,
    "receipt_number": MarkName.INVOICE,
    "report_number": MarkName.REPORT,
    "customer_name": MarkName.PERSON,
    "candidate_name": MarkName.PERSON,
    "buyer_name": MarkName.PERSON,
    "client_name": MarkName.PERSON,
}
_LONGEST = 200  # characters: nobody types more to find something again


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One thing a claim is found by, `value` spelled in the one way all its spellings have in common."""

    name: MarkName
    value: str

    @classmethod
    def of(cls, name: MarkName, text: str) -> "Mark":
        """As somebody typed or printed it; an empty value marks nothing."""
        match name:
            case MarkName.PERSON:
                value = folded_name(text)
            case MarkName.ORDER | MarkName.INVOICE | MarkName.REPORT:
                value = compared_number(text)
            case _:
                value = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
        return cls(name, value[:_LONGEST])


@dataclass(frozen=True, slots=True, kw_only=True)
class Markable:
    """All that is known of a claim: `records` and `answer` as every door hands them out, `workers` as the ledger
    names them.
    """

    facts: Mapping[str, object]
    records: tuple[Mapping[str, object], ...]
    changes: tuple[Change, ...]
    answer: Mapping[str, object]
    workers: frozenset[str]


def marks(claim: Markable) -> frozenset[Mark]:
    """Each once; a value that was put right is found as it was read and as it is now."""
    found = {*_stated(claim.facts), *_ruled(claim.answer)}
    for record in claim.records:
        found |= {*_read(record), *_ruled(record)}
    for change in claim.changes:
        name = _FIELDS.get(change.field)
        if name is not None and change.new != NO_VALUE:
            found.add(Mark.of(name, change.new))
    found |= {Mark.of(MarkName.REVIEWER, one) for one in claim.workers}
    return frozenset(one for one in found if one.value)


def _stated(facts: Mapping[str, object]) -> Iterator[Mark]:
    yield Mark.of(MarkName.ORDER, _text(facts.get("order_id")))
    for who, names in (("claimant", ("name", "phone_masked")), ("payout", ("holder",))):
        said = facts.get(who)
        if isinstance(said, Mapping):
            yield from (Mark.of(MarkName.PERSON, _text(said.get(one))) for one in names)


def _read(record: Mapping[str, object]) -> Iterator[Mark]:
    for field in _objects(record.get("fields")):
        name = _FIELDS.get(_text(field.get("name")))
        if name is not None:
            yield Mark.of(name, _text(field.get("value")))


def _ruled(held: Mapping[str, object]) -> Iterator[Mark]:
    """Rules that spoke against it, and what read and judged it."""
    for finding in _objects(held.get("findings")):
        if finding.get("outcome") == "fail":
            yield Mark.of(MarkName.RULE, _text(finding.get("rule")))
    versions = held.get("versions")
    for name, version in versions.items() if isinstance(versions, Mapping) else ():
        inner = version if isinstance(version, Mapping) else {"": version}
        yield from (Mark.of(MarkName.VERSION, f"{name} {part} {one}") for part, one in inner.items())


def _objects(value: object) -> Iterable[Mapping[str, object]]:
    return (one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
