"""The main way through the desk in a browser that runs no script: everything can be read, put right and decided."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web.texts import words_in
from pipeline.people.roles import Role
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import ORDER, USAGE, claim_there, go_round
from tests.app.web.desk import PASSWORD, Desk
from tests.journeys.desk_walks import BROWSERS, at_desk


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("unscripted"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with at_desk(house) as found:
        yield found


@pytest.mark.parametrize("language", BROWSERS)
def test_from_sign_in_to_the_decision_without_script(chromium: Browser, desk: Desk, language: str) -> None:
    words, there, lin = words_in(language), claim_there(desk, ORDER, USAGE), desk.with_password(Role.REVIEWER)
    context = chromium.new_context(java_script_enabled=False, locale=BROWSERS[language])
    page = context.new_page()
    page.goto(f"{desk.running.url}/queue")
    page.get_by_label(words("sign_in.name")).fill(lin.name)
    page.get_by_label(words("sign_in.password")).fill(PASSWORD)
    page.get_by_role("button", name=words("sign_in.enter"), exact=True).click()
    page.get_by_role("button", name=words("queue.take_next"), exact=True).click()

    put_right(page, "order_id", "2612345678901234567")
    put_right(page, "paid_amount", "99.00")
    expect(page.locator("#f-1-paid_amount .shape")).to_have_text("✎")
    expect(page.locator(".sheet img").first).to_be_visible()
    expect(page.locator("#keys-open, #tools").first).to_be_hidden()
    expect(page.locator("#keys-open, #tools").last).to_be_hidden()
    go_round(desk.running.stores)  # the claim is answered again with what was put right
    page.locator(".tabs a").nth(1).click()
    expect(page.locator("#fields-2")).to_be_visible()
    expect(page.locator("#fields-1")).to_be_hidden()
    decision = page.locator("#decision")
    decision.get_by_text(words("decision.verdict_refuse"), exact=True).click()
    decision.get_by_text(words("decision.more_codes")).click()
    decision.locator("[name=codes][value=other]").check()
    decision.locator("#note").fill("订单属于另一家商户")
    decision.get_by_role("button", name=words("decision.submit")).click()

    expect(page).to_have_url(f"{desk.running.url}{there.address}/decided")
    expect(page.get_by_role("heading", name=words("decision.verdict_refuse"))).to_be_visible()
    expect(page.get_by_role("button", name=words("decision.undo"))).to_be_visible()
    context.close()
    kept = desk.running.stores.corrections.of(desk.tenant, there.files["order.png"])
    assert [(one.change.field, one.change.new) for one in kept][-1] == ("paid_amount", "99.00")


def put_right(page: Page, name: str, value: str) -> None:
    """The value typed, and its own button pressed; the page comes again with it."""
    field = page.locator(f"#f-1-{name}")
    field.locator("input.value").fill(value)
    field.locator("button[value=accept]").click()
    expect(page.locator(f"#v-1-{name}")).to_have_value(value)
