"""The desk without a browser: every form works as it is sent, and nobody sees or changes what is not theirs."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from pipeline.people.roles import Role
from storage.records.proof.ledger import entries_on
from tests.app.api.door import running, settings
from tests.app.web.claims_there import ORDER, USAGE, There, claim_there, go_round, late
from tests.app.web.desk import Desk, Signed
from tests.storage.whys import why


@pytest.fixture
def there(desk: Desk) -> There:
    return claim_there(desk, ORDER, USAGE)


@pytest.fixture
def lin(desk: Desk, there: There) -> Signed:
    """A reviewer who has taken the claim."""
    visitor = desk.session(desk.user(Role.REVIEWER))
    assert visitor.post(f"{there.address}/take").headers["location"] == there.address
    return visitor


def accepted(visitor: Signed, there: There, field: str, value: str, **more: str) -> tuple[int, dict[str, object]]:
    address = f"{there.address}/files/{there.files['order.png']}/fields/{field}"
    answer = visitor.post(address, {"stand": "read", "value": value, "do": "accept"} | more, Accept="application/json")
    return answer.status_code, answer.json()


def test_the_queue_shows_what_waits_and_why_and_the_next_one_is_taken_with_one_button(desk: Desk, there: There) -> None:
    visitor = desk.session(desk.user(Role.REVIEWER))

    queue = visitor.get("/queue").text
    assert there.claim in queue
    assert "¥99.00" in queue
    assert "张**" in queue
    assert "张小例" not in queue
    assert visitor.post("/queue/next").headers["location"] == there.address
    assert there.claim in visitor.get("/queue?whose=mine").text
    assert there.claim not in desk.session(desk.user(Role.REVIEWER)).get("/queue?whose=mine&due=late").text


def test_a_value_is_accepted_by_a_plain_form_which_leads_to_the_next_one(lin: Signed, there: There) -> None:
    address = f"{there.address}/files/{there.files['order.png']}/fields/order_id"

    answer = lin.post(address, {"stand": "read", "value": "2612345678901234567", "do": "accept"})

    assert answer.headers["location"] == f"{there.address}?file=1#f-1-paid_amount"
    assert 'data-name="order_id" data-type="id" data-stand="cor_' in lin.get(there.address).text


def test_a_value_that_was_put_right_is_told_with_its_mark_and_kept_beside_what_was_read(
    desk: Desk, lin: Signed, there: There
) -> None:
    status, told = accepted(lin, there, "paid_amount", "99.00", place="1 0.1 0.2 0.3 0.4")

    assert (status, told["role"], told["value"], told["asks"]) == (200, "changed", "99.00", False)
    (kept,) = desk.running.stores.corrections.of(desk.tenant, there.files["order.png"])
    assert (kept.change.read, kept.change.new, kept.by) == ("98.00", "99.00", lin.user.actor)
    assert kept.change.box
    assert kept.change.box.sides == (0.1, 0.2, 0.3, 0.4)


def test_who_corrects_what_somebody_else_put_right_meanwhile_is_shown_it(lin: Signed, there: There) -> None:
    accepted(lin, there, "paid_amount", "99.00")

    status, told = accepted(lin, there, "paid_amount", "97.00")

    assert (status, told["value"]) == (409, "99.00")


@pytest.mark.parametrize("field", ["nothing", "items"])
def test_a_value_that_cannot_be_is_refused_and_changes_nothing(
    desk: Desk, lin: Signed, there: There, field: str
) -> None:
    address = f"{there.address}/files/{there.files['order.png']}/fields/{field}"

    assert lin.post(address, {"stand": "read", "value": "x"}).status_code == 422
    assert lin.post(f"{there.address}/files/evd_none/fields/{field}", {"stand": "read"}).status_code == 404
    assert desk.running.stores.corrections.of(desk.tenant, there.files["order.png"]) == ()


def test_nobody_changes_a_claim_they_did_not_take(desk: Desk, there: There) -> None:
    other = desk.session(desk.user(Role.REVIEWER))

    address = f"{there.address}/files/{there.files['order.png']}/fields/order_id"
    assert other.post(address, {"stand": "read", "value": "1"}).status_code == 409
    assert " readonly" in other.get(there.address).text


def test_a_claim_of_another_tenant_is_not_there(desk: Desk, there: There) -> None:
    elsewhere = Desk(running=desk.running, http=desk.http)
    visitor = elsewhere.session(elsewhere.user(Role.SENIOR_REVIEWER))
    file = f"{there.address}/files/{there.files['usage.png']}"

    for path in (there.address, f"{file}/pages/1", f"{file}/words", f"{file}/original"):
        assert visitor.get(path).status_code == 404
    for path in ("take", "draft", "beat", "release", "escalate"):
        fields = {"reason": "x", "version": "0", "draft": '{"fields": []}'}
        assert visitor.post(f"{there.address}/{path}", fields).status_code == 404
    assert visitor.post(f"{file}/reveal", {"reason": "x"}).status_code == 404


def test_what_names_a_person_is_hidden_until_a_reason_is_given_which_the_ledger_keeps(
    desk: Desk, lin: Signed, there: There
) -> None:
    file = f"{there.address}/files/{there.files['usage.png']}"
    hidden = lin.get(there.address).text
    assert "Zhang" not in hidden
    assert "Z***" in hidden
    assert "Zhang" not in lin.get(f"{file}/words").text
    assert lin.get(f"{file}/original").status_code == 404
    before = _ink(lin.get(f"{file}/pages/1").content)

    assert lin.post(f"{file}/reveal", {"reason": " "}).status_code == 422
    assert lin.post(f"{file}/reveal", {"reason": "the names differ"}).headers["location"].endswith("?file=2")

    assert "Zhang Xiaoli" in lin.get(there.address).text
    assert lin.get(f"{file}/words").text.count("Zhang") == 2
    assert before > 2 * _ink(lin.get(f"{file}/pages/1").content)
    (entry,) = [
        one
        for one in entries_on(desk.running.stores.database, desk.tenant, there.files["usage.png"])
        if one.act.action == "evidence.revealed"
    ]
    assert entry.actor.name == lin.user.actor
    assert why(desk.running.stores.reasons, desk.tenant, entry.act) == "the names differ"


def test_a_box_on_the_page_tells_how_sure_it_is_and_what_each_reader_read_and_hides_what_is_hidden(
    lin: Signed, there: There
) -> None:
    told = re.findall(r"<title>(.*?)</title>", lin.get(there.address).text, re.DOTALL)

    (number,) = [one for one in told if "Order number" in one]
    assert re.split(r"\s*\n\s*", number.strip()) == [
        "1 Order number 60 %",
        "2612345678901234567 (ppocr-v6-tiny 95 %)",
        "2612345678901234568 (tesseract 70 %)",
    ]
    assert [one for one in told if "User" in one or "Zhang" in one] == ["1 User"]


def test_an_original_is_a_file_to_keep_that_no_browser_shows(lin: Signed, there: There) -> None:
    answer = lin.get(f"{there.address}/files/{there.files['order.png']}/original")

    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_auditor_reads_and_neither_reveals_nor_changes(desk: Desk, there: There) -> None:
    auditor = desk.session(desk.user(Role.AUDITOR))
    file = f"{there.address}/files/{there.files['usage.png']}"

    assert "Z***" in auditor.get(there.address).text
    assert auditor.post(f"{file}/reveal", {"reason": "x"}).status_code == 403
    assert auditor.post(f"{there.address}/take").status_code == 403


def test_a_draft_is_kept_and_two_windows_are_told_apart(lin: Signed, there: There) -> None:
    address, order = f"{there.address}/draft", there.files["order.png"]
    draft = {"fields": [[order, "paid_amount", "97"]], "decision": [["verdict", "approve"], ["amount", "97.00"]]}

    first = lin.post(address, {"version": "0", "draft": json.dumps(draft)})
    other = lin.post(address, {"version": "0", "draft": json.dumps({"fields": []})})

    assert first.json() == {"version": 1}
    assert other.status_code == 409
    assert other.json()["stands"]["fields"] == draft["fields"]
    assert ["amount", "97.00"] in other.json()["stands"]["decision"]
    assert "&#34;97&#34;" in lin.get(there.address).text


def test_the_last_words_of_a_page_count_though_an_earlier_save_of_it_comes_later(lin: Signed, there: There) -> None:
    address, order = f"{there.address}/draft", there.files["order.png"]

    def said(value: str, step: int, version: int = 0, window: str = "one") -> httpx.Response:
        kept = {"fields": [[order, "paid_amount", value]], "window": window, "step": step}
        return lin.post(address, {"version": str(version), "draft": json.dumps(kept)})

    last, earlier, going_on = said("97.10", 2), said("97.1", 1), said("97.12", 3)

    assert [last.json(), earlier.json(), going_on.json()] == [{"version": 1}, {"version": 1}, {"version": 2}]
    assert "97.12" in lin.get(there.address).text
    assert said("98", 9, window="two").status_code == 409


def test_the_message_to_the_customer_is_a_draft_until_it_is_sent(desk: Desk, lin: Signed, there: There) -> None:
    words = ["请再发一次订单截图", "Please send the order again"]
    kept = {"fields": [], "ask": words, "window": "one", "step": 1}
    lin.post(f"{there.address}/draft", {"version": "0", "draft": json.dumps(kept)})

    begun = lin.get(there.address).text
    lin.post(f"{there.address}/ask", {"zh": words[0], "en": words[1]})
    late(desk, there, replace(USAGE, name="usage-2.png", text=f"{USAGE.text}again"))
    go_round(desk.running.stores)
    lin.post(f"{there.address}/take")

    assert all(f">{one}</textarea>" in begun for one in words)
    assert not any(f">{one}</textarea>" in lin.get(there.address).text for one in words)


@pytest.mark.parametrize("draft", ["", "[]", "{}", '{"fields": [[1, 2, 3]]}', '{"fields": 7}', "[" * 5000])
def test_what_is_no_draft_is_refused(lin: Signed, there: There, draft: str) -> None:
    assert lin.post(f"{there.address}/draft", {"version": "0", "draft": draft}).status_code == 422


def test_a_claim_passed_on_is_for_senior_reviewers_alone(desk: Desk, lin: Signed, there: There) -> None:
    assert lin.post(f"{there.address}/escalate", {"reason": "a stamp I do not know"}).status_code == 303

    assert lin.get(there.address).status_code == 403
    assert lin.get(f"{there.address}/files/{there.files['order.png']}/pages/1").status_code == 403
    assert desk.session(desk.user(Role.SENIOR_REVIEWER)).get(there.address).status_code == 200


def test_a_beat_tells_whether_the_claim_is_still_held_and_whether_something_came_in(
    desk: Desk, lin: Signed, there: There
) -> None:
    accepted(lin, there, "order_id", "2612345678901234567")
    go_round(desk.running.stores)
    shown, told = {"answer": "1"}, {"held": True, "answer": 2, "version": 3}

    assert lin.post(f"{there.address}/beat", shown).json() == told | {"news": False}, "it is as it was read"
    late(desk, there, replace(USAGE, name="late.png", text=f"{USAGE.text}late"))
    go_round(desk.running.stores)
    assert lin.post(f"{there.address}/beat", shown).json()["news"] is True
    assert lin.post(f"{there.address}/beat").json()["news"] is False
    lin.post(f"{there.address}/release")
    assert lin.post(f"{there.address}/beat").json()["held"] is False


def _ink(picture: bytes) -> int:
    """How many pixels of a page are neither white nor nearly so."""
    with Image.open(BytesIO(picture)) as image:
        grey = image.convert("L")
    return sum(grey.histogram()[:200])


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Desk]:
    """An installation whose policy has two people look at everything above 50."""
    policy = tmp_path / "policy.toml"
    policy.write_text('version = "t"\ncampaign = "c"\nfour_eyes_above = 50\n', "utf-8")
    chosen = settings(tmp_path)
    places = replace(chosen.places, policy=str(policy))
    with running(replace(chosen, places=places)) as house, httpx.Client(base_url=house.url, timeout=30) as http:
        yield Desk(running=house, http=http)


def test_above_the_limit_a_value_is_keyed_unseen_until_it_is_what_was_read_or_the_same_twice(strict: Desk) -> None:
    there = claim_there(strict, ORDER)
    lin = strict.session(strict.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    page = lin.get(there.address).text
    assert 'data-blind="yes"' in page
    assert "98.00" not in page

    first = accepted(lin, there, "paid_amount", "99.00", do="key")
    second = accepted(lin, there, "paid_amount", "99.00", do="key")

    assert first == (200, {"again": True, "draft": 1})
    assert (second[1]["role"], second[1]["value"], second[1]["draft"]) == ("changed", "99.00", 2)
    assert 'data-blind="yes"' not in lin.get(there.address).text


def test_what_was_read_is_keyed_once(strict: Desk) -> None:
    there = claim_there(strict, ORDER)
    lin = strict.session(strict.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")

    status, told = accepted(lin, there, "paid_amount", "98", do="key")

    assert (status, told["value"], told["asks"]) == (200, "98.00", False)
