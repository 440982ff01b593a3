"""Every page of the desk opened in both languages, with a picture of each; `./run pictures` puts them into the docs."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser

from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from pipeline.trust.audits import Candidate
from storage.records.people.accounts import MACHINE, UserWish
from tests.app.api.door import running, settings
from tests.app.web.audits.test_lanes import FIELD, KIND, POLICY, audits
from tests.app.web.claims_there import FACTS, ORDER, USAGE, claim_there
from tests.app.web.desk import Desk, Signed
from tests.pictured import LANGUAGES, MOST_BYTES, PAGES
from tests.windows import LAPTOP, PHONE, Window, window
from workers.proof.marking import Marking
from workers.proof.signing import Signing

COLOURS = 64
COLOUR_RULES = ("color-contrast", "link-in-text-block")
PAYS = {
    "verdict": "partial",
    "amount": "9",
    "route": "bank",
    "codes": "quality_fault",
    "override": "a gift",
    "key": "k",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who opens which address for a picture; nobody for a page before signing in."""

    visitor: Signed | None
    path: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    policy = tmp_path_factory.mktemp("policy") / "automation.toml"
    policy.write_text(POLICY, "utf-8")
    chosen = settings(tmp_path_factory.mktemp("pictures"))
    asked = replace(chosen, places=replace(chosen.places, automation=str(policy)))
    with running(asked) as house, httpx.Client(base_url=house.url, timeout=30) as http:
        yield Desk(running=house, http=http)


def named(desk: Desk, name: str, display: str, *roles: Role) -> Signed:
    people, shell = desk.running.stores.people, Actor(tenant=desk.tenant, name=MACHINE)
    user = people.add(shell, UserWish(name=name, display_name=display, roles=roles))
    for role in user.awaiting:
        user = people.confirm(Actor(tenant=desk.tenant, name="test"), user.id, role)
    return desk.session(user)


@pytest.fixture(scope="module")
def visits(desk: Desk) -> Mapping[str, Visit]:
    """A desk with something on every page."""
    lin = named(desk, "lin.wei", "林薇 Lin Wei", Role.REVIEWER)
    mei = named(desk, "mei.chen", "陈梅 Mei Chen", Role.SENIOR_REVIEWER)
    wu, fan = (named(desk, one, one.title(), Role.AUDITOR) for one in ("wu", "fan"))
    admin = named(desk, "ada", "Ada", Role.ADMIN)
    there = claim_there(desk, ORDER, USAGE, claim="RF-20261128-0042")
    for number in (43, 44):
        paper = replace(ORDER, name=f"order-{number}.png", text=f"{ORDER.text}No {number}\n")
        claim_there(desk, paper, claim=f"RF-20261128-00{number}", facts={**FACTS, "channel": "app"})
    settled = claim_there(desk, replace(ORDER, asks=()), claim="RF-20261127-0007")
    lin.post(f"{settled.address}/take")
    lin.post(f"{settled.address}/decide", PAYS)
    lin.post(f"{there.address}/take")
    drawn = (Candidate(evidence=EvidenceId(one), record=1, kind=KIND, field=FIELD) for one in settled.files.values())
    (sample,) = audits(desk).draw(Actor(tenant=desk.tenant, name="chance"), "7", tuple(drawn))
    second = claim_there(desk, replace(ORDER, text=f"{ORDER.text}No 9\n"), claim="RF-20261126-0009")
    read = (Candidate(evidence=EvidenceId(one), record=1, kind=KIND, field=FIELD) for one in second.files.values())
    (known,) = audits(desk).draw(Actor(tenant=desk.tenant, name="chance"), "8", tuple(read))
    wu.post(f"/audit/samples/{known.id}", {"value": "98.00"})
    fan.post(f"/audit{settled.address}/reveal", {"reason": "核对投诉 a complaint"})
    wu.post("/audit/keeping/holds", {"what": "claim", "thing": there.claim, "reason": "court file 2026-118"})
    wu.post("/audit/keeping/erasures", {"what": "claim", "thing": "RF-20261128-0043", "reason": "PIPL art. 47"})
    while Marking(desk.running.stores).turn():
        pass
    Signing.at(desk.running.stores).now()
    new = desk.user(Role.REVIEWER, name="new.person")
    return {
        "sign-in": Visit(None, "/sign-in"),
        "link": Visit(None, f"/link/{desk.link(new)}"),
        "queue": Visit(lin, "/queue?whose=all"),
        "claim": Visit(lin, there.address),
        "twins": Visit(mei, "/claims/RF-20261128-0044/twins"),
        "decided": Visit(mei, f"{settled.address}/decided"),
        "history": Visit(mei, f"/history/{there.claim}"),
        "late": Visit(mei, "/payouts/late"),
        "dashboard": Visit(mei, "/dashboard"),
        "figures": Visit(lin, "/figures"),
        "audit": Visit(wu, "/audit"),
        "audit-claim": Visit(wu, f"/audit{settled.address}"),
        "audit-second": Visit(wu, f"/audit{settled.address}/second"),
        "audit-ledger": Visit(wu, "/audit/ledger"),
        "audit-keeping": Visit(admin, "/audit/keeping"),
        "audit-lanes": Visit(wu, "/audit/lanes"),
        "audit-sample": Visit(wu, f"/audit/samples/{sample.id}"),
        "people": Visit(admin, "/people"),
        "account": Visit(lin, "/account"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_and_its_picture_is_small(
    chromium: Browser, desk: Desk, visits: Mapping[str, Visit], language: str, tmp_path: Path
) -> None:
    folder = Path(os.environ.get("PICTURES", tmp_path))
    with window(chromium, desk.running.url, "zh-CN" if language == "zh" else "en-GB") as opened:
        sizes = {name: taken(opened, one, folder / f"{name}.{language}.png") for name, one in visits.items()}

        assert set(sizes) == set(PAGES.values())
        assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
        assert opened.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_stands_in_anybodys_way(
    chromium: Browser, desk: Desk, visits: Mapping[str, Visit], language: str
) -> None:
    with window(chromium, desk.running.url, "zh-CN" if language == "zh" else "en-GB") as opened:
        found = {name: barriers(opened, one) for name, one in visits.items()}

        assert set(found) == set(PAGES.values())
        assert {name: some for name, some in found.items() if some} == {}
        assert opened.faults == []


def barriers(opened: Window, visit: Visit) -> list[str]:
    """In light by every rule, in dark by those of colour, with all folded out; and whether a phone is too narrow."""
    visited(opened, visit)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = opened.barriers()
    opened.page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in opened.barriers(*COLOUR_RULES)]
    opened.page.emulate_media(color_scheme="light")
    opened.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += ["wider than a phone"] if opened.overflows() else []
    opened.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    return found


def visited(opened: Window, visit: Visit) -> None:
    opened.page.context.clear_cookies()
    if visit.visitor is not None:
        opened.remember(visit.visitor.secret)
    opened.open(visit.path)
    opened.page.wait_for_load_state("networkidle")
    assert opened.page.locator("main h1, main .strip").count()


def taken(opened: Window, visit: Visit, file: Path) -> int:
    """Bytes of the picture, which has few colours: these pages have few, too."""
    visited(opened, visit)
    with Image.open(BytesIO(opened.page.screenshot(animations="disabled"))) as shot:
        few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.stat().st_size
