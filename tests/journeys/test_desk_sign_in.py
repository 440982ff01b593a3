"""The first person at the desk, from the first link to the way out: by keyboard alone, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.web.texts import words_in
from tests.app.api.door import running, settings
from tests.windows import window

PASSWORD = "lantern over the river"


@pytest.mark.parametrize(("asked", "language", "lang"), [("zh-CN", "zh", "zh-Hans"), ("en-GB", "en", "en")])
def test_the_first_administrator_comes_in_and_goes_out_by_keyboard(
    chromium: Browser, tmp_path: Path, asked: str, language: str, lang: str
) -> None:
    words = words_in(language)
    with running(settings(tmp_path)) as house, window(chromium, house.url, asked) as desk:
        desk.open(f"/link/{house.stores.people.first()}")
        assert desk.page.locator("html").get_attribute("lang") == lang
        desk.type(PASSWORD, "<Tab>", PASSWORD, "<Enter>")
        desk.page.wait_for_url("**/sign-in?why=set")
        assert words("sign_in.set") in desk.page.inner_text("main")

        desk.type("admin", "<Tab>", PASSWORD, "<Enter>")
        desk.page.wait_for_url("**/queue")
        assert words("queue.hello", name="admin") == desk.page.inner_text("h1")
        assert words("permissions.manage_users") in desk.page.inner_text("main")

        desk.go_to(words("people.title"))
        desk.type("<Enter>")
        desk.page.wait_for_url("**/people")
        desk.go_to(words("frame.sign_out"))
        desk.type("<Enter>")
        desk.page.wait_for_url("**/sign-in?why=out")
        assert words("sign_in.out") in desk.page.inner_text("main")

        desk.page.go_back()
        assert words("sign_in.title") in desk.page.title()
        assert desk.faults == []


def test_the_first_tab_on_a_page_leads_past_its_head(chromium: Browser, tmp_path: Path) -> None:
    with running(settings(tmp_path)) as house, window(chromium, house.url, "en") as desk:
        desk.open("/link/none")
        desk.type("<Tab>")
        assert desk.page.evaluate("document.activeElement.className") == "skip"
        desk.type("<Enter>")
        assert desk.page.evaluate("document.activeElement.id") == "main"
