"""The same file from many hands at once becomes evidence once."""

from concurrent.futures import ThreadPoolExecutor

from tests.app.api.door import Caller, picture

HANDS = 50


def test_fifty_uploads_of_one_file_into_one_claim_are_one_evidence(caller: Caller) -> None:
    with ThreadPoolExecutor(HANDS) as hands:
        found = set(hands.map(lambda _: caller.sent(picture(), claim_id="C-1"), range(HANDS)))

    assert len(found) == 1
    assert caller.kept() == (1, 1, 1)


def test_fifty_uploads_of_one_file_without_a_claim_are_one_evidence(caller: Caller) -> None:
    with ThreadPoolExecutor(HANDS) as hands:
        found = set(hands.map(lambda _: caller.sent(picture()), range(HANDS)))

    assert len(found) == 1
    assert caller.kept() == (1, 0, 1)


def test_fifty_uploads_under_one_idempotency_key_are_one_evidence(caller: Caller) -> None:
    key = {"Idempotency-Key": "once"}

    with ThreadPoolExecutor(HANDS) as hands:
        answers = list(hands.map(lambda _: caller.send(picture(), headers=key, claim_id="C-1"), range(HANDS)))

    assert {one.status_code for one in answers} == {202}
    assert len({one.json()["id"] for one in answers}) == 1
    assert caller.kept() == (1, 1, 1)


def test_the_same_file_in_another_claim_is_other_evidence_under_another_key(caller: Caller) -> None:
    first, second = caller.sent(picture(), claim_id="C-1"), caller.sent(picture(), claim_id="C-2")

    caller.settle(first)

    standings = [caller.running.stores.standings.find(caller.tenant, one) for one in (first, second)]  # type: ignore[arg-type]
    assert first != second
    assert standings[0].evidence.subject != standings[1].evidence.subject
    assert [one.state.value for one in standings] == ["settled", "received"]
    assert caller.kept() == (2, 2, 2)
