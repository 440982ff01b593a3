"""Deciding by plain forms: blocked with reasons, previewed, decided, taken back, agreed to by a second person."""

import html
import json
import re
from dataclasses import replace

import pytest

from app.api.house import House
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from pipeline.review.reviews import ReviewState
from storage.records.people.accounts import MACHINE
from tests.app.web.claims_there import ORDER, USAGE, There, claim_there
from tests.app.web.desk import Desk, Signed
from workers.reviews.reviewing import Reviewing

REFUSAL = {"verdict": "refuse", "codes": "proof_missing", "note": ""}


@pytest.fixture
def there(desk: Desk) -> There:
    return claim_there(desk, USAGE)


@pytest.fixture
def lin(desk: Desk, there: There) -> Signed:
    """A reviewer who has taken the claim."""
    visitor = desk.session(desk.user(Role.REVIEWER))
    visitor.post(f"{there.address}/take")
    return visitor


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def decided(visitor: Signed, there: There, **fields: str) -> str:
    """Where the form leads, filled in as a browser sends it."""
    key = key_of(visitor.get(there.address).text)
    answer = visitor.post(f"{there.address}/decide", {"key": key, **REFUSAL, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def state(desk: Desk, there: There) -> ReviewState:
    return _reviewing(desk).reviews.find(desk.tenant, there.claim).state


def test_a_decision_leads_to_its_page_where_it_can_be_taken_back(desk: Desk, lin: Signed, there: There) -> None:
    assert decided(lin, there) == f"{there.address}/decided"

    page = lin.get(f"{there.address}/decided").text
    assert 'id="undo"' in page
    assert "could not be approved" in page
    assert "未能通过" in page
    lin.post(f"{there.address}/undo", {"version": "1"})
    assert state(desk, there) is ReviewState.WAITING
    kept = lin.get(there.address).text
    assert 'value="refuse" checked' in kept


def test_what_is_missing_is_listed_and_what_was_filled_in_is_kept(desk: Desk, lin: Signed, there: There) -> None:
    where = decided(lin, there, verdict="approve", amount="99.00", route="bank", note="as agreed by telephone")

    assert where == f"{there.address}?why=blocked#blocks"
    page = lin.get(where).text
    assert "It cannot be decided yet" in page
    assert "one of the reasons does not fit the decision" in page
    assert "as agreed by telephone" in page
    assert 'value="bank" selected' in page
    assert state(desk, there) is ReviewState.WAITING


def test_a_second_click_is_no_second_decision(desk: Desk, lin: Signed, there: There) -> None:
    key = key_of(lin.get(there.address).text)

    first, again = (lin.post(f"{there.address}/decide", {"key": key, **REFUSAL}) for _ in range(2))

    assert first.headers["location"] == again.headers["location"] == f"{there.address}/decided"
    assert len(_reviewing(desk).decisions.all(desk.tenant, there.claim)) == 1


def test_the_customers_notice_is_shown_before_anything_is_decided(desk: Desk, lin: Signed, there: There) -> None:
    page = lin.post(f"{there.address}/notice", {**REFUSAL, "note": "<b>please</b> write"}).text

    assert "Papers the claim needs are missing" in page
    assert "缺少所需材料" in page
    assert "&lt;b&gt;please&lt;/b&gt; write" in page
    assert state(desk, there) is ReviewState.WAITING


def test_a_sum_unlike_the_computed_one_waits_for_another_person_who_sees_why(desk: Desk) -> None:
    there = claim_there(desk, replace(ORDER, asks=()))
    lin, mei = desk.session(desk.user(Role.REVIEWER)), desk.session(desk.user(Role.SENIOR_REVIEWER))
    lin.post(f"{there.address}/take")
    pays = {"verdict": "partial", "amount": "10.00", "route": "bank", "codes": "quality_fault"}

    assert decided(lin, there, **pays).endswith("#blocks")
    assert "say why" in lin.get(f"{there.address}?why=blocked").text
    assert decided(lin, there, **pays, override="a gift was kept") == f"{there.address}/decided"

    assert state(desk, there) is ReviewState.SECOND
    own = lin.get(f"{there.address}/decided").text
    assert "another person has to confirm it" in own
    assert "/confirm" not in own
    seen = mei.get(f"{there.address}/decided").text
    assert "a gift was kept" in seen
    assert "the decision differs from what was computed" in seen
    assert lin.post(f"{there.address}/confirm", {"version": "1"}).headers["location"].endswith("#blocks")
    assert state(desk, there) is ReviewState.SECOND
    mei.post(f"{there.address}/confirm", {"version": "1"})
    assert state(desk, there) is ReviewState.DECIDED


def test_who_does_not_agree_says_why_and_the_claim_is_open_again(desk: Desk) -> None:
    there = claim_there(desk, replace(ORDER, asks=()))
    lin, mei = desk.session(desk.user(Role.REVIEWER)), desk.session(desk.user(Role.SENIOR_REVIEWER))
    lin.post(f"{there.address}/take")
    pays = {"verdict": "partial", "amount": "10.00", "route": "bank", "codes": "quality_fault", "override": "a gift"}
    decided(lin, there, **pays)

    assert mei.post(f"{there.address}/hand-back", {"version": "1", "note": " "}).status_code == 422
    assert mei.post(f"{there.address}/hand-back", {"version": "1", "note": "no gift"}).headers["location"] == "/queue"

    assert state(desk, there) is ReviewState.WAITING


def test_the_sums_of_a_claim_stand_in_one_line_at_the_desk(desk: Desk) -> None:
    there = claim_there(desk, replace(ORDER, asks=()))

    page = desk.session(desk.user(Role.REVIEWER)).get(there.address).text

    line = re.sub(r"<[^>]+>|\s+", " ", page[page.index('class="sums"') : page.index('class="sums"') + 1500])
    assert re.search(r"98\.00 .*≠ +99\.00", line)


def test_the_customer_is_asked_in_both_languages_or_not_at_all(desk: Desk, lin: Signed, there: There) -> None:
    assert lin.post(f"{there.address}/ask", {"zh": "请补充发票", "en": " "}).status_code == 422
    assert lin.post(f"{there.address}/ask", {"zh": "请补充发票", "en": "Please add it"}).headers["location"] == "/queue"

    assert state(desk, there) is ReviewState.ASKED


def test_the_message_to_the_customer_is_prefilled_line_by_line_and_sent_so(desk: Desk) -> None:
    there = claim_there(desk, replace(ORDER, asks=()))
    lin = desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")

    page = lin.get(there.address).text
    found = re.search(r'<textarea id="ask-en"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    assert found[1].splitlines()[1].startswith("1. Missing: ")
    assert "\\n" not in found[1]
    told = html.unescape(found[1])
    lin.post(f"{there.address}/ask", {"zh": "您好\r\n1. 请补充", "en": told.replace("\n", "\r\n")})

    (asked,) = _reviewing(desk).turns.asks(desk.tenant, there.claim)
    assert asked.message.zh == "您好\n1. 请补充"
    assert asked.message.en == told


def test_who_has_not_taken_the_claim_decides_nothing(desk: Desk, lin: Signed, there: There) -> None:
    other = desk.session(desk.user(Role.REVIEWER))

    assert 'id="decision"' not in other.get(there.address).text
    assert other.post(f"{there.address}/decide", {"key": "k", **REFUSAL}).status_code == 409
    assert state(desk, there) is ReviewState.WAITING


def test_a_claim_of_another_tenant_cannot_be_decided_or_looked_back_at(desk: Desk, there: There) -> None:
    elsewhere = Desk(running=desk.running, http=desk.http)
    visitor = elsewhere.session(elsewhere.user(Role.SENIOR_REVIEWER))

    for path in ("decide", "notice", "ask", "undo", "confirm", "hand-back", "reopen"):
        fields = {"key": "k", "version": "1", "note": "n", "reason": "r", "zh": "z", "en": "e", **REFUSAL}
        assert visitor.post(f"{there.address}/{path}", fields).status_code == 404
    assert visitor.get(f"{there.address}/decided").status_code == 404
    assert visitor.get(f"/history/{there.claim}").status_code == 404


def test_customer_service_sees_a_customers_claims_masked_and_cannot_open_them(desk: Desk, there: There) -> None:
    claim_there(desk, ORDER, claim="C-2")
    visitor = desk.session(desk.user(Role.CUSTOMER_SERVICE))

    page = visitor.get(f"/history/{there.claim}").text

    assert "C-2" in page
    assert "张*" in page
    assert "张小例" not in page
    assert 'href="/claims/' not in page


def test_late_payouts_are_listed_for_who_follows_them_up(desk: Desk) -> None:
    assert "Nothing is late" in desk.session(desk.user(Role.REVIEWER)).get("/payouts/late").text
    assert desk.session(desk.user(Role.ADMIN)).get("/payouts/late").status_code == 403


def _reviewing(desk: Desk) -> Reviewing:
    house: House = desk.running.app.state.house
    return house.reviewing


def test_what_nobody_can_read_is_asked_of_the_customer(lin: Signed, there: There) -> None:
    typed = json.dumps({"fields": [[there.files["usage.png"], "batch_number", "?"]], "decision": []})
    lin.post(f"{there.address}/draft", {"version": "0", "draft": typed})

    page = html.unescape(lin.get(there.address).text)

    assert "请重新拍摄usage.png中的“批号”" in page
    assert "Please send usage.png again: the " in page


def test_a_person_switched_off_leaves_the_claim_and_their_work_to_others(desk: Desk, lin: Signed, there: There) -> None:
    typed = json.dumps({"fields": [[there.files["usage.png"], "batch_number", "HG-1"]], "decision": []})
    lin.post(f"{there.address}/draft", {"version": "0", "draft": typed})

    desk.running.stores.people.switch_off(Actor(tenant=desk.tenant, name=MACHINE), lin.user.id, "left the house")

    assert lin.get(there.address).status_code == 303
    bo = desk.session(desk.user(Role.REVIEWER))
    assert bo.post(f"{there.address}/take").status_code == 303
    assert "HG-1" in bo.get(there.address).text
