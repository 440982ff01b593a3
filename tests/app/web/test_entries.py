"""Every page that changes something, or shows an original, writes its entry: who, in what role, what and why."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx
import pytest

from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from pipeline.trust.audits import Candidate
from tests.app.web.claims_there import ORDER, USAGE, There, claim_there
from tests.app.web.desk import Desk, Signed
from tests.app.web.entering.test_access import GUARDED, OPEN
from tests.app.web.test_deciding import REFUSAL, key_of
from tests.storage.said import said
from tests.storage.unwritable import unwritable

LAW = "PIPL art. 47"
TAKEN, DRAFTED, LINK = "review.taken: - > user:usr_", "review.drafted: - > user:usr_", "link.made: - > MOMENT"
PAYS = {"verdict": "partial", "amount": "10.00", "route": "bank", "codes": "quality_fault", "override": "a gift"}


@dataclass
class Hall:
    """A claim at the desk, and a person for each role as soon as somebody asks for them."""

    desk: Desk
    there: There
    signed: dict[Role, Signed] = field(default_factory=dict)

    def as_(self, role: Role) -> Signed:
        if role not in self.signed:
            self.signed[role] = self.desk.session(self.desk.user(role))
        return self.signed[role]

    @property
    def lin(self) -> Signed:
        return self.as_(Role.REVIEWER)

    @property
    def mei(self) -> Signed:
        return self.as_(Role.SENIOR_REVIEWER)

    @property
    def order(self) -> str:
        return f"{self.there.address}/files/{self.there.files['order.png']}"

    def take(self) -> None:
        self.lin.post(f"{self.there.address}/take")

    def decide(self, fields: dict[str, str]) -> httpx.Response:
        key = key_of(self.lin.get(self.there.address).text)
        return self.lin.post(f"{self.there.address}/decide", {"key": key, **fields})

    def decided(self, fields: dict[str, str]) -> None:
        self.take()
        assert self.decide(fields).headers["location"].endswith("/decided")

    def second(self) -> None:
        """One waits for a second person."""
        self.decided(PAYS)
        self.mei  # noqa: B018 - signs in


@pytest.fixture
def hall(desk: Desk) -> Hall:
    return Hall(desk, claim_there(desk, replace(ORDER, asks=()), USAGE))


Ask = Callable[[Hall], httpx.Response]


@dataclass(frozen=True, slots=True)
class Row:
    """`before` makes what `ask` needs; `told` are the entries of it alone, as `said` says them."""

    before: Callable[[Hall], object]
    ask: Ask
    told: tuple[str, ...]


def nothing(_: Hall) -> None:
    """Nothing is needed."""


def at(path: str, role: Role = Role.REVIEWER, **fields: str) -> Ask:
    """A form sent to this page of the claim."""
    return lambda hall: hall.as_(role).post(f"{hall.there.address}/{path}", fields)


def person(word: str, **fields: str) -> Ask:
    def ask(hall: Hall) -> httpx.Response:
        user = hall.as_(Role.CUSTOMER_SERVICE).user
        return hall.as_(Role.ADMIN).post(f"/people/{user.id}/{word}", fields)

    return ask


def known(hall: Hall) -> None:
    hall.as_(Role.CUSTOMER_SERVICE)
    hall.as_(Role.ADMIN)


def switched_off(hall: Hall) -> None:
    known(hall)
    person("off", reason="left the house")(hall)


def proposed(hall: Hall) -> None:
    known(hall)
    hall.desk.session(hall.desk.user(Role.ADMIN)).post(
        f"/people/{hall.as_(Role.CUSTOMER_SERVICE).user.id}/grant", {"role": "admin"}
    )


def two_sessions(hall: Hall) -> None:
    hall.desk.session(hall.lin.user)


def keeping(which: str) -> Ask:
    """An auditor asks for an erasure of the claim, or a hold."""
    asked = {"what": "claim", "reason": LAW}
    return lambda hall: hall.as_(Role.AUDITOR).post(f"/audit/keeping/{which}", {**asked, "thing": hall.there.claim})


def kept(which: str, word: str) -> Ask:
    """An administrator answers the newest."""

    def ask(hall: Hall) -> httpx.Response:
        stores, tenant = hall.desk.running.stores, hall.desk.tenant
        newest = (stores.erasures.all(tenant) if which == "erasures" else stores.holds.all(tenant))[0]
        return hall.as_(Role.ADMIN).post(f"/audit/keeping/{which}/{newest.id}/{word}", {"reason": "it is over"})

    return ask


def lifting(hall: Hall) -> None:
    keeping("holds")(hall)
    (held,) = hall.desk.running.stores.holds.all(hall.desk.tenant)
    hall.as_(Role.AUDITOR).post(f"/audit/keeping/holds/{held.id}/lift", {"reason": "it is over"})


def audit_asked(hall: Hall) -> None:
    hall.as_(Role.AUDITOR).post(f"/audit{hall.there.address}/reveal", {"reason": "a complaint"})
    hall.mei  # noqa: B018


def agreed(hall: Hall) -> httpx.Response:
    number = next(one.number for one in hall.desk.written() if one.act.action == "claim.reveal_asked")
    return hall.mei.post(f"/audit{hall.there.address}/agree", {"number": str(number)})


def sample(hall: Hall) -> str:
    value = Candidate(
        evidence=EvidenceId(hall.there.files["order.png"]), record=1, kind="order_screenshot", field="paid_amount"
    )
    audits = hall.desk.running.app.state.house.audits
    found = audits.samples(hall.desk.tenant) or audits.draw(Actor(tenant=hall.desk.tenant, name="test"), "7", (value,))
    return str(found[0].id)


CORRECTION = {"stand": "read", "value": "99.00", "do": "accept"}
ROWS: dict[str, Row] = {
    "POST /queue/next": Row(nothing, lambda hall: hall.lin.post("/queue/next"), (TAKEN,)),
    "POST /claims/{claim_id}/take": Row(nothing, at("take"), (TAKEN,)),
    "POST /claims/{claim_id}/release": Row(Hall.take, at("release"), ("review.released: user:usr_ > -",)),
    "POST /claims/{claim_id}/escalate": Row(
        Hall.take, at("escalate", reason="a stamp"), ("review.escalated: reviewer > note 1",)
    ),
    "POST /claims/{claim_id}/beat": Row(Hall.take, at("beat"), ()),
    "POST /claims/{claim_id}/draft": Row(Hall.take, at("draft", version="0", draft='{"fields": []}'), (DRAFTED,)),
    "GET /claims/{claim_id}/files/{evidence}/pages/{number}": Row(
        nothing,
        lambda hall: hall.lin.get(f"{hall.order}/pages/1"),
        ("evidence.viewed: - > page 1, review of C-1",),
    ),
    "GET /claims/{claim_id}/files/{evidence}/original": Row(
        nothing,
        lambda hall: hall.lin.get(f"{hall.order}/original"),
        ("evidence.handed_out: - > original, review of C-1",),
    ),
    "POST /claims/{claim_id}/files/{evidence}/fields/{name}": Row(
        Hall.take,
        lambda hall: hall.lin.post(f"{hall.order}/fields/paid_amount", CORRECTION),
        ("evidence.corrected: record 1 > cor_, order_screenshot paid_amount",),
    ),
    "POST /claims/{claim_id}/files/{evidence}/reveal": Row(
        Hall.take,
        lambda hall: hall.lin.post(f"{hall.order}/reveal", {"reason": "x"}),
        ("evidence.revealed: - > C-1, x",),
    ),
    "POST /claims/{claim_id}/decide": Row(
        Hall.take, lambda hall: hall.decide(REFUSAL), (DRAFTED, "review.decided: - > 1, refuse")
    ),
    "POST /claims/{claim_id}/notice": Row(Hall.take, at("notice", verdict="refuse", codes="proof_missing"), ()),
    "POST /claims/{claim_id}/ask": Row(
        Hall.take, at("ask", zh="请补充", en="send it"), ("review.customer_asked: - > 1",)
    ),
    "POST /claims/{claim_id}/undo": Row(
        lambda hall: hall.decided(REFUSAL), at("undo", version="1"), ("review.undone: 1 > -", TAKEN)
    ),
    "POST /claims/{claim_id}/confirm": Row(
        Hall.second, at("confirm", Role.SENIOR_REVIEWER, version="1"), ("review.confirmed: - > 1",)
    ),
    "POST /claims/{claim_id}/hand-back": Row(
        Hall.second, at("hand-back", Role.SENIOR_REVIEWER, version="1", note="why"), ("review.handed_back: 1 > -",)
    ),
    "POST /dashboard/practice": Row(
        nothing, lambda hall: hall.mei.post("/dashboard/practice", {"per_hundred": "3"}), ("practice.rate: 0 > 3",)
    ),
    "POST /audit/person": Row(
        nothing,
        lambda hall: hall.as_(Role.AUDITOR).post("/audit/person", {"name": "Zhang", "reason": "x"}),
        ("audit.person_sought: - > -, x",),
    ),
    "POST /audit/keeping/erasures": Row(nothing, keeping("erasures"), (f"erasure.proposed: - > ers_, {LAW}",)),
    "POST /audit/keeping/erasures/{wanted}/confirm": Row(
        keeping("erasures"),
        kept("erasures", "confirm"),
        ("erasure.confirmed: - > ers_", f"subject.erased: - > ers_, {LAW}", "erasure.done: - > ers_"),
    ),
    "POST /audit/keeping/erasures/{wanted}/withdraw": Row(
        keeping("erasures"), kept("erasures", "withdraw"), ("erasure.withdrawn: ers_ > -, it is over",)
    ),
    "POST /audit/keeping/holds": Row(nothing, keeping("holds"), (f"hold.placed: - > hld_, {LAW}",)),
    "POST /audit/keeping/holds/{wanted}/confirm": Row(
        keeping("holds"), kept("holds", "confirm"), ("hold.confirmed: - > hld_, it is over",)
    ),
    "POST /audit/keeping/holds/{wanted}/lift": Row(
        keeping("holds"), kept("holds", "lift"), ("hold.lift_proposed: hld_ > -, it is over",)
    ),
    "POST /audit/keeping/holds/{wanted}/agree": Row(
        lifting, kept("holds", "agree"), ("hold.lifted: hld_ > -, it is over",)
    ),
    "POST /audit/ledger": Row(
        nothing, lambda hall: hall.as_(Role.AUDITOR).post("/audit/ledger"), ("audit.checked: - > 0, nothing is wrong",)
    ),
    "POST /audit/claims/{claim_id:path}/export": Row(
        nothing,
        lambda hall: hall.as_(Role.AUDITOR).post(f"/audit{hall.there.address}/export", {"pack": "masked"}),
        ("claim.exported: - > masked",),
    ),
    "POST /audit/claims/{claim_id:path}/replay": Row(  # the porter reads, and writes who asked
        nothing, lambda hall: hall.as_(Role.AUDITOR).post(f"/audit{hall.there.address}/replay"), ()
    ),
    "POST /audit/claims/{claim_id:path}/reveal": Row(
        nothing,
        lambda hall: hall.as_(Role.AUDITOR).post(f"/audit{hall.there.address}/reveal", {"reason": "x"}),
        ("claim.reveal_asked: - > -, x",),
    ),
    "POST /audit/claims/{claim_id:path}/agree": Row(
        audit_asked, agreed, ("claim.reveal_agreed: NUMBER > user:usr_, a complaint",)
    ),
    "POST /audit/samples/{sample}": Row(
        sample,
        lambda hall: hall.as_(Role.AUDITOR).post(f"/audit/samples/{sample(hall)}", {"value": "1.00"}),
        ("audit.answered: - > 1 answered, 1 wrong, 0 waiting",),
    ),
    "GET /audit/samples/{sample}/pages/{number}": Row(
        sample,
        lambda hall: hall.as_(Role.AUDITOR).get(f"/audit/samples/{sample(hall)}/pages/1"),
        ("evidence.viewed: - > page 1, audit smp_",),
    ),
    "POST /sign-out": Row(nothing, lambda hall: hall.lin.post("/sign-out"), ("session.ended: - > -, signed out",)),
    "POST /account/language": Row(
        nothing, lambda hall: hall.lin.post("/account/language", {"language": "zh"}), ("user.language: - > zh",)
    ),
    "POST /account/zone": Row(
        nothing, lambda hall: hall.lin.post("/account/zone", {"zone": "UTC"}), ("user.zone: - > UTC",)
    ),
    "POST /account/keys": Row(
        nothing, lambda hall: hall.lin.post("/account/keys", {"keys": "{}"}), ("user.keys: usual > usual",)
    ),
    "POST /account/others": Row(
        two_sessions,
        lambda hall: hall.lin.post("/account/others"),
        ("session.ended: - > -, ended from another session",),
    ),
    "POST /people": Row(
        nothing,
        lambda hall: hall.as_(Role.ADMIN).post("/people", {"name": f"n{hall.desk.tenant}", "role": "reviewer"}),
        ("user.made: - > on", "role.granted: - > reviewer", LINK),
    ),
    "POST /people/{user}/link": Row(known, person("link"), (LINK,)),
    "POST /people/{user}/grant": Row(known, person("grant", role="auditor"), ("role.granted: - > auditor",)),
    "POST /people/{user}/confirm": Row(proposed, person("confirm", role="admin"), ("role.confirmed: - > admin",)),
    "POST /people/{user}/revoke": Row(
        known,
        person("revoke", role="customer_service", reason="another team"),
        ("role.revoked: customer_service > -, another team",),
    ),
    "POST /people/{user}/off": Row(
        known, person("off", reason="left the house"), ("user.off: on > off, left the house",)
    ),
    "POST /people/{user}/on": Row(switched_off, person("on", reason="is back"), ("user.on: off > on, is back",)),
}
ELSEWHERE = {  # asked in the test that is named
    "POST /claims/{claim_id}/files/{evidence}/read": "tests/journeys/test_desk_claim.py",  # needs readers
    "POST /claims/{claim_id}/reopen": "tests/contracts/test_decisions.py",
    "POST /audit/lanes/{kind}/{name}/open": "tests/app/web/audits/test_lanes.py",
    "POST /audit/lanes/{kind}/{name}/close": "tests/app/web/audits/test_lanes.py",
    "POST /account/password": "tests/app/web/entering/test_entries.py",
    "POST /sign-in": "tests/app/web/entering/test_entries.py",
    "POST /link/{secret}": "tests/app/web/entering/test_entries.py",
    "POST /policy-reports": "tests/app/web/test_violations.py",  # of browsers; it changes nothing
}
SHOWING = {one for one in GUARDED if one.endswith(("/original", "/pages/{number}"))}


def test_every_page_that_changes_something_or_shows_an_original_has_a_row() -> None:
    changing = {one for one in (*GUARDED, *OPEN) if not one.startswith("GET ")}

    assert changing | SHOWING == set(ROWS) | set(ELSEWHERE)


@pytest.mark.parametrize("address", ROWS)
def test_a_page_writes_exactly_its_entries(hall: Hall, address: str) -> None:
    row = ROWS[address]
    row.before(hall)
    for role in (Role.REVIEWER, Role.SENIOR_REVIEWER, Role.AUDITOR, Role.ADMIN):
        hall.as_(role)
    before = len(hall.desk.written())

    answer = row.ask(hall)

    new = hall.desk.written()[before:]
    assert answer.status_code < 400, answer.text
    assert "why=blocked" not in answer.headers.get("location", "")
    reasons = hall.desk.running.stores.reasons
    assert [re.sub(r": \d{2,} >", ": NUMBER >", said(reasons, one)) for one in new] == list(row.told)
    for one in new:
        assert one.actor.name.startswith("user:")
        assert one.actor.request == answer.headers["x-request-id"]
        assert one.actor.role
        assert one.act.on


@pytest.mark.parametrize("address", [address for address, row in ROWS.items() if row.told])
def test_what_cannot_be_written_down_is_neither_done_nor_shown(hall: Hall, address: str) -> None:
    row = ROWS[address]
    row.before(hall)
    for role in (Role.REVIEWER, Role.SENIOR_REVIEWER, Role.AUDITOR, Role.ADMIN):
        hall.as_(role)
    before = len(hall.desk.written())

    with unwritable(hall.desk.running.stores.database, hall.desk.tenant):
        refused = row.ask(hall)
    afterwards = row.ask(hall)

    new = hall.desk.written()[before:]
    assert refused.status_code == 503
    assert refused.headers["content-type"].startswith("text/html"), "no picture, no file"
    assert hall.there.claim not in refused.text
    assert afterwards.status_code < 400, "nothing of it was done, so it can be asked again"
    assert len(new) == len(row.told)
    assert {one.actor.request for one in new} == {afterwards.headers["x-request-id"]}


@pytest.mark.parametrize("path", ["/queue", "/account", "{claim}", "{claim}/decided", "/history/C-1", "/figures"])
def test_a_look_at_a_page_writes_none(hall: Hall, path: str) -> None:
    visitor = hall.lin
    before = len(hall.desk.written())

    visitor.get(path.replace("{claim}", hall.there.address))

    assert len(hall.desk.written()) == before
