"""One read document as bytes that give it back whole, so that a claim can be questioned again without reading again."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import ModuleType
from typing import Any

from pipeline import alterations, findings, geometry, grids, pages, records, rows
from pipeline import fields as values
from pipeline.alike import prints
from pipeline.alike.prints import Print
from pipeline.claim import claims
from pipeline.claim.claims import Paper
from pipeline.claim.reasons import Slot
from pipeline.errors import StoreTrouble

_DIGITS = 5  # of places and scores; a hundred-thousandth of a page is less than a pixel
_TYPE = "~"
_THERE = "document"  # the pages of a record that are those of its document
_REMEMBERED = 32  # documents
_BARE = frozenset({str, int, float, bool, type(None)})


def _types(*modules: ModuleType) -> Iterator[tuple[str, type]]:
    for module in modules:
        for name, found in vars(module).items():
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                yield name, found


_KNOWN: Mapping[str, Any] = {
    "Slot": Slot,
    **dict(_types(alterations, claims, values, findings, geometry, grids, pages, records, rows)),
}


def packed(paper: Paper) -> bytes:
    """The paper with its document; places and scores are kept to five digits, pages that both hold once."""
    told = _plain(paper)
    if paper.document and paper.record.pages == paper.document.pages:
        told["record"]["pages"] = _THERE
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpacked(content: bytes) -> Paper:
    """Raises StoreTrouble for what another version packed in another form."""
    try:
        found = _paper(json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass")))
    except (ValueError, LookupError, TypeError, ArithmeticError, zlib.error) as error:
        raise StoreTrouble(f"A kept document cannot be understood ({type(error).__name__}); send it again.") from error
    if not isinstance(found, Paper):
        raise StoreTrouble("What was kept is no document; send it again.")
    return found


@lru_cache(maxsize=_REMEMBERED)
def recalled(content: bytes) -> Paper:
    """The same, for whoever looks at one document again and again: thousands of words take long to unpack."""
    return unpacked(content)


def _paper(told: Any) -> Any:
    """Pages that stand in the record and in the document are made once, also of what was packed with both."""
    document, record = told["document"], told["record"]
    if not document or record["pages"] not in (_THERE, document["pages"]):
        return _made(told)
    found = _made({**told, "record": {**record, "pages": []}})
    return replace(found, record=replace(found.record, pages=found.document.pages))


def _plain(value: object) -> Any:
    match value:
        case Enum():
            return {_TYPE: type(value).__name__, "is": value.value}
        case float():
            return round(value, _DIGITS)
        case None | str() | bool() | int():
            return value
        case Decimal():
            return {_TYPE: "Decimal", "is": str(value)}
        case date():
            return {_TYPE: "date", "is": value.isoformat()}
        case Print():
            return {_TYPE: "Print", "is": base64.b64encode(prints.packed(value)).decode("ascii")}
        case Mapping():
            return {_TYPE: "dict", "is": {str(key): _plain(inner) for key, inner in value.items()}}
        case tuple() | list():
            return [_plain(inner) for inner in value]
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__name__} has no form in which it is kept")
    told = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return {_TYPE: type(value).__name__, **told}


def _made(told: Any) -> Any:
    """Plain values stand for themselves, without a call for each: a full page holds a hundred thousand."""
    if isinstance(told, list):
        return tuple([inner if type(inner) in _BARE else _made(inner) for inner in told])
    if not isinstance(told, dict):
        return told
    match told[_TYPE]:
        case "Decimal":
            return Decimal(told["is"])
        case "date":
            return date.fromisoformat(told["is"])
        case "Print":
            return prints.unpacked(base64.b64decode(told["is"]))
        case "dict":
            return {key: _made(inner) for key, inner in told["is"].items()}
    kind = _KNOWN[told[_TYPE]]
    if issubclass(kind, Enum):
        return kind(told["is"])
    return kind(
        **{name: inner if type(inner) in _BARE else _made(inner) for name, inner in told.items() if name != _TYPE}
    )
