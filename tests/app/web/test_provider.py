"""Signing in by a provider of OpenID Connect: who is vouched for comes in, and no lie does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from storage.records.people.accounts import MACHINE, UserWish
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.app.api.door import Running, running
from tests.workers.issuers import CLIENT, SECRET, Claims, Issuer, issuing
from workers.settings import Places, Settings, SignIn

HOME = "https://desk.example"
BACK = f"{HOME}/sign-in/back"


@dataclass(frozen=True, slots=True)
class Desk:
    running: Running
    issuer: Issuer

    def browser(self) -> httpx.Client:
        """Without cookies; it speaks to the desk as the proxy with TLS would."""
        return httpx.Client(base_url=self.running.url, headers={"Host": "desk.example"})


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with issuing() as issuer:
        sign_in = SignIn(
            public_origin=HOME, oidc_issuer=issuer.address, oidc_client_id=CLIENT, oidc_client_secret=SECRET
        )
        places = Places(home=str(tmp_path_factory.mktemp("provider")))
        with running(Settings(places=places, sign_in=sign_in)) as house:
            wish = UserWish(name="li.wei", subject="248289761001", roles=(Role.REVIEWER,))
            house.stores.people.add(Actor(tenant=DEFAULT_TENANT, name=MACHINE), wish)
            yield Desk(house, issuer)


@pytest.fixture
def desk(open_desk: Desk) -> Desk:
    """The provider as it should be."""
    issuer = open_desk.issuer
    issuer.subject, issuer.redirect, issuer.algorithm, issuer.signing = "248289761001", BACK, "RS256", None
    issuer.change = lambda claims: claims
    issuer.codes.clear()
    return open_desk


def left(desk: Desk, browser: httpx.Client) -> tuple[str, dict[str, str]]:
    """The address the provider sends the browser back to, and the desk's cookies by then."""
    answer = browser.get("/sign-in/elsewhere")
    assert answer.status_code == 303, answer.text
    cookie = answer.headers["set-cookie"].split(";")[0]
    with httpx.Client() as out:
        back = out.get(answer.headers["location"]).headers["location"]
    assert back.startswith(BACK + "?")
    return back.removeprefix(HOME), {"Cookie": cookie}


def returned(desk: Desk) -> httpx.Response:
    """The desk's answer to a browser that went there and came back."""
    with desk.browser() as browser:
        path, cookies = left(desk, browser)
        return browser.get(path, headers=cookies)


def test_who_is_vouched_for_comes_in_with_a_new_session(desk: Desk) -> None:
    answer = returned(desk)

    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    session = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-proofdesk="))
    assert {"Secure", "HttpOnly"} <= set(session.split("; "))
    with desk.browser() as browser:
        page = browser.get("/queue", headers={"Cookie": session.split(";")[0], "Accept-Language": "en"})
        account = browser.get("/account", headers={"Cookie": session.split(";")[0]})
    assert 'href="/figures"' in page.text, "what a reviewer may open"
    assert "/account/password" not in account.text, "the password is the provider's affair"


def test_the_provider_is_asked_as_the_standards_say(desk: Desk) -> None:
    returned(desk)
    returned(desk)
    one, other = desk.issuer.asked[-2:]

    assert {**one, "state": "", "nonce": "", "code_challenge": ""} == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": "openid",
        "code_challenge_method": "S256",
        "state": "",
        "nonce": "",
        "code_challenge": "",
    }
    assert all(one[name] != other[name] and len(one[name]) >= 43 for name in ("state", "nonce", "code_challenge"))


def test_whoever_has_no_account_or_is_switched_off_is_told_so(desk: Desk) -> None:
    desk.issuer.subject = "somebody else"

    answer = returned(desk)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?why=unknown")
    assert not [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-proofdesk=")]


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def having(**values: object) -> Callable[[Claims], Claims]:
    return lambda claims: claims | values


LIES: dict[str, Callable[[Claims], Claims]] = {
    "another issuer": having(iss="https://evil.example"),
    "another client": having(aud="another"),
    "many clients and no party": having(aud=[CLIENT, "another"]),
    "another party": having(aud=[CLIENT, "another"], azp="another"),
    "another nonce": having(nonce="another"),
    "long over": having(exp=1_700_000_000, iat=1_699_999_000),
    "from the future": having(iat=4_000_000_000, nbf=4_000_000_000, exp=4_000_000_300),
    **{f"without {name}": without(name) for name in ("iss", "aud", "sub", "exp", "iat", "nonce")},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_says_something_else_opens_nothing(desk: Desk, lie: str) -> None:
    desk.issuer.change = LIES[lie]

    answer = returned(desk)

    assert answer.status_code == 403
    assert not [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-proofdesk=")]


def test_a_token_signed_by_somebody_else_opens_nothing(desk: Desk) -> None:
    desk.issuer.signing = RSAKey.generate_key(2048, {"kid": "one"})

    assert returned(desk).status_code == 403


def test_a_token_without_a_signature_opens_nothing(desk: Desk) -> None:
    desk.issuer.algorithm = "none"

    assert returned(desk).status_code == 403


def test_a_token_signed_with_a_secret_both_sides_hold_opens_nothing(desk: Desk) -> None:
    desk.issuer.algorithm, desk.issuer.signing = "HS256", OctKey.import_key(SECRET.ljust(32, "."))

    assert returned(desk).status_code == 403


def test_any_of_the_good_signatures_will_do(desk: Desk) -> None:
    desk.issuer.algorithm = "PS256"

    assert returned(desk).headers["location"] == "/queue"


def test_coming_back_takes_the_same_browser_the_same_state_and_once(desk: Desk) -> None:
    with desk.browser() as browser:
        path, cookies = left(desk, browser)
        elsewhere, _ = left(desk, browser)
        stranger = browser.get(path, headers={"Cookie": "__Host-proofdesk-before=another"})
        again = browser.get(path, headers=cookies)
        forged = browser.get("/sign-in/back?code=x&state=forged", headers=cookies)
        other = browser.get(f"{elsewhere}&iss=https://evil.example", headers=cookies)

    assert [one.status_code for one in (stranger, again, forged, other)] == [410] * 4


def test_a_code_of_somebody_else_is_not_taken(desk: Desk) -> None:
    with desk.browser() as mine, desk.browser() as theirs:
        path, cookies = left(desk, mine)
        stolen, _ = left(desk, theirs)
        code = parse_qs(urlsplit(stolen).query)["code"][0]
        state = parse_qs(urlsplit(path).query)["state"][0]
        answer = mine.get(f"/sign-in/back?code={code}&state={state}", headers=cookies)

    assert answer.status_code == 403


def test_a_no_of_the_provider_leads_back_to_the_form(desk: Desk) -> None:
    with desk.browser() as browser:
        path, cookies = left(desk, browser)
        state = parse_qs(urlsplit(path).query)["state"][0]
        answer = browser.get(f"/sign-in/back?error=access_denied&state={state}", headers=cookies)

    assert answer.headers["location"] == "/sign-in?why=refused"


def test_a_provider_that_is_away_is_told_and_passwords_still_work(tmp_path: Path) -> None:
    sign_in = SignIn(public_origin=HOME, oidc_issuer="http://127.0.0.1:1", oidc_client_id=CLIENT)
    chosen = Settings(places=Places(home=str(tmp_path)), sign_in=sign_in)
    with running(chosen) as house, httpx.Client(base_url=house.url, headers={"Host": "desk.example"}) as browser:
        away = browser.get("/sign-in/elsewhere")
        form = browser.get("/sign-in")

    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert form.status_code == 200
    assert "/sign-in/elsewhere" in form.text
