"""Claims that wait at the desk of a tenant: papers drawn from a few lines of text, read as those lines say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from pipeline.evidence import ClaimId, EvidenceId
from pipeline.fields import Field, Grade, Reading, State, Value
from pipeline.geometry import Box, Quad
from pipeline.ledger.entries import Actor
from pipeline.pages import Document, Page
from pipeline.records import Form
from tests.app.web.desk import Desk
from tests.paper import papers
from tests.validators.cases import filed
from workers.claims.answering import Answering
from workers.outcomes import settled
from workers.policies.campaigns import Campaigns
from workers.reception import Reception, Sent
from workers.reviews.opening import ReviewOpening
from workers.stores import Stores

FACTS: Mapping[str, object] = {
    "reason": "product_quality",
    "order_id": "2612345678901234567",
    "claimed_amount": "99.00",
    "currency": "CNY",
    "claimant": {"name": "张小例", "phone_masked": "188****0011", "tier": "gold"},
    "channel": "offline",
}
LINE = 0.055  # of the height of a page, from one line to the next
NEW_PAGE = "\f"
_PRINT = 24 / 44  # of that, the height of the letters
_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A paper: `text` as printed, a PDF where NEW_PAGE stands in it, `values` by field with their print.

    `asks` names what a person must see.
    """

    name: str
    kind: str
    text: str
    values: Mapping[str, tuple[Value, str]]
    asks: tuple[str, ...] = ()


ORDER = Drawn(
    name="order.png",
    kind="order_screenshot",
    text="""
Order number  2612345678901234567
Order time  2026-10-01
Shop  Xinghe store
Serum 30ml  99.00
Paid  98.00
Remark  nothing  88.00
""",
    values={
        "order_id": ("2612345678901234567", "2612345678901234567"),
        "seller_name": ("Xinghe store", "Xinghe store"),
        "paid_amount": (Decimal("98.00"), "98.00"),
    },
    asks=("order_id", "paid_amount"),
)
USAGE = Drawn(
    name="usage.png",
    kind="usage_record",
    text="""
Customer  Zhang Xiaoli
Batch  HG260801B
Signed by  Zhang Xiaoli
""",
    values={"customer_name": ("Zhang Xiaoli", "Zhang Xiaoli"), "batch_number": ("HG260801B", "HG260801B")},
)


@dataclass(frozen=True, slots=True)
class There:
    """A claim at the desk and its evidence, by file name."""

    claim: ClaimId
    files: Mapping[str, EvidenceId]

    @property
    def address(self) -> str:
        return f"/claims/{self.claim}"


def claim_there(desk: Desk, *papers: Drawn, claim: str = "C-1", facts: Mapping[str, object] = FACTS) -> There:
    """The papers came in, were read, and the claim was answered and opened."""
    stores, sender = desk.running.stores, Actor(tenant=desk.tenant, name="test")
    wanted = ClaimId(claim)
    desk.running.key(desk.tenant)  # makes the tenant
    files = {}
    for one in papers:
        files[one.name] = _read(desk, wanted, one)
    stores.claims.state(sender, wanted, facts, None)
    go_round(stores)
    return There(wanted, files)


def go_round(stores: Stores) -> None:
    """The porter's round: what is due is answered, what was answered comes to the desk."""
    campaigns = Campaigns.checked(stores.settings.places.policy)
    while Answering(stores, campaigns, "porter").answer_due():
        pass
    ReviewOpening(stores, campaigns, "porter").turn()


def picture(document: Document, mark: str) -> bytes:
    """A PNG that shows the lines where the document has them, a PDF of several pages; no two are alike."""
    first, *others = (_picture(page, mark) for page in document.pages)
    held = BytesIO()
    if others:
        first.save(held, "PDF", save_all=True, append_images=others)
    else:
        first.save(held, "PNG")
    return held.getvalue()


def _picture(page: Page, mark: str) -> Image.Image:
    image = Image.new("RGB", (page.width, page.height), (255, 255, 255 - len(mark) % 9))
    pen = ImageDraw.Draw(image)
    for line in page.lines:
        sides = line.box.sides
        across, high = (sides[2] - sides[0]) * page.width, (sides[3] - sides[1]) * page.height
        size = max(8.0, min(high * 0.8, 1.7 * across / max(1, len(line.text))))
        font = ImageFont.truetype(_FONT, size)
        middle = (sides[0] * page.width, (sides[1] + sides[3]) / 2 * page.height)
        pen.text(middle, line.text, fill=(20, 20, 20), font=font, anchor="lm")
    return image


def _document(one: Drawn) -> Document:
    """The paper with lines as high and as far apart as print has them, from the top where they fit."""
    document = papers(*one.text.split(NEW_PAGE)).document
    return replace(document, pages=tuple(map(_spaced, document.pages)))


def _spaced(page: Page) -> Page:
    apart = min(LINE, 1 / len(page.rows))
    rows = tuple(
        tuple(replace(line, quad=_laid(line.quad, (0.5 + number) * apart, apart * _PRINT)) for line in row)
        for number, row in enumerate(page.rows)
    )
    return replace(page, rows=rows)


def _laid(quad: Quad, middle: float, high: float) -> Quad:
    left, _, right, _ = quad.box.sides
    return Quad.around(Box(page=quad.page, left=left, top=middle - high / 2, right=right, bottom=middle + high / 2))


def _form(one: Drawn, document: Document) -> Form:
    return Form(one.kind, tuple(_field(one, document, name) for name in one.values))


def _field(one: Drawn, document: Document, name: str) -> Field:
    value, printed = one.values[name]
    unsure = name in one.asks
    return Field(
        name=name,
        state=State.READ,
        value=value,
        raw=printed,
        place=_place(document, printed),
        readings=(
            Reading(reader="ppocr-v6-tiny", text=printed, confidence=0.95),
            Reading(reader="tesseract", text=printed[:-1] + "8" if unsure else printed, confidence=0.7),
        ),
        grade=Grade.REVIEW if unsure else Grade.VERIFIED,
        confidence=0.6 if unsure else 0.98,
        critical=True,
    )


def _place(document: Document, printed: str) -> Quad | None:
    for line in document.pages[0].lines:
        at = line.text.find(printed)
        if at >= 0:
            return line.cut(at, at + len(printed))
    return None


def late(desk: Desk, there: There, one: Drawn) -> EvidenceId:
    """A paper that comes after the claim was answered, and is read."""
    return _read(desk, there.claim, one)


def _read(desk: Desk, claim: ClaimId, one: Drawn) -> EvidenceId:
    """The paper came in and was read as it says."""
    stores, sender = desk.running.stores, Actor(tenant=desk.tenant, name="test")
    document = _document(one)
    sent = Sent(actor=sender, filename=one.name, channel="test", claim_id=claim)
    evidence = Reception(stores).take(sent, BytesIO(picture(document, one.name))).standing.evidence
    lease = stores.work.claim("reader", evidence.id)
    assert lease
    read = filed(_form(one, document), name=one.name, needs_person=one.asks, read=document)
    record = replace(read.record, pages=document.pages, media_type=evidence.media_type)
    stores.work.settle(lease, settled(record, document))
    return evidence.id
