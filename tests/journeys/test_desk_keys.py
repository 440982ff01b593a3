"""The keys of the desk in a real browser: what each does, and that each can be another one."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from app.web.texts import words_in
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import NEW_PAGE, ORDER, USAGE
from tests.journeys.test_desk_claim import SLOW, At, at_the_desk


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("keys"))) as found:
        yield found


@pytest.fixture
def at(house: Running, chromium: Browser) -> Iterator[At]:
    yield from at_the_desk(house, chromium, ORDER, USAGE)


def test_keys_mark_edit_repeat_change_files_and_pass_on(at: At) -> None:
    at.window.type("<F2>", "0", "<Enter>", "<Control+z>")
    expect(at.page.locator("#v-1-order_id")).to_have_value("2612345678901234567")
    at.window.type("<Control+Shift+z>")
    expect(at.page.locator("#v-1-order_id")).to_have_value("26123456789012345670")

    at.page.locator("#v-1-paid_amount").focus()
    at.window.type("<Alt+i>")
    expect(at.page.locator("#f-1-paid_amount .told")).to_have_text(words_in("en")("desk.say.illegible"))
    at.page.locator("#v-1-paid_amount").focus()
    at.window.type("<Alt+m>")
    expect(at.page.locator("#f-1-paid_amount")).to_have_class(re.compile("absent|changed"), timeout=SLOW)
    at.window.type("<Alt+2>")
    expect(at.page.locator("#tab-2")).to_have_attribute("aria-current", "true")
    at.window.type("<Alt+e>")
    expect(at.page.locator("#escalate")).to_be_focused()

    assert at.corrections("order.png")[-1] == ("paid_amount", "-")


def test_brackets_go_to_the_next_page_and_the_one_before(house: Running, chromium: Browser) -> None:
    paper = replace(
        ORDER,
        name="order.pdf",
        text=f"{ORDER.text}{NEW_PAGE}\nAgreed by both sides\nSecond page\n{NEW_PAGE}\nThird page\n",
    )
    for at in at_the_desk(house, chromium, paper):
        where = at.page.locator("#where")
        expect(where).to_contain_text("1 / 3")
        for key, told in (
            ("]", "2 / 3"),
            ("]", "3 / 3"),
            ("]", "3 / 3"),
            ("[", "2 / 3"),
            ("[", "1 / 3"),
            ("[", "1 / 3"),
        ):
            at.window.type(f"<{key}>")
            expect(where).to_contain_text(told)
        at.window.type("<F2>", "<[>", "<]>")

        expect(at.page.locator("#v-1-order_id")).to_have_value("2612345678901234567[]")


def test_the_keys_of_files_can_be_chosen_too(at: At) -> None:
    at.window.type("<?>")
    at.page.locator("[data-remap=file_2]").click()
    at.window.type("<Alt+w>")
    at.page.locator("[data-do=close_help]").click()

    at.window.type("<Alt+2>")
    expect(at.page.locator("#tab-1")).to_have_attribute("aria-current", "true")
    at.window.type("<Alt+w>")
    expect(at.page.locator("#tab-2")).to_have_attribute("aria-current", "true")
    at.window.type("<Alt+1>")
    expect(at.page.locator("#tab-1")).to_have_attribute("aria-current", "true")


def test_keys_can_be_chosen_and_words_being_composed_are_left_alone(at: At) -> None:
    at.window.type("<?>")
    at.page.locator("[data-remap=accept]").click()
    at.window.type("<Alt+k>")
    at.page.locator("[data-do=close_help]").click()
    at.page.reload()
    at.page.wait_for_load_state("networkidle")

    at.window.type("<Alt+k>")
    expect(at.page.locator("#v-1-paid_amount")).to_be_focused()
    at.page.evaluate(
        """document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {key: "k", code: "KeyK", altKey: true, isComposing: true, bubbles: true}))"""
    )
    expect(at.page.locator("#v-1-paid_amount")).to_be_focused()
    expect(at.page.locator("#f-1-order_id")).to_have_class(re.compile("verified"))
    assert [name for name, _ in at.corrections("order.png")] == ["order_id"]
