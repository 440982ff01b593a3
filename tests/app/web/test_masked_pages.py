"""A masked pack shows the pages, with every name of a person painted over, also where no field says it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace

from PIL import Image, ImageChops

from app.packs.exporting import Exporting
from pipeline.ledger.entries import Actor
from tests.app.api.door import picture, settled
from tests.app.web.claims_there import FACTS, LINE, ORDER, USAGE, There, claim_there
from tests.app.web.desk import Desk
from workers.proof.proving import Proving
from workers.reception import Reception, Sent

NAMED = replace(ORDER, text=ORDER.text + "Sent to  Zhang Xiaoli\nPhone  13900001082\n")
PHONE = {**FACTS, "claimant": {"name": "张小例", "phone": "13900001082"}}
_SEEN = 60  # of 255: more than what pressing a JPEG again changes


def packed(desk: Desk, there: There, masked: bool) -> Mapping[str, bytes]:
    """Files of a pack by name."""
    house = desk.running.app.state.house
    proving = Proving.at(desk.running.stores)
    proved = proving.proved(Actor(tenant=desk.tenant, name="test"), there.claim, "test")
    out = desk.running.stores.folder / f"{desk.tenant}-{masked}.zip"
    Exporting(proving=proving, pages=house.pages, masked=masked, asked=frozenset()).export(proved, out)
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as held:
        found = {name: held.read(name) for name in held.namelist()}
    out.unlink()
    return found


def changed(whole: bytes, masked: bytes) -> tuple[float, float] | None:
    """From which height to which the two pictures differ, as fractions of the page."""
    with Image.open(io.BytesIO(whole)) as one, Image.open(io.BytesIO(masked)) as other:
        box = ImageChops.difference(one.convert("L"), other.convert("L")).point(lambda v: 255 * (v > _SEEN)).getbbox()
        return (box[1] / one.height, box[3] / one.height) if box else None


def test_names_and_numbers_of_persons_are_painted_over_wherever_they_stand(desk: Desk) -> None:
    there = claim_there(desk, NAMED, USAGE, replace(ORDER, name="plain.png"), facts=PHONE)
    whole, masked = packed(desk, there, masked=False), packed(desk, there, masked=True)

    def page(name: str) -> tuple[float, float] | None:
        place = f"evidence/{there.files[name]}/page-1.jpg"
        return changed(whole[place], masked[place])

    usage, order = page("usage.png"), page("order.png")
    assert usage
    assert usage[0] < LINE < 2 * LINE < usage[1] < 3 * LINE, "the first and the last of three lines"
    assert order
    assert 6 * LINE < order[0] < 7 * LINE < order[1] < 8 * LINE, "only the last two of eight lines"
    assert page("plain.png") is None
    assert not [name for name in masked if "/original." in name]
    text = b"".join(content for name, content in masked.items() if not name.endswith(".jpg"))
    assert b"Zhang" not in text


def test_a_page_nobody_read_stays_out(desk: Desk) -> None:
    there, stores = claim_there(desk), desk.running.stores
    sent = Sent(actor=Actor(tenant=desk.tenant, name="test"), filename="a.png", channel="test", claim_id=there.claim)
    settled(stores, Reception(stores).take(sent, io.BytesIO(picture())).standing.evidence.id)

    shown = [[name for name in packed(desk, there, masked=one) if name.endswith(".jpg")] for one in (False, True)]

    assert [len(names) for names in shown] == [1, 0]
