"""Claims drawn for measuring the review desk: a queue of some hundreds, and one claim whose pages are full of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.fields import Field, Grade, Reading, State, Value
from pipeline.geometry import Box, Quad
from pipeline.ledger.entries import Actor
from pipeline.pages import Document, Line, Page, Source, Traces
from pipeline.records import Form, Record
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.claims.answering import Answering
from workers.outcomes import settled
from workers.policies.campaigns import Campaigns
from workers.reception import Reception, Sent
from workers.reviews.opening import ReviewOpening
from workers.stores import Stores

FULL, TWIN = ClaimId("BENCH-FULL"), ClaimId("BENCH-BEFORE")
TENANT = TenantId(DEFAULT_TENANT)
_ACTOR = Actor(tenant=DEFAULT_TENANT, name="bench")
_SMALL, _LARGE = (620, 877), (2480, 3508)  # pixels of an A4 page at 75 and at 300 dots an inch
_WORDS = 20  # of a row
_ORDERS = 2612345678901234567
_FACTS: Mapping[str, object] = {
    "reason": "product_quality",
    "claimed_amount": "99.00",
    "currency": "CNY",
    "claimant": {"name": "张小例", "phone_masked": "188****0011", "tier": "gold"},
    "channel": "offline",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What stands at the desk: `claims` of one small paper each, and one claim of `files` with `words` on a page.

    An earlier claim shows the first of these files, too.
    """

    claims: int
    files: int
    words: int


def filled(stores: Stores, fill: Fill) -> tuple[EvidenceId, ...]:
    """The files of the full claim. All goes the way it always goes; only the reading itself is drawn."""
    for number in range(1, fill.claims + 1):
        _entered(stores, ClaimId(f"BENCH-{number:05}"), _ORDERS + number, [""])
    rows = "\n".join(_row(at) for at in range(fill.words // _WORDS))
    sheets = [f"{rows}\nsheet {at}" for at in range(fill.files)]
    _entered(stores, TWIN, _ORDERS, sheets[:1])
    files = _entered(stores, FULL, _ORDERS, sheets)
    campaigns = Campaigns.checked(stores.settings.places.policy)
    answering = Answering(stores, campaigns, "bench")
    while answering.answer_due():
        pass
    opening = ReviewOpening(stores, campaigns, "bench")
    while opening.turn():
        pass
    return files


def _row(number: int) -> str:
    return " ".join(f"w{number}x{column}" for column in range(_WORDS))


def _entered(stores: Stores, claim: ClaimId, order: int, more: Sequence[str]) -> tuple[EvidenceId, ...]:
    """A claim with an order's page for each text of `more`, which stands below the order."""
    files = []
    for number, text in enumerate(more, 1):
        rows = [f"Order {order}", "Paid 98.00", *(row for row in text.split("\n") if row)]
        size = _LARGE if len(rows) > _WORDS else _SMALL
        document = Document(pages=(_page(rows, size),), codes=(), traces=Traces(media_type="image/png"))
        files.append(_read(stores, claim, f"order-{number}.png", document))
    stores.claims.state(_ACTOR, claim, {**_FACTS, "order_id": str(order)}, None)
    return tuple(files)


def _read(stores: Stores, claim: ClaimId, name: str, document: Document) -> EvidenceId:
    sent = Sent(actor=_ACTOR, filename=name, channel="bench", claim_id=claim)
    found = Reception(stores).take(sent, BytesIO(_picture(document.pages[0]))).standing.evidence
    lease = stores.work.claim("bench", found.id)
    if lease is None:
        raise RuntimeError("another program reads what this benchmark drew")
    order, paid = (row[0] for row in document.pages[0].rows[:2])
    fields = (
        _field("order_id", order.text.removeprefix("Order "), order),
        _field("paid_amount", Decimal(paid.text.removeprefix("Paid ")), paid),
    )
    record = Record(
        name=name,
        files=(name,),
        sha256=found.sha256,
        media_type="image/png",
        flags=(),
        pages=document.pages,
        kind="order_screenshot",
        kind_confidence=1.0,
        form=Form("order_screenshot", fields),
        needs_person=("paid_amount",),
    )
    stores.work.settle(lease, settled(record, document))
    return found.id


def _field(name: str, value: Value, line: Line) -> Field:
    """Two readers agree on the order and not on the sum."""
    printed = line.text.split()[-1]
    sure = name != "paid_amount"
    other = printed if sure else f"{printed[:-1]}8"
    return Field(
        name=name,
        state=State.READ,
        value=value,
        raw=printed,
        place=line.cut(len(line.text) - len(printed), len(line.text)),
        readings=(
            Reading(reader="ppocr-v6-tiny", text=printed, confidence=0.95),
            Reading(reader="tesseract", text=other, confidence=0.7),
        ),
        grade=Grade.VERIFIED if sure else Grade.REVIEW,
        confidence=0.98 if sure else 0.6,
        critical=True,
    )


def _page(rows: Sequence[str], size: tuple[int, int]) -> Page:
    high = 1 / max(40, len(rows) + 2)
    lines = tuple((_line(text, (at + 1) * high, high),) for at, text in enumerate(rows))
    return Page(
        number=1,
        width=size[0],
        height=size[1],
        rotation=0,
        angle=0.0,
        source=Source.OCR,
        legibility=1.0,
        rows=lines,
    )


def _line(text: str, top: float, high: float) -> Line:
    count = len(text)
    right = min(0.95, 0.05 + 0.4 * high * count)
    return Line(
        text=text,
        quad=Quad.around(Box(page=1, left=0.05, top=top, right=right, bottom=top + 0.8 * high)),
        stops=tuple((at / count, (at + 1) / count) for at in range(count)),
        scores=(0.99,) * count,
        reader="ppocr-v6-small",
    )


def _picture(page: Page) -> bytes:
    """A PNG that shows the lines where the page has them."""
    image = Image.new("L", (page.width, page.height), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(0.6 * page.height / max(40, len(page.rows) + 2))
    for line in page.lines:
        left, top, _, _ = line.box.sides
        pen.text((left * page.width, top * page.height), line.text, fill=20, font=font)
    held = BytesIO()
    image.save(held, "PNG")
    return held.getvalue()
