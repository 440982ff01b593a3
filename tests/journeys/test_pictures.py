"""Every page of the desk in both languages: its picture for the docs (`./run pictures`), and axe finds nothing."""

import os
from collections.abc import Callable, Iterator, Mapping
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
from pipeline.replays import Replayed, Verdict
from pipeline.trust.audits import Candidate
from storage.records.people.accounts import MACHINE, UserWish
from storage.records.people.users import User
from storage.records.proof.replays import SqlReplays
from tests.app.api.door import running, settings
from tests.app.web.audits.test_lanes import FIELD, KIND, POLICY, audits
from tests.app.web.claims_there import FACTS, ORDER, USAGE, claim_there
from tests.app.web.desk import Desk, Signed
from tests.journeys.desk_walks import grave
from tests.pictured import LANGUAGES, MOST_BYTES, PAGES
from tests.windows import LAPTOP, PHONE, Window, window
from workers.proof.marking import Marking
from workers.proof.signing import Signing
from workers.replay.asked import WHY
from workers.replay.replays import entry_of

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
    """Who opens which address, and does what there; nobody for a page before signing in."""

    visitor: Signed | None
    path: str
    then: Callable[[Window], None] | None = None


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
    wu.post(f"/audit{settled.address}/replay")
    read_again(desk, wu)
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


def read_again(desk: Desk, visitor: Signed) -> None:
    """What waits for it came out the same."""
    ours, actor = SqlReplays(desk.running.stores.database), Actor(tenant=desk.tenant, name=visitor.user.actor)
    while drawn := ours.asked():
        same = Replayed(evidence=drawn.evidence, record=1, verdict=Verdict.IDENTICAL)
        ours.done(replace(actor, role=Role.AUDITOR), drawn, entry_of(same, WHY))


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


@pytest.fixture(scope="module")
def states(desk: Desk, visits: Mapping[str, Visit]) -> Mapping[str, Visit]:
    """What pages look like otherwise: after a mistake, with a dialog, for another person, without anything found."""
    lin, claim = visits["claim"].visitor, visits["claim"].path
    settled = visits["decided"].path.removesuffix("/decided")
    other = Desk(running=desk.running, http=desk.http)  # whoever is there is in no picture
    admin = crowd(other)
    wu = visits["audit"].visitor
    assert wu
    wu.post(f"/audit{claim}/replay")
    boss = other.session(admin)
    return {
        "sign-in, session over": Visit(None, "/sign-in?why=expired"),
        "link that is none": Visit(None, "/link/none"),
        "no such page": Visit(None, "/nowhere"),
        "people in every state": Visit(boss, "/people"),
        "nobody to switch off": Visit(boss, "/people/none/off"),
        "password refused": Visit(boss, "/account", _refused),
        "queue of the team": Visit(lin, "/queue"),
        "claim, something in the way": Visit(lin, f"{claim}?why=blocked"),
        "claim, keys": Visit(lin, claim, _keys),
        "claim, decided": Visit(lin, settled),
        "decided by oneself": Visit(lin, f"{settled}/decided"),
        "figures of a senior": Visit(visits["decided"].visitor, "/figures"),
        "audit, nothing found": Visit(visits["audit"].visitor, "/audit?order=7x"),
        "audit, files being read again": Visit(wu, f"/audit{claim}"),
        "audit, asked to see": Visit(desk.session(_named(desk, "fan")), f"/audit{settled}"),
    }


@pytest.mark.parametrize(("language", "size"), [("en", LAPTOP), ("zh", PHONE)])
def test_no_page_stands_in_anybodys_way(
    chromium: Browser, desk: Desk, pages: Mapping[str, Visit], language: str, size: tuple[int, int]
) -> None:
    """The one place where axe looks at whole pages: each in both languages, light and dark, laptop and phone."""
    with window(chromium, desk.running.url, "zh-CN" if language == "zh" else "en-GB", size) as opened:
        found = {name: barriers(opened, one) for name, one in pages.items()}

        assert set(found) > set(PAGES.values())
        assert {name: some for name, some in found.items() if some} == {}
        assert [one for one in grave(opened) if "status of 4" not in one] == []


@pytest.fixture(scope="module")
def pages(visits: Mapping[str, Visit], states: Mapping[str, Visit]) -> Mapping[str, Visit]:
    return {**visits, **states}


def barriers(opened: Window, visit: Visit) -> list[str]:
    """In light by every rule, in dark by those of colour, with all folded out; and whether a phone is too narrow."""
    entered(opened, visit)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = opened.barriers()
    opened.page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in opened.barriers(*COLOUR_RULES)]
    opened.page.emulate_media(color_scheme="light")
    size = opened.page.viewport_size or {"width": LAPTOP[0], "height": LAPTOP[1]}
    opened.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += ["wider than a phone"] if opened.overflows() else []
    opened.page.set_viewport_size(size)
    return found


def crowd(desk: Desk) -> User:
    """An administrator among people in every state the page of people knows."""
    people, shell = desk.running.stores.people, Actor(tenant=desk.tenant, name=MACHINE)
    admin = desk.with_password(Role.ADMIN, Role.REVIEWER)
    people.switch_off(shell, desk.user(Role.AUDITOR).id, "left the house")
    people.grant(shell, desk.user(Role.SENIOR_REVIEWER, Role.CUSTOMER_SERVICE).id, Role.ADMIN)
    people.add(shell, UserWish(name=f"{admin.name}.long", display_name="A name as long as names may be " * 3))
    return admin


def entered(opened: Window, visit: Visit) -> None:
    opened.page.context.clear_cookies()
    if visit.visitor is not None:
        opened.remember(visit.visitor.secret)
    opened.open(visit.path)
    assert opened.page.locator("main h1, main .strip").count()
    if opened.page.locator("#desk").count():
        opened.page.wait_for_selector("#desk.scripted")
    if visit.then:
        visit.then(opened)


def visited(opened: Window, visit: Visit) -> None:
    """With everything that it loads."""
    entered(opened, visit)
    opened.page.wait_for_load_state("networkidle")


def _refused(opened: Window) -> None:
    for name, text in (("old", "not this one"), ("password", "x" * 12), ("again", "x" * 12)):
        opened.page.locator(f"#{name}").fill(text)
    opened.page.locator("#again").press("Enter")
    opened.page.wait_for_selector("[role=alert]")


def _keys(opened: Window) -> None:
    opened.type("<Alt+2>", "<?>")
    opened.page.wait_for_selector("#keys[open]")


def _named(desk: Desk, name: str) -> User:
    return desk.running.stores.people.named(desk.tenant, name)


def taken(opened: Window, visit: Visit, file: Path) -> int:
    """Bytes of the picture, which has few colours: these pages have few, too."""
    visited(opened, visit)
    with Image.open(BytesIO(opened.page.screenshot(animations="disabled"))) as shot:
        few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.stat().st_size
