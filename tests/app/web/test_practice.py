"""Tasks whose answer is known: like claims to whoever gets one, and nowhere to be found by anybody else."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from pipeline.evidence import ClaimId
from pipeline.people.roles import Role
from storage.records.reviews.decisions import Decisions
from storage.records.reviews.practice_tables import practice_tasks
from storage.records.reviews.tables import decision_ends, decisions, payouts, reviews
from storage.records.schema import claims, corrections, events
from tests.app.web.claims_there import ORDER, There, claim_there, go_round
from tests.app.web.desk import Desk, Signed
from tests.app.web.test_deciding import key_of
from workers.reviews.opening import today

SOURCE = replace(ORDER, name="order.png")
REFUSED = {"verdict": "refuse", "codes": "proof_missing", "note": ""}


@pytest.fixture
def known(desk: Desk) -> There:
    """A claim somebody decided and put a value right in; what was decided was told."""
    there = claim_there(desk, SOURCE, claim="2026-110042")
    bo = desk.session(desk.user(Role.REVIEWER))
    bo.post(f"{there.address}/take")
    for name, value in (("paid_amount", "98.00"), ("order_id", "2612345678901234568")):
        file = there.files["order.png"]
        answer = bo.post(
            f"{there.address}/files/{file}/fields/{name}", {"stand": "read", "value": value, "do": "accept"}
        )
        assert answer.status_code == 303
        go_round(desk.running.stores)
    bo.post(f"{there.address}/decide", {"key": key_of(bo.get(there.address).text), **REFUSED})
    mei = desk.session(desk.user(Role.SENIOR_REVIEWER))
    mei.post(f"{there.address}/confirm", {"version": "1"})
    told_now(desk)
    return there


def told_now(desk: Desk) -> None:
    """The ten seconds are over."""
    stores = desk.running.stores
    past = reviews.update().where(reviews.c.tenant == desk.tenant, reviews.c.goes_at.is_not(None))
    stores.database.write(lambda tx: tx.connection.execute(past.values(goes_at=tx.now)))
    go_round(stores)
    assert Decisions(stores.database, stores.master).told(desk.tenant, ClaimId("2026-110042"))


def lead(desk: Desk, per_hundred: int = 20) -> Signed:
    mei = desk.session(desk.user(Role.SENIOR_REVIEWER))
    assert mei.post("/dashboard/practice", {"per_hundred": str(per_hundred)}).status_code == 303
    return mei


def given(desk: Desk, visitor: Signed) -> str:
    """The address of a task that `visitor` has taken."""
    for _ in range(200):
        answer = visitor.post("/queue/next")
        if answer.headers["Location"] != "/queue":
            return answer.headers["Location"]
    raise AssertionError("no task came")


def looked_at(visitor: Signed, address: str, sum_read: str = "98.00") -> None:
    """Both values that need a person: the sum as it is, the order's number as the machine had it."""
    file = re.findall(r"/files/(evd_\w+)/pages/1", visitor.get(address).text)[0]
    for name, value in (("paid_amount", sum_read), ("order_id", "2612345678901234567")):
        sent = {"stand": "read", "value": value, "do": "accept"}
        assert visitor.post(f"{address}/files/{file}/fields/{name}", sent).status_code == 303


def counts(desk: Desk) -> list[int]:
    tables = (claims, corrections, decisions, decision_ends, payouts, reviews, events)
    wanted = [select(func.count()).where(one.c.tenant == desk.tenant) for one in tables]
    return desk.running.stores.database.read(lambda tx: [tx.connection.execute(one).scalar_one() for one in wanted])


def test_a_task_is_done_like_a_claim_and_leaves_nothing_where_claims_are(desk: Desk, known: There) -> None:
    lead(desk)
    lin = desk.session(desk.user(Role.REVIEWER))
    before = counts(desk)

    address = given(desk, lin)
    page = html.unescape(lin.get(address).text)
    looked_at(lin, address)
    decided = lin.post(f"{address}/decide", {"key": key_of(lin.get(address).text), **REFUSED})

    assert re.fullmatch(r"/claims/2026-11\d{4}|/claims/2026-\d{6}", address)
    assert address != known.address
    assert "2026-110042" not in page
    assert 'data-asks="yes"' in page, "what the machine doubted is doubted again"
    assert decided.headers["Location"] == f"{address}/decided"
    assert 'id="undo"' in lin.get(f"{address}/decided").text
    assert counts(desk) == before
    figures = html.unescape(lin.get("/figures/practice.csv").text)
    assert "decided as before,1,1" in figures
    assert "values as before,1,2" in figures


