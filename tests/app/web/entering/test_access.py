"""Every page, for every role and for whoever should not be there; a page without a row here fails."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import httpx
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import update

from app.web import (
    claims,
    deciding,
    files,
    looking_back,
    page_pictures,
    queue,
    twins,
    values,
    violations,
)
from app.web.audits import claim as audit_claim
from app.web.audits import keeping, lanes, ledger, samples, search
from app.web.entering import account, links, people, sign_in
from app.web.figures import dashboard
from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.people.roles import MAY, Permission, Role
from pipeline.trust.audits import Candidate
from storage.records.people.accounts import MACHINE
from storage.records.people.schema import sessions
from storage.records.people.users import User
from tests.app.api.door import Running
from tests.app.web.claims_there import ORDER, claim_there
from tests.app.web.desk import SAME_SITE, Desk, Signed

PARTS = (
    account,
    audit_claim,
    keeping,
    lanes,
    ledger,
    samples,
    search,
    claims,
    dashboard,
    deciding,
    files,
    links,
    looking_back,
    page_pictures,
    people,
    queue,
    sign_in,
    twins,
    values,
    violations,
)
OPEN = {  # for everybody, with what anonymous visitors get
    "GET /": 303,
    "GET /sign-in": 200,
    "POST /sign-in": 403,  # no form of this browser
    "GET /sign-in/elsewhere": 404,  # no provider here
    "GET /sign-in/back": 404,
    "GET /link/{secret}": 410,
    "POST /link/{secret}": 403,
    "GET /static/{name}": 404,
    "POST /policy-reports": 422,  # this is none
}
ANYONE = "anyone who is signed in"
SECONDS = (Permission.UNMASK, Permission.UNMASK_WITH_SECOND)
KEEPERS = (Permission.PROPOSE_ERASURE, Permission.CONFIRM_ERASURE)
LANES = (Permission.READ_AUDIT, Permission.MANAGE_SETTINGS)
LOOKERS = (Permission.READ_ASSIGNED, Permission.READ_AUDIT)
GUARDED: dict[str, tuple[Permission, ...] | Permission | str] = {
    "GET /queue": ANYONE,
    "POST /queue/next": Permission.CORRECT,
    "GET /claims/{claim_id}": LOOKERS,
    "GET /claims/{claim_id}/twins": LOOKERS,
    "POST /claims/{claim_id}/take": Permission.CORRECT,
    "POST /claims/{claim_id}/release": Permission.CORRECT,
    "POST /claims/{claim_id}/escalate": Permission.CORRECT,
    "POST /claims/{claim_id}/beat": Permission.CORRECT,
    "POST /claims/{claim_id}/draft": Permission.CORRECT,
    "GET /claims/{claim_id}/files/{evidence}/pages/{number}": LOOKERS,
    "GET /claims/{claim_id}/files/{evidence}/words": LOOKERS,
    "GET /claims/{claim_id}/files/{evidence}/original": Permission.CORRECT,
    "POST /claims/{claim_id}/files/{evidence}/fields/{name}": Permission.CORRECT,
    "POST /claims/{claim_id}/files/{evidence}/reveal": Permission.UNMASK,
    "POST /claims/{claim_id}/files/{evidence}/read": Permission.CORRECT,
    "POST /claims/{claim_id}/decide": Permission.APPROVE,
    "POST /claims/{claim_id}/notice": Permission.APPROVE,
    "POST /claims/{claim_id}/ask": Permission.APPROVE,
    "GET /claims/{claim_id}/decided": LOOKERS,
    "POST /claims/{claim_id}/undo": Permission.APPROVE,
    "POST /claims/{claim_id}/confirm": Permission.APPROVE,
    "POST /claims/{claim_id}/hand-back": Permission.APPROVE,
    "POST /claims/{claim_id}/reopen": Permission.APPROVE,
    "GET /history/{claim_id}": (Permission.READ_ASSIGNED, Permission.READ_MASKED),
    "GET /payouts/late": (Permission.APPROVE, Permission.READ_MASKED),
    "GET /dashboard": Permission.SEE_TEAM_FIGURES,
    "GET /dashboard/{name}.csv": Permission.SEE_TEAM_FIGURES,
    "POST /dashboard/practice": Permission.APPROVE_HIGH,
    "GET /figures": Permission.CORRECT,
    "GET /figures/{name}.csv": Permission.CORRECT,
    "GET /audit": Permission.READ_AUDIT,
    "POST /audit/person": Permission.READ_AUDIT,
    "GET /audit/ledger": Permission.READ_AUDIT,
    "POST /audit/ledger": Permission.READ_AUDIT,
    "GET /audit/claims/{claim_id:path}": Permission.READ_AUDIT,
    "POST /audit/claims/{claim_id:path}/export": Permission.READ_AUDIT,
    "POST /audit/claims/{claim_id:path}/replay": Permission.READ_AUDIT,
    "POST /audit/claims/{claim_id:path}/reveal": Permission.READ_AUDIT,
    "GET /audit/claims/{claim_id:path}/second": SECONDS,
    "POST /audit/claims/{claim_id:path}/agree": SECONDS,
    "GET /audit/keeping": KEEPERS,
    "POST /audit/keeping/erasures": KEEPERS,
    "POST /audit/keeping/erasures/{wanted}/confirm": Permission.CONFIRM_ERASURE,
    "POST /audit/keeping/erasures/{wanted}/withdraw": KEEPERS,
    "GET /audit/keeping/erasures/{wanted}/certificate": KEEPERS,
    "POST /audit/keeping/holds": KEEPERS,
    "POST /audit/keeping/holds/{wanted}/confirm": Permission.CONFIRM_ERASURE,
    "POST /audit/keeping/holds/{wanted}/lift": KEEPERS,
    "POST /audit/keeping/holds/{wanted}/agree": Permission.CONFIRM_ERASURE,
    "GET /audit/lanes": LANES,
    "POST /audit/lanes/{kind}/{name}/open": Permission.MANAGE_SETTINGS,
    "POST /audit/lanes/{kind}/{name}/close": LANES,
    "GET /audit/samples/{sample}": Permission.READ_AUDIT,
    "POST /audit/samples/{sample}": Permission.READ_AUDIT,
    "GET /audit/samples/{sample}/pages/{number}": Permission.READ_AUDIT,
    "POST /sign-out": ANYONE,
    "GET /account": ANYONE,
    "POST /account/language": ANYONE,
    "POST /account/zone": ANYONE,
    "POST /account/keys": ANYONE,
    "POST /account/password": ANYONE,
    "POST /account/others": ANYONE,
    "GET /people": Permission.MANAGE_USERS,
    "POST /people": Permission.MANAGE_USERS,
    "POST /people/{user}/link": Permission.MANAGE_USERS,
    "POST /people/{user}/grant": Permission.MANAGE_USERS,
    "POST /people/{user}/confirm": Permission.MANAGE_USERS,
    "POST /people/{user}/revoke": Permission.MANAGE_USERS,
    "POST /people/{user}/off": Permission.MANAGE_USERS,
    "POST /people/{user}/on": Permission.MANAGE_USERS,
}
FIELDS = {
    "POST /people": {"name": "new.person", "role": "reviewer"},
    "POST /people/{user}/grant": {"role": "auditor"},
    "POST /people/{user}/confirm": {"role": "admin"},
    "POST /people/{user}/revoke": {"role": "reviewer", "reason": "another team"},
    "POST /people/{user}/off": {"reason": "left the house"},
    "POST /people/{user}/on": {"reason": "is back"},
    "POST /account/language": {"language": "zh"},
    "POST /dashboard/practice": {"per_hundred": "5"},
    "POST /claims/{claim_id}/escalate": {"reason": "a stamp"},
    "POST /audit/keeping/erasures": {"what": "claim", "thing": "C-9", "reason": "PIPL art. 47"},
    "POST /audit/keeping/holds": {"what": "claim", "thing": "C-9", "reason": "court file 7"},
    "POST /audit/keeping/holds/{wanted}/confirm": {"reason": "court file 7"},
    "POST /audit/keeping/holds/{wanted}/lift": {"reason": "the case is over"},
    "POST /audit/person": {"name": "Zhang", "reason": "a complaint"},
    "POST /audit/claims/{claim_id:path}/export": {"pack": "masked"},
    "POST /audit/claims/{claim_id:path}/agree": {"number": "1"},
}
GOOD = {  # what a visitor with the permission gets
    "POST /account/password": 422,  # without fields
    "POST /account/keys": 422,
    "GET /queue": 200,
    "GET /account": 200,
    "GET /payouts/late": 200,
    "GET /dashboard": 200,
    "GET /dashboard/{name}.csv": 404,  # there is no such figure
    "GET /figures": 200,
    "GET /figures/{name}.csv": 404,
    "GET /audit": 200,
    "GET /audit/ledger": 200,
    "POST /audit/ledger": 200,
    "GET /audit/keeping": 200,
    "POST /audit/keeping/erasures": 422,  # there is no such claim
    "POST /audit/keeping/erasures/{wanted}/confirm": 404,
    "POST /audit/keeping/erasures/{wanted}/withdraw": 404,
    "GET /audit/keeping/erasures/{wanted}/certificate": 404,
    "POST /audit/keeping/holds": 422,
    "POST /audit/keeping/holds/{wanted}/confirm": 404,
    "POST /audit/keeping/holds/{wanted}/lift": 404,
    "POST /audit/keeping/holds/{wanted}/agree": 404,
    "GET /audit/lanes": 200,
    "POST /audit/lanes/{kind}/{name}/open": 404,  # there is no such kind
    "POST /audit/lanes/{kind}/{name}/close": 404,
    "GET /audit/samples/{sample}": 404,
    "POST /audit/samples/{sample}": 404,
    "GET /audit/samples/{sample}/pages/{number}": 404,
    "GET /people": 200,
    "POST /people": 200,
    "POST /people/{user}/link": 200,
}
ROLES: tuple[Role | None, ...] = (*Role, None)
NO_COOKIE, UNKNOWN = "", "unknown"
NOBODY = ("anonymous", "unknown", "expired", "idle", "switched off", "signed out")


def test_every_page_has_a_row_and_every_row_a_page(served: Running) -> None:
    found = {
        f"{method} {one.path}"
        for part in PARTS
        for one in part.router.routes
        if isinstance(one, APIRoute)
        for method in one.methods or ()
    }

    assert found == set(OPEN) | set(GUARDED)
    assert served.app.openapi()["paths"].keys().isdisjoint({row.split()[1] for row in found})


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("address", GUARDED)
def test_a_page_opens_to_the_roles_that_give_it_and_to_no_other(desk: Desk, address: str, role: Role | None) -> None:
    visitor = desk.session(desk.user(*([role] if role else [])))

    answer = _asked(visitor, address, _target(desk, address))

    asked = GUARDED[address]
    wanted = asked if isinstance(asked, tuple) else (asked,)
    allowed = asked == ANYONE or (role is not None and not MAY[role].isdisjoint(wanted))
    good = 404 if "{claim_id" in address else GOOD.get(address, 303)  # there is no claim
    assert answer.status_code == (good if allowed else 403)
    if allowed and answer.status_code == 303:
        assert answer.headers["location"].startswith(
            ("/sign-in?why=out", "/account?done=", "/people", "/queue", "/audit", "/dashboard")
        )


@pytest.mark.parametrize("who", NOBODY)
@pytest.mark.parametrize("address", GUARDED)
def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_changes_nothing(desk: Desk, address: str, who: str) -> None:
    target = _target(desk, address)
    before = desk.running.stores.people.of(desk.tenant)

    answer = _asked(_nobody(desk, who), address, target)

    if address.startswith("GET"):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/sign-in?next={_filled(address.split()[1], target)}")
        assert answer.headers["location"].endswith("why=expired") == (who in ("expired", "idle", "signed out"))
        assert answer.headers["location"].endswith("why=off") == (who == "switched off")
    else:
        assert answer.status_code == 401
    after = desk.running.stores.people.of(desk.tenant)
    assert [one for one in after if one in before] == list(before)


@pytest.mark.parametrize("address", [one for one in GUARDED if "{user}" in one])
def test_people_of_another_tenant_are_not_there(desk: Desk, address: str) -> None:
    elsewhere = Desk(running=desk.running, http=desk.http)
    admin, target = elsewhere.session(elsewhere.user(Role.ADMIN)), _target(desk, address)

    answer = _asked(admin, address, target)

    assert answer.status_code == 404
    assert desk.running.stores.people.named(desk.tenant, target.name) == target


@pytest.fixture(scope="module")
def theirs(served: Running) -> Iterator[Mapping[str, str]]:
    """What addresses name, of another tenant: a claim that was decided, its file, and a sample of an audit."""
    with httpx.Client(base_url=served.url, timeout=30) as http:
        elsewhere = Desk(running=served, http=http)
        there = claim_there(elsewhere, ORDER, claim="C-theirs")
        lin = elsewhere.session(elsewhere.user(Role.REVIEWER))
        lin.post(f"{there.address}/take")
        lin.post(f"{there.address}/decide", {"key": "k", "verdict": "refuse", "codes": "other", "note": "no"})
        (file,) = there.files.values()
        value = Candidate(evidence=EvidenceId(file), record=1, kind=ORDER.kind, field="paid_amount")
        chance = Actor(tenant=elsewhere.tenant, name="chance")
        (sample,) = served.app.state.house.audits.draw(chance, "7", (value,))
        yield {"claim_id": there.claim, "evidence": file, "sample": sample.id, "name": "paid_amount", "number": "1"}


@pytest.mark.parametrize("address", [one for one in GUARDED if re.search(r"\{(claim_id|sample)", one)])
def test_claims_and_samples_of_another_tenant_are_not_there(
    desk: Desk, theirs: Mapping[str, str], address: str
) -> None:
    visitor = desk.session(desk.user(*Role))
    method, path = address.split()
    named = re.sub(r"\{(\w+)[^}]*\}", lambda found: theirs[found[1]], path)

    answer = visitor.get(named) if method == "GET" else visitor.post(named, FIELDS.get(address, {}))

    assert answer.status_code == 404
    assert theirs["claim_id"] not in answer.text


@pytest.mark.parametrize("address", [one for one in GUARDED if "{evidence}" in one])
def test_files_of_another_tenant_are_not_there_in_a_claim_of_ours(
    desk: Desk, theirs: Mapping[str, str], address: str
) -> None:
    ours, visitor = claim_there(desk, ORDER), desk.session(desk.user(*Role))
    visitor.post(f"{ours.address}/take")
    method, path = address.split()
    named = re.sub(r"\{(\w+)[^}]*\}", lambda found: ({**theirs, "claim_id": ours.claim})[found[1]], path)
    fields = {"stand": "read", "value": "1.00", "reason": "a complaint", "place": "1 0.1 0.1 0.5 0.5"}

    answer = visitor.get(named) if method == "GET" else visitor.post(named, fields)

    assert answer.status_code == 404


def test_an_administrator_sees_nobody_of_another_tenant(desk: Desk) -> None:
    theirs = Desk(running=desk.running, http=desk.http).user(Role.REVIEWER)

    page = desk.session(desk.user(Role.ADMIN)).get("/people").text

    assert theirs.name not in page
    assert theirs.id not in page


@pytest.mark.parametrize("address", OPEN)
def test_open_pages_answer_anybody(desk: Desk, address: str) -> None:
    method, path = address.replace("{secret}", "none").replace("{name}", "none").split()

    assert desk.http.request(method, path, headers=SAME_SITE).status_code == OPEN[address]


@pytest.mark.parametrize("address", [one for one in GUARDED if one.startswith("POST")])
@pytest.mark.parametrize(
    "why", ["no token", "another session's token", "cross-site", "same-site", "another origin", "no sign"]
)
def test_a_form_of_another_page_is_not_taken(desk: Desk, address: str, why: str) -> None:
    visitor, target = desk.session(desk.user(Role.ADMIN)), _target(desk, address)
    tokens = {"no token": "", "another session's token": desk.session(visitor.user).csrf}
    signs = {"cross-site": {"Sec-Fetch-Site": "cross-site"}, "same-site": {"Sec-Fetch-Site": "same-site"}}
    signs |= {"another origin": {"Origin": "https://evil.example"}, "no sign": {}}
    path = _filled(address.split()[1], target)

    fields = {"csrf": tokens.get(why, visitor.csrf), **FIELDS.get(address, {})}
    answer = desk.http.post(path, data=fields, headers={**signs.get(why, SAME_SITE), **visitor.cookie})

    assert answer.status_code == 403
    assert desk.running.stores.people.named(desk.tenant, target.name) == target
    assert visitor.get("/queue").status_code == 200


def test_a_browser_that_names_only_the_origin_is_believed(desk: Desk) -> None:
    visitor = desk.session(desk.user())
    headers = {"Origin": desk.running.url, **visitor.cookie}

    answer = desk.http.post("/account/language", data={"csrf": visitor.csrf, "language": "zh"}, headers=headers)

    assert answer.status_code == 303


def _target(desk: Desk, address: str) -> User:
    """Somebody to whom the address can be done."""
    user = desk.user(Role.REVIEWER)
    stores, shell = desk.running.stores, Actor(tenant=desk.tenant, name=MACHINE)
    if "/people" in address and "confirm" in address:
        desk.user(Role.ADMIN)
        return stores.people.grant(shell, user.id, Role.ADMIN)
    return stores.people.switch_off(shell, user.id, "left the house") if address.endswith("/on") else user


def _nobody(desk: Desk, who: str) -> Signed:
    visitor = desk.session(desk.user(Role.ADMIN))
    stores = desk.running.stores
    match who:
        case "anonymous":
            return Signed(desk=desk, user=visitor.user, secret=NO_COOKIE, csrf=visitor.csrf)
        case "unknown":
            return Signed(desk=desk, user=visitor.user, secret=UNKNOWN, csrf=visitor.csrf)
        case "switched off":
            stores.people.switch_off(Actor(tenant=desk.tenant, name=MACHINE), visitor.user.id, "left the house")
        case "signed out":
            stores.sessions.end(stores.sessions.every(visitor.user.id)[0])
        case _:
            column, ago = ("expires_at", timedelta(0)) if who == "expired" else ("seen_at", timedelta(minutes=30))
            over = update(sessions).where(sessions.c.user == visitor.user.id)
            stores.database.write(lambda tx: tx.connection.execute(over.values({column: tx.now - ago})))
    return visitor


def _asked(visitor: Signed, address: str, target: User) -> httpx.Response:
    method, path = address.split()
    path = _filled(path, target)
    fields = dict(FIELDS.get(address, {}))
    if "name" in fields:
        fields["name"] += f".{target.id[-8:].lower()}"
    return visitor.get(path) if method == "GET" else visitor.post(path, fields)


def _filled(path: str, target: User) -> str:
    named = path.replace("{user}", target.id).replace("{number}", "1")
    return re.sub(r"\{[\w:]+\}", "none", named)
