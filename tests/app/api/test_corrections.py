"""What a person reads is laid beside what the machine read, with the picture of the place."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from pipeline.assemblies import Assembly
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.lifecycle import Move
from storage.records.evidence.work import Outcome
from tests.app.api.door import Caller, picture
from workers.reception import Reception, Sent

BOX = [0.1, 0.2, 0.5, 0.4]
RECORD: Mapping[str, object] = {
    "file": "a.png",
    "status": "read",
    "kind": "receipt",
    "pages": [{"number": 1, "rotation": 90}],
    "fields": [
        {"name": "total_amount", "state": "read", "value": "9.00", "page": 1, "box": BOX},
        {"name": "receipt_number", "state": "not_found", "value": None, "page": None, "box": None},
        {"name": "items", "state": "read", "value": [{"name": "tea"}], "page": 1, "box": BOX},
    ],
}


def page() -> bytes:
    """A page that lies on its side, red where the total stands once it is upright."""
    image = Image.new("RGB", (200, 100), "white")
    image.paste((220, 0, 0), (40, 50, 80, 90))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def wanted(caller: Caller) -> str:
    """Evidence that was read as a receipt over 9.00."""
    found = caller.sent(page(), claim_id="C-1")
    lease = caller.running.stores.work.claim("test:1", EvidenceId(found))
    assert lease
    ended = Outcome(move=Move.SETTLE, record=RECORD, pipeline="1", kind="receipt", route="review")
    caller.running.stores.work.settle(lease, ended)
    return found


def correct(caller: Caller, wanted: str, **body: object) -> Any:
    return caller.http.post(f"/v1/evidence/{wanted}/corrections", json=body)


def test_a_correction_is_kept_with_both_values_and_its_place(caller: Caller, wanted: str) -> None:
    answer = correct(caller, wanted, field="total_amount", seen="9.00", value="¥9.90", page=1, box=BOX)

    body = answer.json()
    assert answer.status_code == 201, answer.text
    told = {name: body[name] for name in ("field", "read", "old", "new", "page", "box", "crop", "record")}
    assert told == {
        "field": "total_amount",
        "read": "9.00",
        "old": "9.00",
        "new": "9.90",
        "page": 1,
        "box": BOX,
        "crop": True,
        "record": 1,
    }
    assert body["by"].startswith("key:")
    assert caller.http.get(f"/v1/evidence/{wanted}/corrections").json() == {"items": [body]}


def test_the_picture_of_the_place_is_cut_from_the_upright_page_and_kept_sealed(caller: Caller, wanted: str) -> None:
    made = correct(caller, wanted, field="total_amount", seen="9.00", value="9.90").json()

    answer = caller.http.get(f"/v1/evidence/{wanted}/corrections/{made['id']}/crop")

    shown = Image.open(BytesIO(answer.content)).convert("RGB")
    red, green = (shown.getchannel(name).getpixel((shown.width // 2, shown.height // 2)) for name in "RG")
    assert answer.headers["content-type"] == "image/jpeg"
    assert red == pytest.approx(220, abs=20)
    assert green == pytest.approx(0, abs=40)
    assert shown.height < 200
    stores = caller.running.stores
    crops = [one.name for one in stores.objects.names(f"tenants/{caller.tenant}/") if "/crops/" in one.name]
    assert len(crops) == 1
    with stores.objects.get(crops[0]) as sealed:
        assert answer.content[:20] not in sealed.read()


def test_the_same_correction_sent_again_is_the_same(caller: Caller, wanted: str) -> None:
    first = correct(caller, wanted, field="total_amount", seen="9.00", value="9.90")
    again = correct(caller, wanted, field="total_amount", seen="9.00", value="9.90")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_who_saw_an_older_value_is_told_what_stands_now(caller: Caller, wanted: str) -> None:
    made = correct(caller, wanted, field="total_amount", seen="9.00", value="9.90").json()

    stale = correct(caller, wanted, field="total_amount", seen="9.00", value="9.95")
    after = correct(caller, wanted, field="total_amount", seen="9.90", value="9.95")

    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    stands = stale.json()["stands"]
    assert (stands["value"], stands["correction"], stands["record"]) == ("9.90", made["id"], 1)
    assert (after.status_code, after.json()["old"], after.json()["read"]) == (201, "9.90", "9.00")


def test_a_value_nobody_read_is_put_in_and_a_value_that_is_none_taken_out(caller: Caller, wanted: str) -> None:
    put = correct(caller, wanted, field="receipt_number", seen=None, value="T 42", page=1, box=[0.2, 0.2, 0.4, 0.3])
    out = correct(caller, wanted, field="total_amount", seen="9.00", value="-")

    assert (put.json()["old"], put.json()["new"]) == (None, "T42")
    assert out.json()["new"] == "-"


def test_every_field_of_the_body_that_is_wrong_is_named(caller: Caller, wanted: str) -> None:
    answer = correct(caller, wanted, field="total_amount", seen="9.00", value="many", page=2, box=BOX)
    list_of = correct(caller, wanted, field="items", seen="tea", value="milk", box=BOX)
    unknown = correct(caller, wanted, field="grand_total", seen="9.00", value="9", page=1, box=[0.5, 0.2, 0.1, 0.4])

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_correction")
    assert [one["where"] for one in answer.json()["errors"]] == [["body", "value"], ["body", "page"]]
    assert [one["where"] for one in list_of.json()["errors"]] == [["body", "field"], ["body", "box"]]
    assert [one["where"] for one in unknown.json()["errors"]] == [["body", "field"], ["body", "box"]]
    assert caller.http.get(f"/v1/evidence/{wanted}/corrections").json() == {"items": []}


def test_evidence_without_a_record_has_nothing_to_correct(caller: Caller) -> None:
    waiting = caller.sent(page())

    answer = correct(caller, waiting, field="total_amount", seen="9.00", value="9.90")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_place_on_a_later_page_is_cut_from_the_picture_of_that_page(caller: Caller) -> None:
    stores = caller.running.stores
    first, second = caller.sent(picture(), claim_id="C-1"), caller.sent(page(), claim_id="C-1")
    sent = Sent(
        actor=Actor(tenant=caller.tenant, name="test"), filename="a.png", channel="test", claim_id=ClaimId("C-1")
    )
    made = Assembly((EvidenceId(first), EvidenceId(second)))
    joined = Reception(stores).assembled(sent, made).standing.evidence.id
    lease = stores.work.claim("test:1", joined)
    assert lease
    fields = [{"name": "total_amount", "state": "read", "value": "9.00", "page": 2, "box": BOX}]
    pages = [{"number": 1, "rotation": 0}, {"number": 2, "rotation": 90}]
    record = {**RECORD, "pages": pages, "fields": fields}
    stores.work.settle(lease, Outcome(move=Move.SETTLE, record=record, pipeline="1", kind="receipt", route="review"))

    correction = correct(caller, joined, field="total_amount", seen="9.00", value="9.90").json()

    answer = caller.http.get(f"/v1/evidence/{joined}/corrections/{correction['id']}/crop")
    shown = Image.open(BytesIO(answer.content)).convert("RGB")
    assert shown.getchannel("R").getpixel((shown.width // 2, shown.height // 2)) == pytest.approx(220, abs=20)
