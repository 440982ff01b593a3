"""People read what was drawn without seeing what the machine read, and their answers open and close lanes."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.lifecycle import Move
from pipeline.trust.lanes import Why
from storage.records.evidence.work import Outcome
from storage.records.proof.audits import SqlAudits
from tests.app.api.door import Caller, Running, calling, drawn, picture, running, settings

KIND, FIELD, READ = "receipt", "total_amount", "9731.55"
BOX = [0.1, 0.2, 0.5, 0.4]
POLICY = f'schema = "proofdesk.automation/1"\n[[lane]]\nkind = "{KIND}"\nfield = "{FIELD}"\ntarget_error = 0.1\n'
ENOUGH = 29  # right answers that bring the bound under 10 %


def audits_of(house: Running) -> SqlAudits:
    kept = house.app.state.house.audits
    assert isinstance(kept, SqlAudits)
    return kept


def page(mark: int) -> bytes:
    """Two pages' worth of paper in one picture: red above, blue below; each `mark` is another file."""
    image = Image.new("RGB", (100, 200), (220, 0, 0))
    image.paste((0, 0, 220), (0, 100, 100, 200))
    image.putpixel((0, 0), (mark % 256, mark // 256, 0))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def sampled(caller: Caller, content: bytes) -> str:
    """The id of a sample: a total that was read and then drawn."""
    stores, found = caller.running.stores, caller.sent(content)
    lease = stores.work.claim("test:1", EvidenceId(found))
    assert lease
    field = {"name": FIELD, "state": "read", "value": READ, "page": 1, "box": BOX, "critical": True}
    record = {"file": "a.png", "kind": KIND, "pages": [{"number": 1, "rotation": 0}], "fields": [field]}
    stores.work.settle(lease, Outcome(move=Move.SETTLE, record=record, pipeline="1", kind=KIND, route="review"))
    return drawn(caller, found)


def answer(caller: Caller, sample: str, value: str) -> Any:
    return caller.http.post(f"/v1/audits/{sample}/answers", json={"value": value})


def test_what_waits_is_listed_with_its_place_and_never_with_what_the_machine_read(caller: Caller) -> None:
    sample = sampled(caller, page(1))

    listed = caller.http.get("/v1/audits")

    (item,) = listed.json()["items"]
    assert READ not in listed.text
    assert item["drawn"]
    assert {name: item[name] for name in ("id", "kind", "field", "type", "page", "box", "pages")} == {
        "id": sample,
        "kind": KIND,
        "field": FIELD,
        "type": "amount",
        "page": 1,
        "box": BOX,
        "pages": 1,
    }
    assert set(item["label"]) == {"zh", "en"}


def test_the_picture_is_the_whole_page_and_not_the_place_the_machine_looked_at(caller: Caller) -> None:
    sample = sampled(caller, page(2))

    shown = caller.http.get(f"/v1/audits/{sample}/page")
    beyond = caller.http.get(f"/v1/audits/{sample}/page", params={"number": 2})

    image = Image.open(BytesIO(shown.content)).convert("RGB")
    top, bottom = (image.getpixel((image.width // 2, y)) for y in (image.height // 4, 3 * image.height // 4))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 180 > 60 > top[2]
    assert bottom[2] > 180 > 60 > bottom[0]
    assert (beyond.status_code, beyond.json()["code"]) == (404, "not_found")


def test_an_answer_is_taken_as_a_person_writes_it_and_does_not_tell_what_the_machine_read(caller: Caller) -> None:
    right, wrong = sampled(caller, page(3)), sampled(caller, page(4))

    first, second = answer(caller, right, "¥9,731.55"), answer(caller, wrong, "-")

    assert first.json() == {"id": right, "kind": KIND, "field": FIELD, "value": READ, "waiting": 1}
    assert set(second.json()) == set(first.json())
    assert READ not in second.text
    audited = audits_of(caller.running).lanes(caller.tenant).of(KIND, FIELD).audited
    assert (audited.n, audited.errors, audited.waiting) == (2, 1, 0)
    assert caller.http.get("/v1/audits").json() == {"waiting": 0, "items": [], "next": None}


def test_an_answer_that_cannot_be_such_a_value_leaves_the_sample_waiting(caller: Caller) -> None:
    sample = sampled(caller, page(5))

    refused = answer(caller, sample, "nine")

    assert (refused.status_code, refused.json()["code"]) == (422, "bad_answer")
    assert refused.json()["errors"] == [
        {"where": ["body", "value"], "what": "'nine' is no number; write it like 1234.50."}
    ]
    assert caller.http.get("/v1/audits").json()["waiting"] == 1


def test_nobody_takes_an_answer_back_alone_but_somebody_else_may_correct_it(caller: Caller) -> None:
    sample = sampled(caller, page(6))
    answer(caller, sample, "9781.55")

    again, otherwise = answer(caller, sample, "9781.55"), answer(caller, sample, READ)
    with calling(caller.running, caller.tenant, "audits:write") as second:
        corrected = answer(second, sample, READ)

    assert again.status_code == 200
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "answered_otherwise")
    assert corrected.status_code == 200
    audited = audits_of(caller.running).lanes(caller.tenant).of(KIND, FIELD).audited
    assert (audited.n, audited.errors) == (1, 0)


def test_the_list_is_walked_by_its_cursor_and_narrowed_to_a_field(caller: Caller) -> None:
    samples = {sampled(caller, page(number)) for number in range(10, 13)}

    first = caller.http.get("/v1/audits", params={"limit": 2, "kind": KIND}).json()
    rest = caller.http.get("/v1/audits", params={"limit": 2, "cursor": first["next"]}).json()
    none = caller.http.get("/v1/audits", params={"field": "issue_date"}).json()

    assert {one["id"] for part in (first, rest) for one in part["items"]} == samples
    assert (len(first["items"]), rest["next"], none["waiting"]) == (2, None, 0)


def test_answers_over_http_let_a_lane_be_opened_and_one_wrong_answer_closes_it(tmp_path: Path) -> None:
    policy = tmp_path / "automation.toml"
    policy.write_text(POLICY, encoding="utf-8")
    chosen = settings(tmp_path / "home")
    chosen = replace(chosen, places=replace(chosen.places, automation=str(policy)))
    with running(chosen) as house, calling(house, "t1") as caller:
        lin = Actor(tenant=caller.tenant, name="Lin Mei")
        for number in range(ENOUGH):
            assert answer(caller, sampled(caller, picture(number)), READ).status_code == 200
        opened = audits_of(house).open_lane(lin, KIND, FIELD)

        answer(caller, sampled(caller, picture("late")), "9781.55")

        closed = audits_of(house).lanes(caller.tenant).of(KIND, FIELD)
    assert (opened.why, closed.why) == (Why.OPENED_BY, Why.CLOSED_BY_AUDIT)
