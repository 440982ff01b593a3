"""Nothing on a page stands in anybody's way: axe finds nothing in both languages, light and dark, laptop and phone."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from storage.records.people.accounts import MACHINE, UserWish
from storage.records.people.users import User
from tests.app.web.desk import Desk
from tests.windows import PHONE, Window, window

OPEN = ("/sign-in", "/sign-in?why=expired", "/link/none", "/nowhere")
INSIDE = ("/queue", "/account", "/people", "/people/none/off")


def walked(desk: Desk, opened: Window) -> list[str]:
    """The pages in turn, each with what is wrong with it."""
    found: list[str] = []
    admin = crowd(desk)
    link = f"/link/{desk.link(desk.user())}"
    for path in (*OPEN, link):
        opened.open(path)
        found += looked_at(opened, path)
    opened.remember(desk.session(admin).secret)
    for path in INSIDE:
        opened.open(path)
        found += looked_at(opened, path)
    opened.open("/account")
    opened.page.locator("#old").fill("not this one")
    opened.page.locator("#password").fill("x" * 12)
    opened.page.locator("#again").fill("x" * 12)
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("[role=alert]")
    return found + looked_at(opened, "/account, refused")


def looked_at(opened: Window, path: str) -> list[str]:
    """In light by every rule; in dark, where only colours differ, by those of colour."""
    found = [f"{path}: {one}" for one in opened.barriers()]
    opened.page.emulate_media(color_scheme="dark")
    found += [f"{path}, dark: {one}" for one in opened.barriers("color-contrast")]
    opened.page.emulate_media(color_scheme="light")
    size = opened.page.viewport_size
    opened.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += [f"{path}: wider than a phone"] if opened.overflows() else []
    if size:
        opened.page.set_viewport_size(size)
    return found


def crowd(desk: Desk) -> User:
    """An administrator among people in every state the page of people knows."""
    people, shell = desk.running.stores.people, Actor(tenant=desk.tenant, name=MACHINE)
    admin = desk.with_password(Role.ADMIN, Role.REVIEWER)
    people.switch_off(shell, desk.user(Role.AUDITOR).id, "left the house")
    people.grant(shell, desk.user(Role.SENIOR_REVIEWER, Role.CUSTOMER_SERVICE).id, Role.ADMIN)
    people.add(shell, UserWish(name=f"{admin.name}.long", display_name="A name as long as names may be " * 3))
    return replace(admin)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_page_stands_in_anybodys_way(chromium: Browser, desk: Desk, language: str) -> None:
    with window(chromium, desk.running.url, language) as opened:
        found = walked(desk, opened)

        assert found == []
        assert [one for one in opened.faults if "status of 4" not in one] == []