def test_what_is_put_right_in_a_task_changes_its_checks_as_in_a_claim_and_nothing_else(
    desk: Desk, known: There
) -> None:
    lead(desk)
    lin = desk.session(desk.user(Role.REVIEWER))
    address = given(desk, lin)
    before = html.unescape(lin.get(address).text)
    counted = counts(desk)

    looked_at(lin, address, "99.00")

    after = html.unescape(lin.get(address).text)
    assert "at most 98.00 may come back" in before
    assert "at most 98.00 may come back" not in after
    assert "2026-110042" not in after
    assert counts(desk) == counted


def test_nobody_else_sees_a_task_nor_how_somebody_did(desk: Desk, known: There) -> None:
    mei = lead(desk)
    lin = desk.session(desk.user(Role.REVIEWER))
    address = given(desk, lin)
    claim = address.rpartition("/")[2]

    assert claim in lin.get("/queue").text
    other = claim_there(desk, replace(ORDER, text=f"{ORDER.text}more"), claim="2026-110077")
    lin.post(f"{address}/release")
    lin.post(f"{other.address}/take")
    assert f"{address}/files/" in lin.get(other.address).text, "what comes next is fetched before"
    lin.post(f"{address}/take")
    assert claim not in mei.get("/queue?whose=all").text
    assert mei.get(address).status_code == 404
    looked_at(lin, address)
    lin.post(f"{address}/decide", {"key": key_of(lin.get(address).text), **REFUSED})
    assert "decided as before" not in mei.get("/dashboard/practice.csv").text, "one person's result is no team's"
    assert mei.get("/figures/practice.csv").text.count(",0,0,") == 2


def test_a_task_can_be_passed_on_taken_back_and_asked_about(desk: Desk, known: There) -> None:
    lead(desk)
    for way, fields in (("escalate", {"reason": "a stamp"}), ("ask", {"zh": "请补充", "en": "please send"})):
        lin = desk.session(desk.user(Role.REVIEWER))
        address = given(desk, lin)
        before = counts(desk)
        assert lin.post(f"{address}/release").headers["Location"] == "/queue"
        assert lin.post(f"{address}/take").status_code == 303
        looked_at(lin, address)
        lin.post(f"{address}/decide", {"key": key_of(lin.get(address).text), **REFUSED})
        assert lin.post(f"{address}/undo", {"version": "1"}).status_code == 303

        assert lin.post(f"{address}/{way}", fields).headers["Location"] == "/queue"

        assert address not in lin.get("/queue").text
        assert counts(desk) == before


def test_whoever_had_to_do_with_a_claim_never_gets_it_as_a_task(desk: Desk, known: There) -> None:
    mei = lead(desk)
    stores = desk.running.stores
    practice = desk.running.app.state.house.reviewing.practice
    (decision,) = Decisions(stores.database, stores.master).told(desk.tenant, known.claim)

    assert practice.source_for(desk.tenant, decision.by) is None
    assert practice.source_for(desk.tenant, mei.user.actor) is not None
    source = practice.source_for(desk.tenant, mei.user.actor)
    assert practice.make(desk.tenant, mei.user.actor, source, today())
    assert not practice.make(desk.tenant, mei.user.actor, source, today())


@pytest.mark.parametrize("said", ["-1", "21", "x", ""])
def test_a_rate_is_a_small_number(desk: Desk, said: str) -> None:
    mei = desk.session(desk.user(Role.SENIOR_REVIEWER))

    assert mei.post("/dashboard/practice", {"per_hundred": said}).status_code == 422


def test_ten_seconds_later_the_page_says_how_it_came_out(desk: Desk, known: There) -> None:
    lead(desk)
    lin = desk.session(desk.user(Role.REVIEWER))
    address = given(desk, lin)
    looked_at(lin, address)
    lin.post(f"{address}/decide", {"key": key_of(lin.get(address).text), **REFUSED})
    assert 'id="practice"' not in lin.get(f"{address}/decided").text

    past = practice_tasks.update().where(practice_tasks.c.tenant == desk.tenant)
    when = datetime.now(UTC) - timedelta(seconds=11)
    desk.running.stores.database.write(lambda tx: tx.connection.execute(past.values(ended_at=when)))

    page = html.unescape(lin.get(f"{address}/decided").text)
    assert "you decided as it was decided before" in page
    assert "1 of 2 as before" in page
    assert 'id="undo"' not in page
    assert "/reopen" not in page
