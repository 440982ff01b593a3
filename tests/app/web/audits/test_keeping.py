"""Erasures and legal holds in the browser: two persons, what a hold blocks said plainly, a certificate to keep."""

import html
import re

import pytest

from pipeline.evidence import ClaimId
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from tests.app.web.desk import Desk, Signed

LAW, CASE = "PIPL art. 47, letter of 12 March", "court file 2026-118"
ZHANG = {"name": "张小例", "phone_masked": "138****1234"}
HERE = "/audit/keeping"


@pytest.fixture
def auditor(desk: Desk) -> Signed:
    return desk.session(desk.user(Role.AUDITOR))


@pytest.fixture
def admin(desk: Desk) -> Signed:
    return desk.session(desk.user(Role.ADMIN))


def stated(visitor: Signed, *claims: str) -> None:
    for claim in claims:
        facts = {"reason": "product_quality", "claimant": ZHANG}
        visitor.desk.running.stores.claims.state(
            Actor(tenant=visitor.desk.tenant, name="test"), ClaimId(claim), facts, None
        )


def asked(visitor: Signed, which: str, thing: str, what: str = "claim") -> str:
    reason = LAW if which == "erasures" else CASE
    answer = visitor.post(f"{HERE}/{which}", {"what": what, "thing": thing, "reason": reason})
    return html.unescape(answer.text)


def buttons(visitor: Signed, which: str, word: str) -> list[str]:
    found: list[str] = re.findall(rf'action="({HERE}/{which}/[^"/]+/{word})"', visitor.get(HERE).text)
    return found


def test_an_auditor_asks_an_administrator_agrees_and_the_certificate_can_be_kept(
    auditor: Signed, admin: Signed
) -> None:
    stated(auditor, "W-1")
    asked(auditor, "erasures", "W-1")
    (agree,) = buttons(admin, "erasures", "confirm")

    mine = buttons(auditor, "erasures", "confirm")
    answer = admin.post(agree)

    page = auditor.get(HERE).text
    where = re.findall(rf'href="({HERE}/erasures/[^"]+/certificate)"', page)
    told = auditor.get(where[0])
    assert (mine, answer.status_code) == ([], 303)
    assert "erased" in page
    assert told.json()["certificate"]["thing"] == "W-1"
    assert "attachment" in told.headers["content-disposition"]
    assert auditor.get("/audit/claims/W-1").status_code == 200


def test_what_a_hold_keeps_is_said_plainly_and_two_lift_it(auditor: Signed, admin: Signed) -> None:
    stated(auditor, "W-1")
    asked(auditor, "holds", "W-1")

    refused = asked(auditor, "erasures", "W-1")
    admin.post(buttons(admin, "holds", "lift")[0], {"reason": "the case is over"})
    own = buttons(admin, "holds", "agree")

    assert "W-1 is not erased: legal hold hld_" in refused
    assert CASE in refused
    assert own == []
    assert "Another person must agree" in html.unescape(admin.get(HERE).text)


def test_all_claims_of_a_customer_are_one_wish_and_what_is_held_stays(auditor: Signed, admin: Signed) -> None:
    stated(auditor, "W-1", "W-2", "W-3")
    asked(auditor, "holds", "W-2")

    page = asked(auditor, "erasures", "W-1", "customer")
    (agree,) = buttons(admin, "erasures", "confirm")
    asked(auditor, "holds", "W-3")
    blocked = admin.post(agree)

    states = {one.thing.id: one.state for one in auditor.desk.running.stores.erasures.all(auditor.desk.tenant)}
    assert "W-2 is not erased: legal hold" in page
    assert blocked.status_code == 409
    assert "W-3 is not erased: legal hold" in html.unescape(blocked.text)
    assert states == {"W-1": "done", "W-3": "waits"}


@pytest.mark.parametrize(
    ("which", "thing", "says"),
    [("erasures", "W-9", "no such claim"), ("holds", " ", "no such claim"), ("erasures", "W-1", "asked for already")],
)
def test_a_form_that_cannot_be_taken_says_why_beside_what_was_typed(
    auditor: Signed, which: str, thing: str, says: str
) -> None:
    stated(auditor, "W-1")
    asked(auditor, "erasures", "W-1")

    page = asked(auditor, which, thing)

    assert says in page
    assert 'aria-invalid="true"' in page


def test_another_tenants_erasures_are_not_there(auditor: Signed) -> None:
    stated(auditor, "W-1")
    asked(auditor, "erasures", "W-1")
    elsewhere = Desk(running=auditor.desk.running, http=auditor.desk.http)
    stranger = elsewhere.session(elsewhere.user(Role.ADMIN))

    assert "W-1" not in stranger.get(HERE).text
    (one,) = auditor.desk.running.stores.erasures.all(auditor.desk.tenant)
    assert stranger.post(f"{HERE}/erasures/{one.id}/confirm").status_code == 404
