"""Papers of a claim beside those of other claims that they are like: what is equal is marked, differences flash."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
from pipeline.evidence import ClaimId, EvidenceId
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


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as it is compared: each line that says anything, folded, with its shape."""

    page: Page
    lines: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(text for text, _ in self.lines)


@dataclass(frozen=True, slots=True)
class Side:
    """A claim of the pair: its documents as the desk shows them, by evidence, laid open once for all pairs."""

    case: Case
    shown: Mapping[EvidenceId, Shown]
    _known: dict[str, tuple[Leaf, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> "Side":
        return cls(case, {one.evidence: one for one in case.shown()})

    def leaves(self, name: str) -> tuple[Leaf, ...]:
        """The first pages of a document; none where nothing could be read of it."""
        if name not in self._known:
            found = paper_of(self.case.files[name], (), self.case.catalogue.kinds)
            pages = found[0].document.pages if found and found[0].document else ()
            self._known[name] = tuple(map(_leaf, pages[:_PAGES]))
        return self._known[name]

    def sheet(self, name: str, leaf: Leaf, others: frozenset[str]) -> Sheet:
        """`others`: what the page beside it says."""
        document, where = self.shown[self.case.files[name].id], leaf.page
        return Sheet(
            file=name,
            claim=self.case.claim,
            picture=f"{address_of(self.case.claim)}/files/{document.evidence}/pages/{where.number}{document.seal}",
            wide=where.width,
            high=where.height,
            same=tuple(points for text, points in leaf.lines if text in others),
            alone=tuple(points for text, points in leaf.lines if text not in others),
        )


@router.get("/claims/{claim_id}/twins")
def shown(request: Request, visitor: Looker, house: Here, case: LookedAt) -> Response:
    """Every pair, those most alike first."""
    pairs = house.twinning.pairs(case.open.review, case.open.case)
    others, ours = dict(_sides(case, visitor, pairs)), Side.of(case)
    found = [_beside(ours, others.get(one.claim), one) for one in pairs if one.file in case.files]
    return page(request, visitor, "twins.html", claim=case.claim, address=address_of(case.claim), pairs=found)


def _sides(case: Case, visitor: Looker, pairs: tuple[Pair, ...]) -> Iterator[tuple[str, Side]]:
    """The other claims, as far as this person may see them."""
    for claim in dict.fromkeys(one.claim for one in pairs):
        try:
            yield claim, Side.of(case_of(case.house, visitor, claim))
        except (Missing, Forbidden, Conflict):
            continue


def _beside(ours: Side, theirs: Side | None, pair: Pair) -> Beside:
    mine = ours.leaves(pair.file)
    other = theirs.leaves(pair.other_file) if theirs and pair.other_file in theirs.case.files else ()
    rows = []
    for leaf, beside in zip(mine, (*other, *(None for _ in mine)), strict=False):
        left = ours.sheet(pair.file, leaf, beside.texts if beside else frozenset())
        rows.append((left, theirs.sheet(pair.other_file, beside, leaf.texts) if theirs and beside else None))
    return Beside(
        file=pair.file,
        claim=pair.claim if theirs else "",
        address=address_of(ClaimId(pair.claim)) if theirs else "",
        values=tuple(visible(one) for one in pair.values) if not ours.case.blind() else (),
        likeness=pair.likeness,
        rows=tuple(rows),
    )


def _leaf(page: Page) -> Leaf:
    lines = ((_folded(line), line) for line in page.lines)
    return Leaf(page, tuple((text, _points(line, page)) for text, line in lines if text))


def _folded(line: Line) -> str:
    return "".join(line.text.split()).casefold()


def _points(line: Line, page: Page) -> str:
    wide, high = page.width, page.height
    return " ".join([f"{x * wide:.0f},{y * high:.0f}" for x, y in line.quad.corners])
