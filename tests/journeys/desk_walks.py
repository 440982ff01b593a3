"""Walks through the desk by keyboard, for a house in one folder and for one on real servers."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.web.texts import words_in
from pipeline.people.roles import Role
from storage.records.proof.ledger import entries_on
from storage.records.reviews.tables import reviews
from tests.app.api.door import Running, running
from tests.app.web.claims_there import ORDER, USAGE, claim_there, go_round, late
from tests.app.web.desk import PASSWORD, Desk, Signed
from tests.windows import Window, window
from workers.settings import Settings

MOST_TABS = 160
BROWSERS = {"zh": "zh-CN", "en": "en-GB"}  # as a browser asks for the language


@contextmanager
def at_desk(house: Running) -> Iterator[Desk]:
    with httpx.Client(base_url=house.url, timeout=30) as http:
        yield Desk(running=house, http=http)


def enter(opened: Window, visitor: Signed, path: str) -> None:
    """Their session, without the form that begins one."""
    opened.remember(visitor.secret)
    opened.open(path)
    opened.page.wait_for_load_state("networkidle")


def grave(opened: Window) -> list[str]:
    """What went wrong; what ends with the page that asked for it is nothing: pictures fetched ahead, and a draft that
    the form of the decision brings along."""
    ends = [one for one in opened.faults if one.startswith("not loaded") and re.search(r"/pages/\d|/draft$", one)]
    return [one for one in opened.faults if one not in ends]


def saved(opened: Window) -> None:
    """What was typed has reached the server."""
    opened.page.wait_for_timeout(100)
    expect(opened.page.locator("#saved[data-state=saved]")).to_be_visible(timeout=20_000)


def tab_to(opened: Window, wanted: str) -> None:
    """Tab until what matches `wanted` is focused. Raises AssertionError when it is never reached."""
    for _ in range(MOST_TABS):
        if opened.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        opened.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


def from_sign_in_to_the_entry(chromium: Browser, desk: Desk, language: str) -> None:
    """A claim is taken, a value put right, the customer asked; a late file comes, and the claim is refused."""
    words, there = words_in(language), claim_there(desk, ORDER)
    lin = desk.with_password(Role.REVIEWER)
    with window(chromium, desk.running.url, BROWSERS[language]) as opened:
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
        refused_by_keyboard(opened)
        assert words("decision.verdict_refuse") in page.inner_text("main")
        assert grave(opened) == [], grave(opened)
    told = entries_on(desk.running.stores.database, desk.tenant, there.claim)
    acts = [one.act.action for one in told if one.actor.name == lin.actor]
    assert [one for one in acts if one != "review.drafted"][-4:] == [
        "review.taken",
        "review.customer_asked",
        "review.taken",
        "review.decided",
    ]


def refused_by_keyboard(opened: Window) -> None:
    """Verdict, reason and note, then Ctrl+Enter; the page of the decision is open afterwards."""
    filled_by_keyboard(opened)
    opened.type("<Control+Enter>")
    opened.page.wait_for_url("**/decided")


def filled_by_keyboard(opened: Window) -> None:
    tab_to(opened, "[name=verdict]")
    opened.type("<ArrowDown>", "<ArrowDown>")
    tab_to(opened, ".codes summary")
    opened.type("<Enter>")
    tab_to(opened, "[name=codes][value=other]")
    opened.type("<Space>")
    tab_to(opened, "#note")
    opened.type("订单属于另一家商户")
    saved(opened)


def two_reviewers_on_one_claim(chromium: Browser, desk: Desk, language: str) -> None:
    """While one holds it the other only reads; once the lock ran out the other takes it over, with what was typed."""
    words, there, asks = words_in(language), claim_there(desk, ORDER), BROWSERS[language]
    lin, bo = (desk.session(desk.user(Role.REVIEWER)) for _ in range(2))
    lin.post(f"{there.address}/take")
    with window(chromium, desk.running.url, asks) as first, window(chromium, desk.running.url, asks) as second:
        first.page.clock.install()
        enter(first, lin, there.address)
        enter(second, bo, there.address)
        assert second.page.locator("form.note button").count() == 0, "held by another"
        expect(first.page.locator("#v-1-order_id")).to_be_focused()
        first.type("<Tab>", "<Tab>")
        tab_to(first, "#v-1-paid_amount")
        first.type("91.00")
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
        assert grave(first) == grave(second) == []


def server_restarted_while_typing(chromium: Browser, chosen: Settings, language: str) -> None:
    """What was typed before, meanwhile and afterwards is there: the page that stayed open saves by itself again."""
    words = words_in(language)
    with ExitStack() as until_the_end:
        with running(chosen) as house, at_desk(house) as desk:
            there, lin = claim_there(desk, ORDER), desk.session(desk.user(Role.REVIEWER))
            lin.post(f"{there.address}/take")
            opened = until_the_end.enter_context(window(chromium, house.url, BROWSERS[language]))
            enter(opened, lin, there.address)
            tab_to(opened, "#v-1-paid_amount")
            opened.type("91.00")
            saved(opened)
        opened.type("<Control+a>", "92.00")
        expect(opened.page.locator("#saved")).to_have_text(words("desk.say.offline"))
        with running(chosen, port=house.port) as again:
            saved(opened)
            opened.page.reload()
            expect(opened.page.locator("#v-1-paid_amount")).to_have_value("92.00")
            assert again.url == house.url


Walk = Callable[[Browser, Desk, str], None]
WALKS: tuple[Walk, ...] = (from_sign_in_to_the_entry, two_reviewers_on_one_claim)
