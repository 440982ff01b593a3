"""Signing in, setting a password, one's own account: what people see, and what is refused."""

import re

import pytest

from app.web.front import POLICY
from pipeline.people.roles import Role
from tests.app.web.desk import PASSWORD, SAME_SITE, Desk, token

OTHER = "a kettle on the balcony"


def test_the_start_leads_to_the_sign_in_page_in_the_browsers_language(desk: Desk) -> None:
    first = desk.get("/")
    page = desk.get(first.headers["location"], accept_language="zh-CN,zh;q=0.9")

    assert (first.status_code, first.headers["location"]) == (303, "/sign-in")
    assert '<html lang="zh-Hans">' in page.text
    assert "登录" in page.text
    assert '<html lang="en">' in desk.get("/sign-in", accept_language="en").text
    assert '<html lang="zh-Hans">' in desk.get("/sign-in?language=zh", accept_language="en").text


def test_the_right_password_opens_the_queue_and_a_wrong_one_says_what_to_do(desk: Desk) -> None:
    user = desk.with_password(Role.REVIEWER)

    good = desk.post_before("/sign-in", {"name": user.name.upper(), "password": PASSWORD, "next": "/account"})
    wrong = desk.post_before("/sign-in", {"name": user.name, "password": "x" * 20})

    assert (good.status_code, good.headers["location"]) == (303, "/account")
    assert "proofdesk=" in good.headers["set-cookie"]
    assert wrong.status_code == 422
    assert "do not fit together" in wrong.text
    assert f'value="{user.name}"' in wrong.text
    assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize(
    "where", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a b", "/\r\nX: y", ""]
)
def test_nobody_is_sent_to_another_site_after_signing_in(desk: Desk, where: str) -> None:
    user = desk.with_password()

    answer = desk.post_before("/sign-in", {"name": user.name, "password": PASSWORD, "next": where})

    assert answer.headers["location"] == "/queue"


def test_who_guesses_is_told_how_long_to_wait(desk: Desk) -> None:
    user = desk.with_password()
    for _ in range(5):
        desk.post_before("/sign-in", {"name": user.name, "password": "x"})

    answer = desk.post_before("/sign-in", {"name": user.name, "password": PASSWORD})

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"
    assert "Wait 1 s" in answer.text


def test_a_link_sets_a_password_once(desk: Desk) -> None:
    user = desk.user(Role.REVIEWER)
    path = f"/link/{desk.link(user)}"

    answer = desk.post_before(path, {"password": OTHER, "again": OTHER})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?why=set")
    assert desk.get(path).status_code == 410
    entered = desk.post_before("/sign-in", {"name": user.name, "password": OTHER})
    assert entered.headers["location"] == "/queue"


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "Anybody would try"),
        (OTHER, OTHER + "!", "not the same"),
        ("me-{name}-me", "me-{name}-me", "contains your name"),
    ],
)
def test_a_password_that_cannot_be_is_told_and_the_link_stays(desk: Desk, password: str, again: str, says: str) -> None:
    user = desk.user()
    path = f"/link/{desk.link(user)}"

    fields = {"password": password.format(name=user.name), "again": again.format(name=user.name)}
    answer = desk.post_before(path, fields)

    assert answer.status_code == 422
    assert says in answer.text
    assert OTHER not in answer.text
    assert desk.get(path).status_code == 200


def test_a_form_of_another_browser_is_not_taken(desk: Desk) -> None:
    user = desk.with_password()
    _, csrf = desk.before("/sign-in")
    cookie, _ = desk.before("/sign-in")

    fields = {"csrf": csrf, "name": user.name, "password": PASSWORD}
    answer = desk.http.post("/sign-in", data=fields, headers={**SAME_SITE, "Cookie": f"proofdesk-before={cookie}"})

    assert answer.status_code == 403
    assert "out of date" in answer.text


def test_signing_out_ends_the_session_and_not_the_cookie_alone(desk: Desk) -> None:
    visitor = desk.session(desk.user())

    answer = visitor.post("/sign-out")

    assert answer.headers["location"] == "/sign-in?why=out"
    assert 'proofdesk=""' in answer.headers["set-cookie"]
    assert visitor.get("/queue").status_code == 303


def test_a_page_after_a_change_of_roles_brings_a_new_cookie(desk: Desk) -> None:
    user = desk.user()
    visitor, admin = desk.session(user), desk.session(desk.user(Role.ADMIN))
    admin.post(f"/people/{user.id}/grant", {"role": "auditor"})

    answer = visitor.get("/queue")

    assert 'href="/dashboard"' in answer.text
    fresh = re.search(r"proofdesk=([\w-]+)", answer.headers["set-cookie"])
    assert fresh
    assert fresh[1] != visitor.secret


def test_an_account_speaks_its_own_language(desk: Desk) -> None:
    visitor = desk.session(desk.user())

    visitor.post("/account/language", {"language": "zh"})

    assert '<html lang="zh-Hans">' in visitor.get("/account").text
    assert visitor.post("/account/language", {"language": "fr"}).status_code == 422


