"""What the customer is asked about, cut out of the pages: a view of each place, drawn from the page's own picture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.web.shown import Shown
from pipeline.findings import Reason
from pipeline.pages import Page

_MOST = 12  # places
_HIGH, _WIDEST = 60, 320  # CSS pixels
_AROUND = 0.01  # of the page on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """`view` in pixels of the page, as SVG takes it; `wide` and `high` as it is shown."""

    text: Reason
    picture: str
    view: str
    wide: int
    high: int
    page_wide: int
    page_high: int


def crops(body: Mapping[str, object], files: Sequence[Shown], address: str) -> tuple[Crop, ...]:
    """Of every place the answer's supplement points at, on documents as this person may see them."""
    told = body.get("supplement")
    items = told.get("items") if isinstance(told, Mapping) else None
    return tuple(_all(items if isinstance(items, list) else [], {one.name: one for one in files}, address))[:_MOST]


def _all(items: list[Any], files: Mapping[str, Shown], address: str) -> Iterator[Crop]:
    for item in items:
        file = files.get(str(item.get("file", "")))
        pages = {page.number: page for page in file.pages} if file else {}
        for place in item.get("places") or ():
            page = pages.get(place["page"])
            if file and page:
                picture = f"{address}/files/{file.evidence}/pages/{page.number}{file.seal}"
                yield _crop(Reason(str(item["zh"]), str(item["en"])), picture, page, place["box"])


def _crop(text: Reason, picture: str, page: Page, sides: Sequence[float]) -> Crop:
    left, top = (max(0.0, side - _AROUND) for side in sides[:2])
    right, bottom = (min(1.0, side + _AROUND) for side in sides[2:])
    wide, high = (right - left) * page.width, (bottom - top) * page.height
    return Crop(
        text=text,
        picture=picture,
        view=f"{left * page.width:.1f} {top * page.height:.1f} {wide:.1f} {high:.1f}",
        wide=min(_WIDEST, round(_HIGH * wide / high)) if high else _WIDEST,
        high=_HIGH,
        page_wide=page.width,
        page_high=page.height,
    )
