"""Every request that changes something writes exactly one entry: who, in what role, from what to what, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from pipeline.ledger.entries import KEY, Entry
from pipeline.lifecycle import Move
from storage.records.people.api_keys import SECOND
from storage.records.proof.ledger import entry_in
from storage.records.schema import entries
from tests.app.api.door import Caller, another, drawn, picture
from tests.app.api.test_access import RIGHT, SCOPE_OF
from tests.storage.said import said
from tests.storage.unwritable import unwritable

HOOK = {"url": "http://127.0.0.1:9/x"}
LAW, CASE = "PIPL art. 47", "court file 7"
FACTS = {"reason": "product_quality"}
NEEDS_S3 = {"POST /v1/uploads", "POST /v1/uploads/{upload}/complete"}  # asked in tests/contracts
IN_STEPS = {"POST /v1/erasures/{erasure}/confirm"}  # in test_keeping.py: each step of an erasure is a line
NEEDS_DECISION = {"POST /v1/claims/{claim_id}/payout", "POST /v1/claims/{claim_id}/feedback"}  # there as well


@dataclass(frozen=True, slots=True)
class Held:
    """A tenant with one of everything; `second` has the key of another person."""

    caller: Caller
    evidence: str
    endpoint: str
    second: httpx.Client

    def post(self, path: str, body: object = None) -> Any:
        return self.caller.http.post(f"/v1/{path}", json=body)

    def written(self) -> list[Entry]:
        wanted = select(entries).where(entries.c.tenant == self.caller.tenant).order_by(entries.c.number)
        return self.caller.running.stores.database.read(
            lambda tx: [entry_in(row) for row in tx.connection.execute(wanted)]
        )


@pytest.fixture
def held(caller: Caller) -> Iterator[Held]:
    caller.http.put("/v1/claims/C-1", json=FACTS)
    endpoint = caller.http.post("/v1/webhooks", json=HOOK).json()["id"]
    evidence = caller.sent(picture(), claim_id="C-1")
    with another(caller, SECOND) as second:
        yield Held(caller, evidence, endpoint, second)


def nothing(_: Held) -> None:
    """Nothing is needed."""


def another_file(held: Held) -> Any:
    return held.caller.send(picture())


def file_of_the_claim(held: Held) -> Any:
    files = {"file": ("b.png", picture("b"))}
    return held.caller.http.post("/v1/claims/C-1/evidence", files=files)


def settled(held: Held) -> str:
    held.caller.settle(held.evidence)
    return held.evidence


def quarantined(held: Held) -> str:
    held.caller.settle(held.evidence, Move.QUARANTINE)
    return held.evidence


def delivery(held: Held) -> str:
    stores = held.caller.running.stores
    return stores.endpoints.deliveries(held.caller.tenant, endpoint=None, state=None, limit=1)[0].id


def key_of(held: Held) -> str:
    return str(held.post("keys", {"name": "x", "scopes": ["keys:write"]}).json()["id"])


def lifting(held: Held) -> str:
    placed = str(held.post("holds", {"claim_id": "C-1", "reason": CASE}).json()["id"])
    return str(held.post(f"holds/{placed}/lift", {"reason": "over"}).json()["id"])


Prepared = Callable[[Held], Any]
ROWS: dict[str, tuple[Prepared, Callable[[Held, Any], Any], str]] = {
    "POST /v1/evidence": (
        nothing,
        lambda held, _: another_file(held),
        "evidence.received: - > received, SHA-256",
    ),
    "POST /v1/claims/{claim_id}/evidence": (
        nothing,
        lambda held, _: file_of_the_claim(held),
        "evidence.received: - > received, SHA-256",
    ),
    "POST /v1/evidence/{evidence}/again": (
        quarantined,
        lambda held, one: held.post(f"evidence/{one}/again"),
        "evidence.again: quarantined > received, asked for over the API",
    ),
    "POST /v1/evidence/{evidence}/corrections": (
        settled,
        lambda held, one: held.post(f"evidence/{one}/corrections", RIGHT),
        "evidence.corrected: record 1 > cor_, receipt total_amount",
    ),
    "POST /v1/audits/{sample}/answers": (
        lambda held: drawn(held.caller, settled(held)),
        lambda held, one: held.post(f"audits/{one}/answers", {"value": "9.00"}),
        "audit.answered: - > 1 answered, 0 wrong, 0 waiting",
    ),
    "PUT /v1/claims/{claim_id}": (
        nothing,
        lambda held, _: held.caller.http.put("/v1/claims/C-1", json=FACTS),
        "claim.stated: 1 > 2",
    ),
    "POST /v1/webhooks": (nothing, lambda held, _: held.post("webhooks", HOOK), "endpoint.made: - > all"),
    "DELETE /v1/webhooks/{endpoint}": (
        nothing,
        lambda held, _: held.caller.http.delete(f"/v1/webhooks/{held.endpoint}"),
        "endpoint.disabled: on > off, switched off over the API",
    ),
    "POST /v1/webhooks/{endpoint}/rotate": (
        nothing,
        lambda held, _: held.post(f"webhooks/{held.endpoint}/rotate"),
        "endpoint.rotated: secrets: 1 > secrets: 2",
    ),
    "POST /v1/deliveries/{wanted}/redeliver": (
        delivery,
        lambda held, one: held.post(f"deliveries/{one}/redeliver"),
        "delivery.repeated: due > due",
    ),
    "POST /v1/erasures": (
        nothing,
        lambda held, _: held.post("erasures", {"claim_id": "C-1", "basis": LAW}),
        "erasure.proposed: - > ers_, PIPL art. 47",
    ),
    "POST /v1/erasures/{erasure}/withdraw": (
        lambda held: held.post("erasures", {"claim_id": "C-1", "basis": LAW}).json()["items"][0]["id"],
        lambda held, one: held.post(f"erasures/{one}/withdraw", {"reason": CASE}),
        "erasure.withdrawn: ers_ > -, court file 7",
    ),
    "POST /v1/holds": (
        nothing,
        lambda held, _: held.post("holds", {"claim_id": "C-1", "reason": CASE}),
        "hold.placed: - > hld_, court file 7",
    ),
    "POST /v1/holds/{hold}/confirm": (
        lambda held: held.post("holds", {"claim_id": "C-1", "reason": CASE}).json()["id"],
        lambda held, one: held.second.post(f"/v1/holds/{one}/confirm"),
        "hold.confirmed: - > hld_, court file 7",
    ),
    "POST /v1/holds/{hold}/lift": (
        lambda held: held.post("holds", {"claim_id": "C-1", "reason": CASE}).json()["id"],
        lambda held, one: held.post(f"holds/{one}/lift", {"reason": "over"}),
        "hold.lift_proposed: hld_ > -, over",
    ),
    "POST /v1/holds/{hold}/agree": (
        lifting,
        lambda held, one: held.second.post(f"/v1/holds/{one}/agree"),
        "hold.lifted: hld_ > -, over",
    ),
    "POST /v1/keys": (
        nothing,
        lambda held, _: held.post("keys", {"name": "x", "scopes": ["keys:write"]}),
        "key.made: - > keys:write",
    ),
    "DELETE /v1/keys/{key}": (
        key_of,
        lambda held, one: held.caller.http.delete(f"/v1/keys/{one}?reason=lost"),
        "key.revoked: keys:write > -, lost",
    ),
}

SHOWING: dict[str, tuple[Prepared, Callable[[Held, Any], Any], str]] = {
    "GET /v1/audits/{sample}/page": (
        lambda held: drawn(held.caller, settled(held)),
        lambda held, one: held.caller.http.get(f"/v1/audits/{one}/page"),
        "evidence.viewed: - > page 1, audit smp_",
    ),
    "GET /v1/evidence/{evidence}/corrections/{correction}/crop": (
        lambda held: held.post(f"evidence/{settled(held)}/corrections", RIGHT).json()["id"],
        lambda held, one: held.caller.http.get(f"/v1/evidence/{held.evidence}/corrections/{one}/crop"),
        "evidence.viewed: - > place of cor_, asked for over the API",
    ),
    "GET /v1/records": (
        settled,
        lambda held, _: held.caller.http.get("/v1/records?format=csv"),
        "records.exported: - > csv masked",
    ),
}


def test_every_address_that_changes_something_has_a_row() -> None:
    changing = {address for address in SCOPE_OF if not address.startswith("GET ")}

    assert changing == set(ROWS) | NEEDS_S3 | NEEDS_DECISION | IN_STEPS


@pytest.mark.parametrize("address", ROWS | SHOWING)
def test_a_request_writes_exactly_one_entry(held: Held, address: str) -> None:
    prepare, ask, told = (ROWS | SHOWING)[address]
    made = prepare(held)
    before = len(held.written())

    answer = ask(held, made)

    new = held.written()[before:]
    assert answer.status_code < 300, answer.text
    assert [said(held.caller.running.stores.reasons, one) for one in new] == [told]
    actor = new[0].actor
    assert (actor.role, actor.request) == (KEY, answer.headers["x-request-id"])
    assert actor.name.startswith("key:")
    assert new[0].act.on


@pytest.mark.parametrize("address", ROWS | SHOWING)
def test_what_cannot_be_written_down_is_neither_done_nor_shown(held: Held, address: str) -> None:
    prepare, ask, _ = (ROWS | SHOWING)[address]
    made = prepare(held)
    before = len(held.written())

    with unwritable(held.caller.running.stores.database, held.caller.tenant):
        refused = ask(held, made)
    afterwards = ask(held, made)

    new = held.written()[before:]
    assert _said_of_it(refused)["status"] == 503
    assert afterwards.status_code < 300, "nothing of it was done, so it can be asked again"
    assert [one.actor.request for one in new] == [afterwards.headers["x-request-id"]]


def _said_of_it(answer: httpx.Response) -> Any:
    """The problem, where several files may be sent the one of the first; nothing else came with it."""
    body = answer.json()
    if answer.headers["content-type"] == "application/problem+json":
        return body
    (sent,) = body["items"]
    assert sent["evidence"] is None
    return sent["problem"]


@pytest.mark.parametrize("address", ["GET /v1/claims/C-1", "GET /v1/evidence", "GET /v1/limits"])
def test_a_look_writes_none(held: Held, address: str) -> None:
    before = len(held.written())

    held.caller.http.get(address.removeprefix("GET "))

    assert len(held.written()) == before
