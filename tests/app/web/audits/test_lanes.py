"""What passes without a person, in front of an auditor and an administrator; values are read blindly."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from pipeline.trust.audits import Candidate
from pipeline.trust.lanes import LaneState
from storage.records.proof.audits import SqlAudits
from storage.records.proof.ledger import entries_on
from tests.app.api.door import Running, running, settings
from tests.app.web.claims_there import ORDER, claim_there
from tests.app.web.desk import Desk, Signed
from tests.storage.said import said

KIND, FIELD, READ = "order_screenshot", "paid_amount", "98.00"
POLICY = f'schema = "proofdesk.automation/1"\n[[lane]]\nkind = "{KIND}"\nfield = "{FIELD}"\ntarget_error = 0.1\n'
ENOUGH = 29  # right answers that bring the bound under 10 %
LANE = f"/audit/lanes/{KIND}/{FIELD}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    policy = tmp_path_factory.mktemp("policy") / "automation.toml"
    policy.write_text(POLICY, "utf-8")
    chosen = settings(tmp_path_factory.mktemp("lanes"))
    with running(replace(chosen, places=replace(chosen.places, automation=str(policy)))) as found:
        yield found


@pytest.fixture
def desk(house: Running) -> Iterator[Desk]:
    with httpx.Client(base_url=house.url, timeout=30) as http:
        yield Desk(running=house, http=http)


def audits(desk: Desk) -> SqlAudits:
    kept = desk.running.app.state.house.audits
    assert isinstance(kept, SqlAudits)
    return kept


def drawn(desk: Desk, count: int = 1) -> list[str]:
    """Ids of so many samples."""
    papers = (replace(ORDER, name=f"{n}.png", text=f"{ORDER.text}Line {n}\n") for n in range(count))
    there = claim_there(desk, *papers)
    values = tuple(
        Candidate(evidence=EvidenceId(one), record=1, kind=KIND, field=FIELD) for one in there.files.values()
    )
    return [one.id for one in audits(desk).draw(Actor(tenant=desk.tenant, name="chance"), "7", values)]


def answered(visitor: Signed, samples: list[str], wrong: int = 0) -> str:
    """Where the last answer leads."""
    where = ""
    for number, sample in enumerate(samples):
        value = "1.00" if number < wrong else READ
        where = visitor.post(f"/audit/samples/{sample}", {"value": value}).headers["location"]
    return where


def state(desk: Desk) -> LaneState:
    return audits(desk).lanes(desk.tenant).of(KIND, FIELD).state


def test_a_value_is_read_without_seeing_what_the_machine_read(desk: Desk) -> None:
    visitor, (first, *_) = desk.session(desk.user(Role.AUDITOR)), drawn(desk)

    page = visitor.get(f"/audit/samples/{first}")
    picture = visitor.get(f"/audit/samples/{first}/pages/1")
    wrong = visitor.post(f"/audit/samples/{first}", {"value": "much"})

    assert READ not in page.text + visitor.get("/audit/lanes").text
    assert (page.status_code, wrong.status_code) == (200, 422)
    assert picture.headers["content-type"] == "image/jpeg"
    assert visitor.get(f"/audit/samples/{first}/pages/9").status_code == 404


def test_a_sample_of_another_tenant_is_not_there(desk: Desk) -> None:
    first = drawn(desk)[0]
    other = Desk(running=desk.running, http=desk.http)
    visitor = other.session(other.user(Role.AUDITOR))

    assert visitor.get(f"/audit/samples/{first}").status_code == 404
    assert visitor.get(f"/audit/samples/{first}/pages/1").status_code == 404
    assert visitor.post(f"/audit/samples/{first}", {"value": READ}).status_code == 404


def test_right_answers_let_an_administrator_open_and_a_wrong_one_closes(desk: Desk) -> None:
    visitor, admin = desk.session(desk.user(Role.AUDITOR)), desk.session(desk.user(Role.ADMIN))
    samples = drawn(desk, ENOUGH)

    early = admin.post(f"{LANE}/open", {"reason": "asked for"})
    where = answered(visitor, samples)
    page = admin.get("/audit/lanes").text
    silent = admin.post(f"{LANE}/open", {"reason": " "})
    admin.post(f"{LANE}/open", {"reason": "the audit is good"})

    assert (early.status_code, silent.status_code, where) == (409, 422, "/audit/lanes")
    assert "<svg" in page
    assert state(desk) is LaneState.OPEN
    told = entries_on(desk.running.stores.database, desk.tenant, f"lane/{KIND}/{FIELD}")
    assert (told[-1].act.action, told[-1].act.reason) == ("lane.opened", "the audit is good")
    assert admin.user.actor not in admin.get("/audit/lanes").text, "people are called by their names"

    visitor.post(f"{LANE}/close", {"reason": "a new shop"})
    assert state(desk) is LaneState.CLOSED
    last = entries_on(desk.running.stores.database, desk.tenant, f"lane/{KIND}/{FIELD}")[-1]
    assert said(desk.running.stores.reasons, last) == "lane.closed_by_person: open > closed, a new shop"
    assert (last.actor.name, last.actor.role) == (visitor.user.actor, Role.AUDITOR)


def test_whoever_answered_cannot_answer_otherwise(desk: Desk) -> None:
    visitor, other = desk.session(desk.user(Role.AUDITOR)), desk.session(desk.user(Role.AUDITOR))
    first = drawn(desk)[0]

    visitor.post(f"/audit/samples/{first}", {"value": READ})
    again = visitor.post(f"/audit/samples/{first}", {"value": "1.00"})
    corrected = other.post(f"/audit/samples/{first}", {"do": "absent"})

    assert (again.status_code, corrected.status_code) == (422, 303)
    audited = audits(desk).lanes(desk.tenant).of(KIND, FIELD).audited
    assert (audited.n, audited.errors) == (1, 1)
