"""Papers of two claims side by side: what both show is marked, and who may not see the other claim hears no name."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from pipeline.evidence import ClaimId
from pipeline.people.roles import Role
from tests.app.web.claims_there import FACTS, ORDER, There, claim_there
from tests.app.web.desk import Desk, Signed
from tests.windows import PHONE, window

COPY = replace(ORDER, name="again.png", text=ORDER.text.replace("98.00", "89.00"), asks=())


@pytest.fixture
def there(desk: Desk) -> There:
    """A claim whose order page another claim, entered before, shows too, but for one sum."""
    claim_there(desk, ORDER, claim="C-first")
    facts = {**FACTS, "claimant": {"name": "李小例", "phone_masked": "177****0022"}}
    return claim_there(desk, COPY, claim="C-second", facts=facts)


def looking(desk: Desk) -> Signed:
    return desk.session(desk.user(Role.REVIEWER))


def test_what_both_papers_show_is_marked_on_both(desk: Desk, there: There) -> None:
    visitor = looking(desk)
    assert f'href="{there.address}/twins"' in visitor.get(there.address).text

    page = visitor.get(f"{there.address}/twins").text

    assert 'href="/claims/C-first"' in page
    assert page.count('class="alone"') == 2, "the sum that differs, on either side"
    assert page.count('class="same"') == 2 * (len(re.split(r"\n|  ", ORDER.text.strip())) - 1)
    pictures = re.findall(r'<img src="(/claims/[^"]+/pages/1[^"]*)"', page)
    assert [visitor.get(one).headers["Content-Type"] for one in pictures] == ["image/jpeg"] * 2


def test_a_claim_that_was_passed_on_is_not_named_to_reviewers(desk: Desk, there: There) -> None:
    lin = looking(desk)
    lin.post("/claims/C-first/take")
    lin.post("/claims/C-first/escalate", {"reason": "a stamp"})
    mei = desk.session(desk.user(Role.SENIOR_REVIEWER))

    hidden, named = (one.get(f"{there.address}/twins").text for one in (lin, mei))

    assert "C-first" not in hidden
    assert "another claim, which your role does not show" in hidden
    assert "C-first" not in lin.get(there.address).text
    assert "C-first" in named
    assert "C-first" in mei.get(there.address).text


def test_the_first_claim_and_one_without_twins_show_none(desk: Desk, there: There) -> None:
    visitor = looking(desk)

    assert there.claim == ClaimId("C-second")
    assert "No paper of this claim is like one" in visitor.get("/claims/C-first/twins").text


def test_differences_flash_when_asked_and_never_for_who_wants_no_motion(
    chromium: Browser, desk: Desk, there: There
) -> None:
    with window(chromium, desk.running.url, "zh-CN") as opened:
        opened.remember(looking(desk).secret)
        for motion, row in (("no-preference", "flashing"), ("reduce", "swapped")):
            opened.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
            opened.open(f"{there.address}/twins")
            opened.page.locator("[data-flash]").press("Enter")
            expect(opened.page.locator(".two").first).to_have_class(re.compile(row))
            moves = "getComputedStyle(document.querySelector('.ghost')).animationName"
            assert (opened.page.evaluate(moves) == "flash") == (row == "flashing")
        assert opened.barriers() == []
        opened.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert not opened.overflows()
        assert opened.faults == []
