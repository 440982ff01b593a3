"""Behind a proxy with TLS the cookies carry what browsers ask for, and wrong settings stop the start."""

from pathlib import Path

import httpx
import pytest

from app.web.entering.origin import Origin
from pipeline.errors import WrongUse
from tests.app.api.door import running
from tests.app.web.desk import SAME_SITE, token
from workers.outside.provider import Provider
from workers.settings import Places, Settings, SignIn

HOME = "https://desk.example"


def test_with_tls_cookies_are_of_this_host_alone_and_the_browser_stays_with_tls(tmp_path: Path) -> None:
    chosen = Settings(places=Places(home=str(tmp_path)), sign_in=SignIn(public_origin=HOME))
    with running(chosen) as house, httpx.Client(base_url=house.url, headers={"Host": "desk.example"}) as http:
        page = http.get("/sign-in")
        cookie = page.headers["set-cookie"]
        sent = {"Cookie": cookie.split(";")[0], "Origin": HOME}
        answer = http.post("/sign-in", data={"csrf": token(page.text), "name": "x", "password": "y"}, headers=sent)
        crossed = http.post("/sign-in", data={}, headers={**sent, "Origin": house.url})
        elsewhere = http.get("/sign-in", headers={"Host": f"127.0.0.1:{house.port}", **SAME_SITE})

    assert cookie.startswith("__Host-proofdesk-before=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "domain" not in cookie.lower()
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert (answer.status_code, crossed.status_code, elsewhere.status_code) == (422, 403, 421)
    assert HOME in elsewhere.text


@pytest.mark.parametrize(
    "address", ["desk.example", "http://desk.example", "https://desk.example/", "https://", "https://a@b", "ftp://x"]
)
def test_an_address_that_cannot_be_ours_stops_the_start(address: str) -> None:
    with pytest.raises(WrongUse, match="PROOFDESK_PUBLIC_ORIGIN"):
        Origin.of(address)


@pytest.mark.parametrize(
    "chosen",
    [
        SignIn(oidc_issuer="http://issuer.example", public_origin=HOME, oidc_client_id="x"),
        SignIn(oidc_issuer="https://issuer.example", oidc_client_id="x"),
        SignIn(oidc_issuer="https://issuer.example", public_origin=HOME),
    ],
)
def test_half_a_provider_stops_the_start(chosen: SignIn) -> None:
    with pytest.raises(WrongUse):
        Provider.of(chosen)
