"""A day at the desk in a real browser: by keyboard from sign-in to the entry in the ledger, and what goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.web.texts import words_in
from pipeline.people.roles import Role
from storage.records.people.schema import sessions
from tests.app.api.door import Running, running, settings
from tests.app.showing.test_page import HOSTILE
from tests.app.web.claims_there import ORDER, claim_there
from tests.app.web.desk import Desk
from tests.journeys.desk_walks import BROWSERS, WALKS, Walk, at_desk, enter, server_restarted_while_typing
from tests.windows import window


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("days"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with at_desk(house) as found:
        yield found


@pytest.mark.parametrize("language", BROWSERS)
@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_by_keyboard_alone_comes_to_its_end(chromium: Browser, desk: Desk, walk: Walk, language: str) -> None:
    walk(chromium, desk, language)


@pytest.mark.parametrize("language", BROWSERS)
def test_a_server_that_restarts_while_somebody_types_loses_nothing(
    chromium: Browser, tmp_path: Path, language: str
) -> None:
    server_restarted_while_typing(chromium, settings(tmp_path), language)


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
        opened.remember(again.secret)
        expect(opened.page.locator("#saved[data-state=saved]")).to_be_visible(timeout=15_000)
        opened.page.reload()
        expect(opened.page.locator("#v-1-paid_amount")).to_have_value("91.00")


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
        for _ in range(7):
            opened.open(then.address)
            shown = "performance.getEntriesByType('resource').find(one => /pages\\/1/.test(one.name)).duration"
            took.append(float(opened.page.evaluate(shown)))
        assert median(took) < 300, "the picture comes from what was fetched before"


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
