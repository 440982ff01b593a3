"""From a place on the sheet to a field: the first reading is what stands there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.fields import Field, FieldSpec, Reading, State, Value, ValueType
from pipeline.geometry import Quad, joined
from pipeline.sheets import Spot

_PERCENT = re.compile(r"\s?[%％]")
_CENT = Decimal("0.01")
_MONEY = (ValueType.AMOUNT, ValueType.WORDS_AMOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a value may be another: short reasons, and what else it might be."""

    reasons: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = ()


NO_DOUBT = Doubt()


def found(spec: FieldSpec, value: Value | None, spots: Iterable[Spot], doubt: Doubt = NO_DOUBT) -> Field:
    """The field `spec` with `value` standing at `spots` (one row, or several rows of one page).

    Without a value although something stands there, the field is unreadable. Money is written with its cents and
    without a sign.
    """
    spots = tuple(spots)
    if isinstance(value, Decimal) and spec.type in _MONEY:
        value = _written(abs(value))
    raw = " ".join(spot.raw for spot in spots)
    confidence = min((spot.confidence for spot in spots), default=0.0)
    readings = (Reading(reader=spots[0].reader, text=raw, confidence=confidence),) if spots else ()
    return Field(
        name=spec.name,
        state=State.UNREADABLE if value is None else State.READ,
        value=value,
        raw=raw,
        place=_place(spots),
        readings=readings,
        candidates=doubt.candidates,
        confirmed_by=doubt.confirmed_by,
        doubts=doubt.reasons,
        critical=spec.critical,
    )


def confirmed(field: Field, *by: str) -> Field:
    """The field with further independent confirmations."""
    return replace(field, confirmed_by=tuple(dict.fromkeys((*field.confirmed_by, *by))))


def doubted(field: Field, reason: str, *candidates: str) -> Field:
    """The field with one more reason to look, and what else it might be."""
    return replace(
        field,
        doubts=tuple(dict.fromkeys((*field.doubts, reason))),
        candidates=tuple(dict.fromkeys((*field.candidates, *candidates))),
    )


def _with_percent(spot: Spot) -> Spot:
    """With the percent sign right behind the number: a cut that halves the sign is read as one digit more."""
    sign = _PERCENT.match(spot.strip.text, spot.end) if spot.text[-1:].isdigit() else None
    return Spot(spot.strip, spot.start, sign.end()) if sign else spot


def _written(money: Decimal) -> Decimal:
    return money.quantize(_CENT) if money == money.quantize(_CENT) else money


def _place(spots: tuple[Spot, ...]) -> Quad | None:
    if not spots:
        return None
    if len({spot.strip.number for spot in spots}) == 1:
        return joined(tuple(_with_percent(spot).place for spot in spots))
    boxes = [spot.place.box for spot in spots]
    page = boxes[0].page
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    return Quad(page, ((left, top), (right, top), (right, bottom), (left, bottom)))
