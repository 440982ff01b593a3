"""The papers of a claim as the panels need them: what each field says now, and where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pipeline.corrections import NO_VALUE, Correction
from pipeline.geometry import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPaper:
    """`values`: texts by field, corrections applied; `places` where they stand. `pages` counts its pages."""

    file: str
    kind: str
    values: Mapping[str, str]
    places: Mapping[str, Box]
    pages: int = 0

    def amount(self, field: str) -> Decimal | None:
        """None where there is none, or what stands there is no number."""
        try:
            return Decimal(self.values[field])
        except (KeyError, InvalidOperation):
            return None


def panel_paper(file: str, record: Mapping[str, object], corrected: Iterable[Correction] = ()) -> PanelPaper:
    """From a record as every door hands it out; `corrected` oldest first."""
    kind, pages = str(record.get("kind") or ""), record.get("pages")
    values: dict[str, str] = {}
    places: dict[str, Box] = {}
    for field in _fields(record):
        name, value, place = str(field["name"]), field.get("value"), _place(field)
        if isinstance(value, str):
            values[name] = value
        if place:
            places[name] = place
    for one in corrected:
        if one.change.kind == kind:
            values[one.change.field] = one.change.new
            if one.change.box:
                places[one.change.field] = one.change.box
    return PanelPaper(
        file=file,
        kind=kind,
        values={name: value for name, value in values.items() if value != NO_VALUE},
        places=places,
        pages=len(pages) if isinstance(pages, list) else 0,
    )


def _fields(record: Mapping[str, object]) -> Iterable[Mapping[str, object]]:
    fields = record.get("fields")
    return [one for one in fields if isinstance(one, Mapping)] if isinstance(fields, list) else []


def _place(field: Mapping[str, object]) -> Box | None:
    page, sides = field.get("page"), field.get("box")
    if not isinstance(page, int) or not isinstance(sides, list):
        return None
    left, top, right, bottom = (float(side) for side in sides)
    return Box(page=page, left=left, top=top, right=right, bottom=bottom)
