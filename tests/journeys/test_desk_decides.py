"""Deciding in a real browser, by keyboard: what is missing, ten seconds to take it back, a second person."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Browser, expect

from app.web.texts import words_in
from pipeline.people.roles import Role
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import ORDER, There, claim_there
from tests.app.web.desk import Desk, Signed
from tests.journeys.desk_walks import enter, saved
from tests.windows import window

SURE = replace(ORDER, asks=())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("decisions"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with httpx.Client(base_url=house.url, timeout=30) as http:
        yield Desk(running=house, http=http)


def taken(desk: Desk) -> tuple[There, Signed]:
    there, lin = claim_there(desk, SURE), desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    return there, lin


def test_a_claim_is_decided_by_keyboard_taken_back_decided_again_and_agreed_to(chromium: Browser, desk: Desk) -> None:
    (there, lin), mei, words = taken(desk), desk.session(desk.user(Role.SENIOR_REVIEWER)), words_in("en")
    with window(chromium, desk.running.url, "en") as first, window(chromium, desk.running.url, "en") as second:
        enter(first, lin, there.address)
        page = first.page
        page.locator("[name=verdict][value=partial]").focus()
        first.type("<Space>")
        expect(page.locator("#amount")).to_have_value("98.00")
        page.locator("#amount").focus()
        first.type("<Control+a>", "10.00")
        saved(first)
        first.type("<Control+Enter>")
        page.wait_for_url("**why=blocked**")
        assert words("decision.blocked") in page.inner_text("#blocks")
        assert "say why" in page.inner_text("#blocks")

        page.locator("[name=codes][value=quality_fault]").evaluate(
            "box => box.closest('details')?.setAttribute('open', '')"
        )
        page.locator("[name=codes][value=quality_fault]").focus()
        first.type("<Space>")
        page.locator("#override").focus()
        first.type("a gift was kept")
        saved(first)
        first.type("<Control+Enter>")
        page.wait_for_url("**/decided")
        expect(page.locator("#going")).to_be_focused()
        first.type("<Control+Enter>", "<Enter>", "<Control+z>")
        page.wait_for_url(f"**{there.address}#decision-title")
        expect(page.locator("#override")).to_have_value("a gift was kept")
        page.locator("#override").focus()
        first.type("<Control+Enter>")
        page.wait_for_url("**/decided")

        enter(second, mei, f"{there.address}/decided")
        assert "a gift was kept" in second.page.inner_text("main")
        second.go_to(words("decision.confirm"))
        second.type("<Enter>")
        second.page.wait_for_url("**/decided")
        expect(second.page.locator("#left")).not_to_be_empty()
        assert words("decision.going") in second.page.inner_text("main")
        assert first.faults == second.faults == []
