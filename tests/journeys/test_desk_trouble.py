"""Trouble in the middle of work at the desk, in a real browser: it is said, the work is kept, a step is offered."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from app.web.texts import words_in
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from storage.records.people.accounts import MACHINE
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import ORDER, USAGE, Drawn, There, claim_there, go_round, late
from tests.app.web.desk import Desk, Signed
from tests.journeys.desk_walks import BROWSERS, at_desk, enter, filled_by_keyboard, saved, tab_to
from tests.windows import window

NOTE = "订单属于另一家商户"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("trouble"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with at_desk(house) as found:
        yield found


def taken(desk: Desk, paper: Drawn = ORDER) -> tuple[There, Signed]:
    there, lin = claim_there(desk, paper), desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    return there, lin


@pytest.mark.parametrize("language", BROWSERS)
def test_somebody_whose_account_is_switched_off_hears_so_and_a_colleague_goes_on(
    chromium: Browser, desk: Desk, language: str
) -> None:
    (there, lin), words, asks = taken(desk), words_in(language), BROWSERS[language]
    bo = desk.session(desk.user(Role.REVIEWER))
    with window(chromium, desk.running.url, asks) as first, window(chromium, desk.running.url, asks) as second:
        enter(first, lin, there.address)
        tab_to(first, "#v-1-paid_amount")
        first.type("91.00")
        saved(first)
        desk.running.stores.people.switch_off(Actor(tenant=desk.tenant, name=MACHINE), lin.user.id, "left the house")

        first.type("<Control+a>", "92.00")
        expect(first.page.locator("#saved")).to_have_text(words("desk.say.off"))
        first.page.reload()
        expect(first.page.locator("#note")).to_have_text(words("sign_in.off"))
        enter(second, bo, there.address)
        second.go_to(words("desk.take"))
        second.type("<Enter>")
        expect(second.page.locator("#v-1-paid_amount")).to_have_value("91.00")
        assert second.faults == []


@pytest.mark.parametrize("language", BROWSERS)
def test_what_came_in_unseen_is_shown_before_anything_is_decided(chromium: Browser, desk: Desk, language: str) -> None:
    (there, lin), words = taken(desk), words_in(language)
    with window(chromium, desk.running.url, BROWSERS[language]) as opened:
        enter(opened, lin, there.address)
        opened.type("<Enter>", "<Enter>")
        expect(opened.page.locator("#tab-1 .shape")).not_to_contain_text("●")
        go_round(desk.running.stores)
        filled_by_keyboard(opened)
        late(desk, there, USAGE)
        go_round(desk.running.stores)

        opened.type("<Control+Enter>")
        opened.page.wait_for_url("**why=news")
        expect(opened.page.locator("#notes")).to_contain_text(words("desk.news_came"))
        expect(opened.page.locator(".tabs a")).to_have_count(2)
        expect(opened.page.locator("#note")).to_have_value(NOTE)
        opened.type("<Control+Enter>")
        opened.page.wait_for_url("**/decided")
        assert [one for one in opened.faults if not one.startswith("not loaded")] == []


def test_a_decision_that_is_sent_twice_is_one(chromium: Browser, desk: Desk) -> None:
    there, lin = taken(desk, replace(ORDER, asks=()))
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, lin, there.address)
        filled_by_keyboard(opened)
        opened.type("<Control+Enter>", "<Control+Enter>", "<Control+Enter>")
        opened.page.wait_for_url("**/decided")
        expect(opened.page.locator("#undo")).to_be_visible()
    kept = desk.running.app.state.house.reviewing.decisions.all(desk.tenant, there.claim)
    assert [one.version for one in kept] == [1]


@pytest.mark.parametrize("language", BROWSERS)
def test_a_file_that_is_gone_from_the_store_says_so_and_the_rest_goes_on(
    chromium: Browser, desk: Desk, language: str
) -> None:
    (there, lin), words = taken(desk), words_in(language)
    objects = desk.running.stores.objects
    for name in list(objects.names(f"tenants/{desk.tenant}/")):
        objects.delete(name.name)
    with window(chromium, desk.running.url, BROWSERS[language]) as opened:
        enter(opened, lin, there.address)
        expect(opened.page.locator(".sheet .note")).to_contain_text(words("desk.say.no_picture"))
        expect(opened.page.locator("#v-1-paid_amount")).to_have_value("98.00")
        opened.type("<Enter>")
        expect(opened.page.locator("#f-1-order_id .told")).to_have_text(words("desk.say.gone"))
        opened.open(f"{there.address}/files/{there.files['order.png']}/original")
        expect(opened.page.locator("h1")).to_have_text(words("fault.not_found.title"))
        opened.open("/claims/never-there")
        expect(opened.page.locator("h1")).to_have_text(words("fault.not_found.title"))
        expect(opened.page.locator("main a.button")).to_have_text(words("fault.to_queue"))
        dialogs = [one for one in opened.faults if one.startswith(("dialog", "policy"))]
        assert dialogs == []
