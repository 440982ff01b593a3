"""The sums of a claim in one line: every paper's word for what was paid, held against one of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from app.panels.papers import PanelPaper
from pipeline.fapiao_qr import parsed
from pipeline.geometry import Box

SAME, OTHER = "=", "≠"
_REFERENCES = ("payment", "order", "figures", "total", "contract")  # what was really paid, best witness first
_PLAIN = (
    ("payment_screenshot", "paid_amount", "payment"),
    ("order_screenshot", "paid_amount", "order"),
    ("vat_invoice", "gross_amount", "figures"),
    ("vat_invoice", "gross_amount_words", "capitals"),
    ("invoice", "total_amount", "figures"),
    ("receipt", "total_amount", "total"),
    ("contract", "contract_amount", "contract"),
    ("contract", "contract_amount_words", "contract_capitals"),
)
NAMED = frozenset({*(what for _, _, what in _PLAIN), "payments", "qr", "qr_and_tax", "net_and_tax", "claimed"})
"""What a sum may be called; pages have a word for each."""

_TAXED = {"vat_invoice": "net_amount", "invoice": "net_amount", "receipt": "subtotal_amount"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sum: `what` names it (`payment`, `capitals`, `qr`, …), `sign` how it stands to the first, "" for that one.

    `file` is "" for what the claims system states or a sum over several papers.
    """

    what: str
    amount: Decimal
    sign: str = ""
    file: str = ""
    place: Box | None = None

    @property
    def differs(self) -> bool:
        return self.sign == OTHER


def amount_line(papers: Iterable[PanelPaper], claimed: Decimal | None) -> tuple[Said, ...]:
    """The reference first, then all others in the order of their papers, the claimed sum last; empty without any."""
    papers = tuple(papers)
    found = [one for paper in papers for one in _of(paper)]
    found = [*_several(found), *found]
    if claimed is not None:
        found.append(Said(what="claimed", amount=claimed))
    first = next((one for what in _REFERENCES for one in found if one.what == what), None)
    if first is None:
        return tuple(found)
    whole = next((one for one in found if one.what == "payments"), first)
    others = (one for one in found if one is not whole)
    return (whole, *(replace(one, sign=_sign(one, whole)) for one in others))


def _sign(one: Said, whole: Said) -> str:
    """A part of several payments is neither the whole nor something else."""
    if one.what == "payment" and whole.what == "payments":
        return ""
    return SAME if one.amount == whole.amount else OTHER


def _several(found: list[Said]) -> Iterator[Said]:
    """What was paid in several payments, together."""
    paid = [one.amount for one in found if one.what == "payment"]
    if len(paid) > 1:
        yield Said(what="payments", amount=sum(paid, Decimal(0)))


def _of(paper: PanelPaper) -> Iterator[Said]:
    for kind, field, what in _PLAIN:
        amount = paper.amount(field) if paper.kind == kind else None
        if amount is not None:
            yield Said(what=what, amount=amount, file=paper.file, place=paper.places.get(field))
    yield from _qr(paper)
    yield from _taxed(paper)


def _qr(paper: PanelPaper) -> Iterator[Said]:
    """The code's sum; where it states the net one, with the tax that is printed."""
    code = parsed(paper.values.get("qr_payload", "")) if paper.kind == "vat_invoice" else None
    if code is None:
        return
    tax = Decimal(0) if code.states_gross else paper.amount("tax_amount")
    if tax is not None:
        what = "qr" if code.states_gross else "qr_and_tax"
        yield Said(what=what, amount=abs(code.amount) + tax, file=paper.file, place=paper.places.get("qr_payload"))


def _taxed(paper: PanelPaper) -> Iterator[Said]:
    net, tax = paper.amount(_TAXED.get(paper.kind, "")), paper.amount("tax_amount")
    if net is not None and tax is not None:
        yield Said(what="net_and_tax", amount=net + tax, file=paper.file, place=paper.places.get("tax_amount"))
