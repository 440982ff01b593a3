"""Nothing typed is lost: not the last word before a page is left, a tab is closed or a session ends."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.web.texts import words_in
from pipeline.people.roles import Role
from storage.records.people.schema import sessions
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import ORDER, There, claim_there
from tests.app.web.desk import Desk, Signed
from tests.journeys.desk_walks import at_desk, enter
from tests.windows import window
from tests.workers.followers import until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("typing"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with at_desk(house) as found:
        yield found


def taken(desk: Desk) -> tuple[There, Signed]:
    there, lin = claim_there(desk, ORDER), desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    return there, lin


@pytest.mark.parametrize("leaves", ["by a link", "by closing the tab"])
def test_the_last_word_before_the_page_is_left_is_kept(chromium: Browser, desk: Desk, leaves: str) -> None:
    there, lin = taken(desk)
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, lin, there.address)
        opened.page.locator("#v-1-paid_amount").fill("91.0")
        opened.page.wait_for_timeout(450)  # a save of it is on its way, or just over
        opened.page.locator("#v-1-paid_amount").fill("91.05")
        opened.page.locator("#note").fill("与客户通过电话")
        if leaves == "by a link":
            opened.page.locator("a.home").press("Enter")
            opened.page.wait_for_url("**/queue")
        else:
            opened.page.close(run_before_unload=True)
        until(lambda: "91.05" in lin.get(there.address).text)  # the browser stays open; only the page is gone
    with window(chromium, desk.running.url, "en") as again:
        enter(again, lin, there.address)
        expect(again.page.locator("#v-1-paid_amount")).to_have_value("91.05")
        expect(again.page.locator("#note")).to_have_value("与客户通过电话")


def test_words_typed_just_before_a_form_goes_go_before_it(chromium: Browser, desk: Desk) -> None:
    there, lin = taken(desk)
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, lin, there.address)
        opened.page.locator("#v-1-seller_name").fill("Xinghe flagship store")
        opened.type("<Control+Enter>")
        opened.page.wait_for_url("**why=blocked*")
    with window(chromium, desk.running.url, "en") as again:
        enter(again, lin, there.address)
        expect(again.page.locator("#v-1-seller_name")).to_have_value("Xinghe flagship store")


def test_the_message_to_the_customer_outlives_its_page_and_its_browser(chromium: Browser, desk: Desk) -> None:
    there, lin = taken(desk)
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, lin, there.address)
        opened.type("<Alt+q>")
        opened.page.locator("#ask-zh").fill("请再发一次订单截图")
        opened.page.reload()
        expect(opened.page.locator("#ask-zh")).to_have_value("请再发一次订单截图")
        until(lambda: "请再发一次订单截图" in lin.get(there.address).text)
    with window(chromium, desk.running.url, "en") as elsewhere:
        enter(elsewhere, lin, there.address)
        expect(elsewhere.page.locator("#ask-zh")).to_have_value("请再发一次订单截图")


def test_a_note_that_could_not_be_saved_is_there_after_a_reload(chromium: Browser, desk: Desk) -> None:
    there, lin = taken(desk)
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, lin, there.address)
        opened.page.route("**/draft", lambda route: route.abort())
        opened.page.locator("#note").fill("与客户通过电话")
        expect(opened.page.locator("#saved")).to_have_text(words_in("en")("desk.say.offline"))
        opened.page.reload()
        expect(opened.page.locator("#note")).to_have_value("与客户通过电话")
        opened.page.unroute("**/draft")
        expect(opened.page.locator("#saved[data-state=saved]")).to_be_visible(timeout=15_000)


def test_a_reason_typed_into_another_form_waits_for_the_person_to_sign_in_again(chromium: Browser, desk: Desk) -> None:
    words, (there, lin), bo = words_in("en"), taken(desk), desk.session(desk.user(Role.REVIEWER))
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, lin, there.address)
        opened.page.locator("#escalate").fill("a stamp nobody here knows")
        over = update(sessions).where(sessions.c.user == lin.user.id).values(ended_at=lin.user.made)
        desk.running.stores.database.write(lambda tx: tx.connection.execute(over))
        opened.page.locator("#escalate").press("Enter")
        expect(opened.page.locator("h1")).to_have_text(words("fault.expired.title"))

        opened.remember(desk.session(lin.user).secret)
        opened.open(there.address)
        expect(opened.page.locator("#escalate")).to_have_value("a stamp nobody here knows")
        opened.page.locator("#escalate").press("Enter")
        opened.page.wait_for_url("**/queue")
        opened.remember(bo.secret)
        opened.open("/queue")
        assert opened.page.evaluate("sessionStorage.getItem('proofdesk.typed')").count("stamp") == 0
