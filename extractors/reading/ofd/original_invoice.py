"""Whether an OFD's own record of its invoice says what its page shows: whoever repaints the page often leaves the record."""

from collections.abc import Iterable

from extractors.reading.files.markup import Node

NUMBERS = frozenset({"InvoiceNo", "发票号码"})
SUMS = frozenset({"TaxInclusiveTotalAmount", "价税合计"})


def differs(records: Iterable[Node], shown: Iterable[str]) -> bool:
    """Whether a number or a total that stands in one of the `records` stands nowhere among the `shown` texts."""
    page = {_bare(part) for text in shown for part in (text, *text.split())}
    said = {_bare(value) for record in records for value in _values(record)}
    return bool(said - {""} - page)


def _values(record: Node) -> Iterable[str]:
    """What the record says of number and total, under either of the names it is written by."""
    for node in record.walk():
        if node.attributes.get("Name", node.name) in NUMBERS | SUMS:
            yield node.text


def _bare(text: str) -> str:
    return "".join(text.split()).lstrip("¥￥").replace(",", "")
