"""An auditor in a real browser, by keyboard alone: find, look, check, take the pack away and check it without us."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from app.web.texts import words_in
from pipeline.people.roles import Role
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import ORDER, USAGE, There, claim_there
from tests.app.web.desk import Desk
from tests.windows import Window, window
from workers.proof.marking import Marking
from workers.proof.signing import Signing

NUMBER = "2612345678901234567"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("auditor"))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with httpx.Client(base_url=house.url, timeout=30) as http:
        yield Desk(running=house, http=http)


def signed(desk: Desk) -> There:
    """A claim that was worked on, marked and signed."""
    there, lin = claim_there(desk, ORDER, USAGE), desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    fixed = {"stand": "read", "value": "99.00"}
    lin.post(f"{there.address}/files/{there.files['order.png']}/fields/paid_amount", fixed)
    while Marking(desk.running.stores).turn():
        pass
    Signing.at(desk.running.stores).now()
    return there


def tab_to(opened: Window, element: str) -> None:
    """Tab until the element with this id has the focus."""
    for _ in range(60):
        opened.page.keyboard.press("Tab")
        if opened.page.evaluate("document.activeElement.id") == element:
            return
    raise AssertionError(f"Tab never reaches {element!r} on {opened.page.url}")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_claim_is_found_checked_taken_away_and_checked_without_us(
    chromium: Browser, desk: Desk, language: str, tmp_path: Path
) -> None:
    there, words = signed(desk), words_in(language[:2])
    visitor = desk.session(desk.user(Role.AUDITOR))
    with window(chromium, desk.running.url, language) as opened:
        opened.remember(visitor.secret)
        opened.open("/queue")
        opened.go_to(words("audit.nav"))
        opened.type("<Enter>")
        opened.page.wait_for_url("**/audit")
        tab_to(opened, "by-order")
        opened.type(NUMBER, "<Enter>")
        opened.page.wait_for_url("**/audit?*")
        opened.go_to(there.claim)
        opened.type("<Enter>")
        opened.page.wait_for_url(f"**/audit{there.address}")
        assert "9*** → 9***" in opened.page.inner_text(".told")
        assert "✓" in opened.page.inner_text("section[aria-labelledby=proof-title]")

        opened.go_to(words("audit.pack_masked"))
        with opened.page.expect_download() as coming:
            opened.type("<Enter>")
        coming.value.save_as(tmp_path / "pack.zip")

        opened.go_to(words("audit.check"))
        opened.type("<Enter>")
        opened.page.wait_for_url("**/audit/ledger")
        assert opened.page.locator("[role=status]").count() == 1
        assert [one for one in opened.faults if not one.endswith("/export")] == []

    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        pack.extractall(tmp_path / "pack")
    told = subprocess.run(
        [*_without_network(), _bare_python(), "-I", "-S", "verify.py", "."],
        cwd=tmp_path / "pack",
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.splitlines()[-1].startswith("OK")


def _without_network() -> list[str]:
    """Where the system lets us, the verifier runs in a network that leads nowhere."""
    alone = ["unshare", "--map-root-user", "--net"]
    tried = shutil.which(alone[0]) and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    return alone if tried == 0 else []


def _bare_python() -> str:
    """The interpreter outside of our environment, without any library of ours."""
    return str(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
