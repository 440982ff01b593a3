"""Naughty strings in every text field, file name and text read from paper: none of them runs, none makes an element."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from pipeline.people.roles import Role
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import FACTS, ORDER, USAGE, There, claim_there
from tests.app.web.desk import Desk, Signed
from tests.journeys.desk_walks import at_desk, enter
from tests.naughty import ACTIVE, STRINGS, together
from tests.windows import Window, window
from workers.proof.marking import Marking

MADE = (
    "main script, main style, main iframe, main object, main embed, main video, main audio, main base, main marquee,"
    "main [onerror], main [onload], main [onclick], main [onmouseover], main [onfocus],"
    "main a[href^=javascript], main a[href^=data], main img:not([src^='/claims/'])"
)
TYPED = """text => {
  const chosen = ":not([type=hidden], [type=radio], [type=checkbox])";
  for (const box of document.querySelectorAll(`main input${chosen}, main textarea`)) {
    if (box.readOnly || box.disabled) continue;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
FILE_NAME = 240  # characters
TEXT = 1_900


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("naughty"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with at_desk(house) as found:
        yield found


def naughty_claim(desk: Desk) -> There:
    """All strings stand on one paper; names of files, values and the facts hold those that could run."""
    printed = "\n".join(" ".join(one.split()) for one in STRINGS if one.strip() and "\x00" not in one)
    names = list(together(ACTIVE, FILE_NAME))
    first = replace(ORDER, name=f"{names[0]}.png", text=f"{ORDER.text}{printed}", asks=())
    more = [
        replace(USAGE, name=f"{name}.png", text=f"{USAGE.text}{at}", values={"batch_number": (name, name[:40])})
        for at, name in enumerate(names[1:])
    ]
    told = {"name": names[0], "phone_masked": "188****0011", "tier": "gold"}
    return claim_there(desk, first, *more, facts={**FACTS, "claimant": told, "channel": names[0][:40]})


def sent_everywhere(boss: Signed, there: There, text: str) -> None:
    """Every form that takes a text of people gets it; what is refused shows it, too."""
    file = next(iter(there.files.values()))
    boss.post(f"{there.address}/files/{file}/fields/seller_name", {"stand": "read", "value": text, "do": "accept"})
    boss.post(f"{there.address}/files/{file}/reveal", {"reason": text})
    boss.post(f"/audit{there.address}/reveal", {"reason": text})
    boss.post("/audit/person", {"name": text, "reason": text})
    boss.post("/people", {"name": text, "display_name": text[:100], "role": "reviewer"})
    boss.post("/people", {"name": f"n{abs(hash(text))}", "display_name": text[:100], "role": "reviewer"})
    boss.post("/account/keys", {"keys": text})
    boss.post("/dashboard/practice", {"per_hundred": text})
    boss.post("/sign-in", {"name": text, "password": text})
    boss.post(f"{there.address}/draft", {"version": text, "draft": text})


def looked_at(opened: Window, path: str) -> list[str]:
    opened.open(path)
    opened.page.wait_for_load_state("networkidle")
    made = opened.page.locator(MADE)
    return [f"{path}: {one.evaluate('one => one.outerHTML')[:200]}" for one in made.all()]


@pytest.mark.slow
def test_naughty_strings_run_on_no_page_and_make_no_element(chromium: Browser, desk: Desk) -> None:
    there = naughty_claim(desk)
    boss = desk.session(desk.user(Role.REVIEWER, Role.SENIOR_REVIEWER, Role.ADMIN, Role.AUDITOR))
    boss.post(f"{there.address}/take")
    texts = list(together(STRINGS, TEXT))
    found: list[str] = []
    with window(chromium, desk.running.url, "en") as opened:
        enter(opened, boss, there.address)
        for text in texts:
            sent_everywhere(boss, there, text.replace("\x00", ""))
            opened.page.evaluate(TYPED, text)
        opened.page.locator("#saved[data-state=saved]").wait_for()
        found += looked_at(opened, there.address)
        asked = [f"/audit?order={one}&claim={one}" for one in together(ACTIVE, TEXT)]
        boss.post(
            f"{there.address}/decide",
            {"key": "k", "verdict": "refuse", "codes": "other", "note": " ".join(ACTIVE)[:TEXT]},
        )
        while Marking(desk.running.stores).turn():
            pass
        pages = ("/queue?whose=all", f"{there.address}/decided", f"/history/{there.claim}", "/people", "/account")
        audits = (f"/audit{there.address}", "/audit/ledger", "/audit/lanes", f"{there.address}/twins")
        for path in (*pages, *audits, *asked[:2], "/dashboard", "/figures", "/payouts/late"):
            found += looked_at(opened, path)

        assert found == []
        grave = [one for one in opened.faults if "status of 4" not in one and not one.startswith("not loaded")]
        assert grave == []
