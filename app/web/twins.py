"""Papers of a claim beside those of other claims that they are like: what is equal is marked, differences flash."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.showing.safe import visible
from app.web.case import Case, LookedAt, Looker, case_of
from app.web.claims import address_of
from app.web.entering.access import at_home
from app.web.faults import PageRoute
from app.web.opened import paper_of
from app.web.scene import page
from app.web.shown import Shown
from pipeline.errors import Conflict, Forbidden, Missing
from pipeline.evidence import ClaimId
from pipeline.pages import Line, Page
from workers.reviews.twinning import Pair

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

_PAGES = 3  # of each paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page with the shapes of its lines, as points of SVG: those that both papers show, and those of it alone."""

    file: str
    claim: str
    picture: str
    wide: int
    high: int
    same: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`theirs` is None on every row where this person may not see the other claim, which then has no name either."""

    file: str
    claim: str
    address: str
    values: tuple[str, ...]
    likeness: float
    rows: tuple[tuple[Sheet, Sheet | None], ...]


@router.get("/claims/{claim_id}/twins")
def shown(request: Request, visitor: Looker, house: Here, case: LookedAt) -> Response:
    """Every pair, those most alike first."""
    pairs = house.twinning.pairs(case.open.review, case.open.case)
    others = dict(_cases(case, visitor, pairs))
    found = [_beside(case, others.get(one.claim), one) for one in pairs if one.file in case.files]
    return page(request, visitor, "twins.html", claim=case.claim, address=address_of(case.claim), pairs=found)


def _cases(case: Case, visitor: Looker, pairs: tuple[Pair, ...]) -> Iterator[tuple[str, Case]]:
    """The other claims, as far as this person may see them."""
    for claim in dict.fromkeys(one.claim for one in pairs):
        try:
            yield claim, case_of(case.house, visitor, claim)
        except (Missing, Forbidden, Conflict):
            continue


def _beside(case: Case, other: Case | None, pair: Pair) -> Beside:
    ours = _pages(case, pair.file)
    theirs = _pages(other, pair.other_file) if other and pair.other_file in other.files else ()
    rows = []
    for at, (mine, lines) in enumerate(ours[:_PAGES]):
        beside = theirs[at] if at < len(theirs) else None
        rows.append(
            (
                _sheet(case, pair.file, (mine, lines), beside[1] if beside else ()),
                _sheet(other, pair.other_file, beside, lines) if other and beside else None,
            )
        )
    return Beside(
        file=pair.file,
        claim=pair.claim if other else "",
        address=address_of(ClaimId(pair.claim)) if other else "",
        values=tuple(visible(one) for one in pair.values) if not case.blind() else (),
        likeness=pair.likeness,
        rows=tuple(rows),
    )


def _pages(case: Case, name: str) -> tuple[tuple[Page, tuple[Line, ...]], ...]:
    found = paper_of(case.files[name], (), case.catalogue.kinds)
    pages = found[0].document.pages if found and found[0].document else ()
    return tuple((one, one.lines) for one in pages)


def _sheet(case: Case, name: str, one: tuple[Page, tuple[Line, ...]], others: tuple[Line, ...]) -> Sheet:
    where, lines = one
    document: Shown = case.one_shown(case.files[name].id)
    known = {_folded(line) for line in others}
    shapes = [(_folded(line) in known, _points(line, where)) for line in lines if _folded(line)]
    return Sheet(
        file=name,
        claim=case.claim,
        picture=f"{address_of(case.claim)}/files/{document.evidence}/pages/{where.number}{document.seal}",
        wide=where.width,
        high=where.height,
        same=tuple(points for same, points in shapes if same),
        alone=tuple(points for same, points in shapes if not same),
    )


def _folded(line: Line) -> str:
    return "".join(line.text.split()).casefold()


def _points(line: Line, page: Page) -> str:
    return " ".join(f"{x * page.width:.0f},{y * page.height:.0f}" for x, y in line.quad.corners)
