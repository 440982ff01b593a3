"""A file goes in, is read, and comes out as a record."""

import threading
import time
from typing import Any

from pipeline.lifecycle import Move
from tests.app.api.door import RECORD, Caller, picture


def test_a_file_handed_in_is_accepted_with_its_address(caller: Caller) -> None:
    answer = caller.send(picture(), claim_id="C-1", kind="receipt")

    body = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/evidence/{body['id']}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert int(answer.headers["ratelimit-remaining"]) > 0
    told = {name: body[name] for name in ("state", "claim_id", "filename", "media_type")}
    assert told == {"state": "received", "claim_id": "C-1", "filename": "a.png", "media_type": "image/png"}
    assert (len(body["sha256"]), body["size"]) == (64, len(picture()))


def test_the_record_is_there_once_the_evidence_is_settled(caller: Caller) -> None:
    wanted = caller.sent(picture(), claim_id="C-1")
    before = caller.http.get(f"/v1/evidence/{wanted}").json()
    early = caller.http.get(f"/v1/evidence/{wanted}/record")

    caller.settle(wanted)

    after = caller.http.get(f"/v1/evidence/{wanted}").json()
    assert (before["state"], before["record"], early.status_code) == ("received", None, 404)
    assert (after["state"], after["route"], after["kind"]) == ("settled", "review", "receipt")
    assert after["record"] == caller.http.get(f"/v1/evidence/{wanted}/record").json() == RECORD
    assert caller.http.get(f"/v1/evidence/{wanted}/findings").json()["findings"] == RECORD["findings"]


def test_a_state_that_did_not_change_is_not_sent_again(caller: Caller) -> None:
    wanted = caller.sent(picture())
    tag = caller.http.get(f"/v1/evidence/{wanted}").headers["etag"]

    same = caller.http.get(f"/v1/evidence/{wanted}", headers={"If-None-Match": f'"other", {tag}'})
    caller.settle(wanted)
    changed = caller.http.get(f"/v1/evidence/{wanted}", headers={"If-None-Match": tag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_waiting_ends_when_the_reading_does_and_tells_the_quality(caller: Caller) -> None:
    wanted = caller.sent(picture())
    later = threading.Timer(0.3, caller.settle, (wanted,))
    later.start()

    begun = time.monotonic()
    answer = caller.http.post("/v1/evidence?wait=10", files={"file": ("a.png", picture())}).json()

    later.join()
    assert time.monotonic() - begun < 5
    assert answer["id"] == wanted
    assert answer["quality"] == {"verdict": "ok", "findings": [RECORD["findings"][0]]}


def test_waiting_in_vain_answers_what_is_known(caller: Caller) -> None:
    answer = caller.http.post("/v1/evidence?wait=0.2", files={"file": ("a.png", picture())})

    assert (answer.status_code, answer.json()["state"], answer.json()["quality"]) == (202, "received", None)


def test_a_list_walked_by_its_cursor_holds_everything_once(caller: Caller) -> None:
    sent = [caller.sent(picture(number), claim_id=f"C-{number % 2}") for number in range(7)]
    walked, cursor = [], None

    while True:
        page = caller.http.get("/v1/evidence", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        walked += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert sorted(walked) == sorted(sent)
    of_claim = caller.http.get("/v1/evidence", params={"claim_id": "C-1", "state": "received"}).json()["items"]
    assert {one["id"] for one in of_claim} == set(sent[1::2])


def test_evidence_in_quarantine_is_read_once_more_when_asked(caller: Caller) -> None:
    wanted = caller.sent(picture())
    early = caller.http.post(f"/v1/evidence/{wanted}/again")
    caller.settle(wanted, Move.QUARANTINE)

    answer = caller.http.post(f"/v1/evidence/{wanted}/again")

    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    assert (answer.status_code, answer.json()["state"]) == (202, "received")


def test_claims_are_stated_whole_and_guarded_by_their_version(caller: Caller) -> None:
    def stated(name: str, **headers: str) -> Any:
        facts = {"reason": "product_ineffective", "claimant": {"name": name}, "claimed_amount": 12.5}
        return caller.http.put("/v1/claims/C-9", json=facts, headers=headers)

    first = stated("张三")
    second = stated("李四", **{"If-Match": first.headers["etag"]})
    stale = stated("王五", **{"If-Match": first.headers["etag"]})
    wanted = caller.sent(picture(), claim_id="C-9")

    shown = caller.http.get("/v1/claims/C-9").json()
    assert [one.status_code for one in (first, second, stale)] == [201, 200, 412]
    assert (stale.json()["code"], stale.json()["stands"]) == ("changed_meanwhile", 2)
    assert (shown["facts"]["claimant"], shown["version"]) == ({"name": "李四"}, 2)
    assert [one["id"] for one in shown["evidence"]] == [wanted]


def test_several_files_of_a_claim_are_accepted_or_refused_each_by_itself(caller: Caller) -> None:
    files = [("file", (name, content)) for name, content in (("a.png", picture(1)), ("b.png", b""), ("c", picture(2)))]

    answer = caller.http.post("/v1/claims/C-1/evidence", files=files)

    items = answer.json()["items"]
    assert answer.status_code == 202
    assert [one["filename"] for one in items] == ["a.png", "b.png", "c"]
    assert [one["problem"] and one["problem"]["code"] for one in items] == [None, "empty_file", None]
    assert [one["evidence"] and one["evidence"]["claim_id"] for one in items] == ["C-1", None, "C-1"]
    assert caller.kept() == (2, 1, 2)


def test_limits_and_health_are_told(caller: Caller) -> None:
    caller.sent(picture())

    limits = caller.http.get("/v1/limits").json()
    assert limits["used_today"] == {"files": 1, "bytes": len(picture()), "waiting": 1}
    assert limits["file"]["file_bytes"] > 0
    assert caller.http.get("/healthz").json() == {"status": "alive"}
    assert caller.http.get("/readyz").json() == {"status": "ready", "parts": {"database": "ok", "objects": "ok"}}
    assert 'proofdesk_requests_total{method="GET",route="/v1/limits"' in caller.http.get("/metrics").text
