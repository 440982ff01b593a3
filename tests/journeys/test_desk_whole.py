"""A day at the desk in a real browser: by keyboard from sign-in to the entry in the ledger, and what goes wrong."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.web.texts import words_in
from pipeline.people.roles import Role
from storage.records.ledger import entries_on
from storage.records.people_schema import sessions
from storage.records.review_tables import reviews
from tests.app.api.door import Running, running, settings
from tests.app.showing.test_page import HOSTILE
from tests.app.web.claims_there import ORDER, USAGE, claim_there, go_round, late
from tests.app.web.desk import PASSWORD, Desk
from tests.journeys.test_desk_decides import enter, saved
from tests.windows import Window, window

MOST_TABS = 160


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("days"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with httpx.Client(base_url=house.url, timeout=30) as http:
        yield Desk(running=house, http=http)


def tab_to(opened: Window, wanted: str) -> None:
    """Tab until what matches `wanted` is focused. Raises AssertionError when it is never reached."""
    for _ in range(MOST_TABS):
        if opened.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        opened.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_sign_in_to_the_entry_by_keyboard_alone(chromium: Browser, desk: Desk, language: str) -> None:
    words, there = words_in(language), claim_there(desk, ORDER)
    lin = desk.with_password(Role.REVIEWER)
    with window(chromium, desk.running.url, language) as opened:
        page = opened.page
        opened.open("/queue")
        expect(page.locator("#name")).to_be_focused()
        opened.type(lin.name, "<Tab>", PASSWORD, "<Enter>")
        page.wait_for_url(f"{opened.base}/queue")
        opened.go_to(words("queue.take_next"))
        opened.type("<Enter>")
        page.wait_for_url(f"**{there.address}")
        expect(page.locator("#v-1-order_id")).to_be_focused()
        opened.type("<Enter>", "99.00", "<Enter>")
        expect(page.locator("#f-1-paid_amount .shape")).to_have_text("✎")

        opened.type("<Alt+q>")
        opened.go_to(words("decision.ask_send"))
        opened.type("<Enter>")
        page.wait_for_url("**/queue")
        late(desk, there, USAGE)
        go_round(desk.running.stores)
        page.reload()
        opened.go_to(words("queue.take_next"))
        opened.type("<Enter>")
        page.wait_for_url(f"**{there.address}")
        expect(page.locator(".tabs a")).to_have_count(2)

        tab_to(opened, "[name=verdict]")
        opened.type("<ArrowDown>", "<ArrowDown>")
        tab_to(opened, ".codes summary")
        opened.type("<Enter>")
        tab_to(opened, "[name=codes][value=other]")
        opened.type("<Space>")
        tab_to(opened, "#note")
        opened.type("订单属于另一家商户")
        saved(opened)
        opened.type("<Control+Enter>")
        page.wait_for_url("**/decided")
        assert words("decision.verdict_refuse") in page.inner_text("main")
        assert opened.faults == []
    told = entries_on(desk.running.stores.database, desk.tenant, there.claim)
    acts = [one.act.action for one in told if one.actor.name == lin.actor]
    assert [one for one in acts if one != "review.drafted"][-4:] == [
        "review.taken",
        "review.customer_asked",
        "review.taken",
        "review.decided",
    ]


def test_a_session_that_ends_while_somebody_types_loses_nothing(chromium: Browser, desk: Desk) -> None:
    words, there = words_in("en"), claim_there(desk, ORDER)
    lin = desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, lin, there.address)
        over = update(sessions).where(sessions.c.user == lin.user.id).values(ended_at=lin.user.made)
        desk.running.stores.database.write(lambda tx: tx.connection.execute(over))
        opened.page.locator("#v-1-paid_amount").fill("91.00")
        expect(opened.page.locator("#saved")).to_have_text(words("desk.say.over"))

        again = desk.session(lin.user)  # in another window
        cookie = {"name": "proofdesk", "value": again.secret, "url": opened.base, "httpOnly": True}
        opened.page.context.add_cookies([cookie])  # type: ignore[list-item]
        expect(opened.page.locator("#saved[data-state=saved]")).to_be_visible(timeout=15_000)
        opened.page.reload()
        expect(opened.page.locator("#v-1-paid_amount")).to_have_value("91.00")


def test_a_claim_that_somebody_took_over_says_so_and_keeps_what_was_typed(chromium: Browser, desk: Desk) -> None:
    words, there = words_in("en"), claim_there(desk, ORDER)
    lin, bo = (desk.session(desk.user(Role.REVIEWER)) for _ in range(2))
    lin.post(f"{there.address}/take")
    with window(chromium, desk.running.url, "en") as first, window(chromium, desk.running.url, "en") as second:
        first.page.clock.install()
        enter(first, lin, there.address)
        enter(second, bo, there.address)
        assert second.page.locator("form.note button").count() == 0, "held by another"
        first.page.locator("#v-1-paid_amount").fill("91.00")
        first.page.clock.run_for(1_000)
        expect(first.page.locator("#saved[data-state=saved]")).to_be_visible()

        lapsed = update(reviews).where(reviews.c.tenant == desk.tenant)
        desk.running.stores.database.write(
            lambda tx: tx.connection.execute(lapsed.values(held_until=reviews.c.held_at))
        )
        second.page.reload()
        second.go_to(words("desk.take"))
        second.type("<Enter>")
        second.page.wait_for_load_state("networkidle")
        expect(second.page.locator("#v-1-paid_amount")).to_have_value("91.00")
        first.page.clock.run_for(26_000)
        expect(first.page.locator("#notes")).to_contain_text(words("desk.say.lost"))
        assert first.faults == second.faults == []


def test_a_picture_that_does_not_come_says_so_and_can_be_asked_for_again(chromium: Browser, desk: Desk) -> None:
    words, there = words_in("zh"), claim_there(desk, ORDER)
    lin = desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    with window(chromium, desk.running.url, "zh-CN") as opened:
        gone = lambda route: route.fulfill(status=404, body="")  # noqa: E731
        opened.page.route("**/pages/1*", gone)
        enter(opened, lin, there.address)
        expect(opened.page.locator(".sheet .note")).to_contain_text(words("desk.say.no_picture"))
        expect(opened.page.locator("#v-1-paid_amount")).to_have_value("98.00")
        opened.page.unroute("**/pages/1*")
        opened.page.locator(".sheet .note button").press("Enter")
        expect(opened.page.locator(".sheet img")).to_have_js_property("complete", True)
        assert opened.page.evaluate("document.querySelector('.sheet img').decode().then(() => true)")
        assert opened.page.locator(".sheet .note").count() == 0


def test_the_next_claim_is_there_at_once_when_it_was_fetched_before(chromium: Browser, desk: Desk) -> None:
    here = claim_there(desk, ORDER, claim="C-1")
    then = claim_there(desk, replace(ORDER, text=f"{ORDER.text}second"), claim="C-2")
    lin = desk.session(desk.user(Role.REVIEWER))
    for one in (here, then):
        lin.post(f"{one.address}/take")
        lin.post(f"{one.address}/release")
    lin.post(f"{here.address}/take")
    with window(chromium, desk.running.url, "en") as opened:
        with opened.page.expect_response(f"**{then.address}/files/*/pages/1*"):
            enter(opened, lin, here.address)
        lin.post(f"{then.address}/take")
        took = []
        for _ in range(5):
            opened.open(then.address)
            shown = "performance.getEntriesByType('resource').find(one => /pages\\/1/.test(one.name)).duration"
            took.append(float(opened.page.evaluate(shown)))
        assert min(took) < 300, "the picture comes from what was fetched before"


def test_what_strangers_and_colleagues_wrote_runs_on_no_page(chromium: Browser, desk: Desk) -> None:
    nasty = " ".join(HOSTILE)
    there = claim_there(desk, replace(ORDER, asks=(), name="<svg onload=alert(1)>.png", text=f"{nasty}{ORDER.text}"))
    boss = desk.session(desk.user(Role.REVIEWER, Role.SENIOR_REVIEWER, Role.ADMIN, Role.AUDITOR))
    boss.post("/people", {"name": "new.person", "display_name": nasty[:100], "role": "reviewer"})
    boss.post(f"{there.address}/take")
    typed = {"verdict": "refuse", "codes": "other", "note": nasty, "override": nasty, "route": nasty, "amount": nasty}
    boss.post(f"{there.address}/draft", {"version": "0", "draft": nasty})
    pages = ["/people", "/account", f"/queue?reason={nasty}&whose={nasty}", f"/dashboard?channel={nasty}", "/figures"]
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, boss, there.address)
        for box in opened.page.locator(
            "main input:visible:not([type=radio]):not([type=checkbox]), textarea:visible"
        ).all():
            if box.is_editable():
                box.fill(nasty.replace("\x00", ""), timeout=2_000)
        boss.post(f"{there.address}/decide", {"key": "k", **typed})
        for path in (*pages, there.address, f"{there.address}/decided", f"/history/{there.claim}", "/payouts/late"):
            opened.open(path)
            opened.page.wait_for_load_state("networkidle")
            assert opened.page.locator("img[src=x], main script, main [onerror], main [onload]").count() == 0
        assert [one for one in opened.faults if "status of 4" not in one and "not loaded" not in one] == []