def test_an_account_reads_the_clock_where_it_is_and_every_time_says_which(desk: Desk) -> None:
    visitor = desk.session(desk.user())

    assert visitor.post("/account/zone", {"zone": "Asia/Kolkata"}).headers["location"] == "/account?done=zone"

    shown = visitor.get("/account").text
    assert "<option selected>Asia/Kolkata</option>" in shown
    assert set(re.findall(r"\d\d:\d\d (UTC[+:\d]*)", shown)) == {"UTC+5:30"}
    assert visitor.post("/account/zone", {"zone": "Asia/Nowhere"}).status_code == 422
    assert visitor.post("/account/zone", {"zone": "../../etc/passwd"}).status_code == 422


def test_a_new_password_takes_the_old_one_and_signs_out_everywhere_else(desk: Desk) -> None:
    user = desk.with_password()
    here, there = desk.session(user), desk.session(user)
    new = {"password": OTHER, "again": OTHER}

    assert "another one" in here.post("/account/password", {**new, "old": "not this"}).text
    assert there.get("/queue").status_code == 200
    assert here.post("/account/password", {**new, "old": PASSWORD}).headers["location"] == "/account?done=password"
    assert there.get("/queue").status_code == 303
    assert here.get("/account?done=password").status_code == 200


def test_an_administrator_makes_an_account_and_sees_its_link_once(desk: Desk) -> None:
    admin = desk.session(desk.user(Role.ADMIN))
    name = f"{admin.user.name}.new"

    page = admin.post("/people", {"name": name, "display_name": "张<b>伟", "role": "senior_reviewer"}).text

    link = re.search(rf"{desk.running.url}(/link/[\w-]+)", page)
    assert link
    assert "张&lt;b&gt;伟" in page
    assert desk.get(link[1]).status_code == 200
    assert "/link/" not in admin.get("/people").text.replace('/link"', "")
    assert admin.post("/people", {"name": name, "role": "auditor"}).status_code == 422
    assert admin.post("/people", {"name": "no spaces", "role": "auditor"}).status_code == 422
    assert desk.running.stores.people.named(desk.tenant, name).roles == (Role.SENIOR_REVIEWER,)


def test_nobody_gives_themselves_a_role_nor_confirms_what_they_granted(desk: Desk) -> None:
    admin, third = desk.session(desk.user(Role.ADMIN)), desk.user()

    assert admin.post(f"/people/{admin.user.id}/grant", {"role": "auditor"}).status_code == 403
    assert admin.post(f"/people/{third.id}/grant", {"role": "admin"}).status_code == 303
    assert admin.post(f"/people/{third.id}/confirm", {"role": "admin"}).status_code == 403
    assert "waits for a second person" in admin.get("/people").text
    second = desk.session(desk.user(Role.ADMIN))
    assert second.post(f"/people/{third.id}/confirm", {"role": "admin"}).status_code == 303
    assert desk.running.stores.people.named(desk.tenant, third.name).roles == (Role.ADMIN,)


@pytest.mark.parametrize(
    "path", ["/sign-in", "/queue", "/people", "/account", "/link/none", "/nowhere", "/static/desk.css"]
)
def test_every_page_has_the_headers_that_keep_it_safe(desk: Desk, path: str) -> None:
    answer = desk.http.get(path, headers={**desk.session(desk.user()).cookie, "Accept": "text/html"})

    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert "strict-transport-security" not in answer.headers


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(desk: Desk) -> None:
    user = desk.with_password()

    cookies = desk.post_before("/sign-in", {"name": user.name, "password": PASSWORD}).headers.get_list("set-cookie")

    (mine,) = [one for one in cookies if one.startswith("proofdesk=")]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(mine.split("; "))


def test_a_file_of_ours_is_kept_by_browsers_until_it_changes(desk: Desk) -> None:
    link = re.search(r"/static/desk\.css\?v=\w+", desk.get("/sign-in").text)

    assert link
    assert "immutable" in desk.get(link[0]).headers["cache-control"]
    assert desk.get("/static/../building.py").status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[", ""])
def test_under_another_name_no_page_opens(desk: Desk, host: str) -> None:
    answer = desk.http.get("/sign-in", headers={"Host": host})

    assert answer.status_code in (400, 421)
    assert "csrf" not in answer.text


def test_programs_get_problems_and_browsers_get_pages(desk: Desk) -> None:
    assert desk.get("/nowhere", accept="text/html").headers["content-type"].startswith("text/html")
    assert desk.get("/nowhere", accept="*/*").headers["content-type"] == "application/problem+json"
    assert desk.get("/v1/nowhere", accept="text/html").headers["content-type"] == "application/problem+json"
    assert desk.get("/sign-out", accept="text/html").status_code == 405


def test_what_was_typed_is_escaped_and_what_steers_a_text_becomes_visible(desk: Desk) -> None:
    answer = desk.post_before("/sign-in", {"name": "<script>alert(1)</script>\u202e", "password": "x"})

    assert "<script>alert" not in answer.text
    assert "\u202e" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert token(answer.text)
