"""A page that cannot be shown says what happened, what was kept and what to do next, in the reader's language."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.web.entering.access import Crossed, Elsewhere, NotYours, SignInFirst
from app.web.faults import FAULTS, Gone, PageRoute
from app.web.front import POLICY
from app.web.texts import words_in
from pipeline.errors import Conflict, Erased, Forbidden, Missing, StoreTrouble, Tampered, Unsigned, WrongUse
from storage.records.people.sessions import Over
from tests.app.api.door import running, settings

RAISED: dict[str, tuple[Exception, str]] = {
    "not-yours": (NotYours(), "forbidden"),
    "forbidden": (Forbidden("secret detail"), "forbidden"),
    "crossed": (Crossed(), "crossed"),
    "elsewhere": (Elsewhere(), "elsewhere"),
    "missing": (Missing("secret detail"), "not_found"),
    "erased": (Erased("secret detail"), "erased"),
    "conflict": (Conflict("secret detail"), "conflict"),
    "gone": (Gone(), "gone"),
    "wrong": (WrongUse("secret detail"), "wrong"),
    "values": (RequestValidationError([]), "wrong"),
    "unsigned": (Unsigned("secret detail"), "unsigned"),
    "away": (StoreTrouble("secret detail"), "away"),
    "tampered": (Tampered("secret detail"), "broken"),
    "broken": (ZeroDivisionError("secret detail"), "broken"),
    "large": (HTTPException(413), "too_large"),
    "slow": (HTTPException(408), "slow"),
    "expired": (SignInFirst(Over.EXPIRED), "expired"),
    "off": (SignInFirst(Over.OFF), "off"),
}
WORDS = words_in("zh")


def breaking(app: FastAPI) -> None:
    """Addresses that raise what they are called after."""
    router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False)

    @router.post("/breaking/{what}")
    def broken(what: str) -> None:
        raise RAISED[what][0]

    app.include_router(router)


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("faults")
    with (
        running(settings(folder), breaking) as house,
        httpx.Client(base_url=house.url, headers={"Accept-Language": "zh-CN"}) as found,
    ):
        yield found


@pytest.mark.parametrize("what", RAISED)
def test_what_is_raised_in_a_page_becomes_one_that_says_what_to_do(http: httpx.Client, what: str) -> None:
    name = RAISED[what][1]

    answer = http.post(f"/breaking/{what}")

    assert answer.status_code == FAULTS[name]
    assert answer.headers["content-security-policy"] == POLICY
    for part in ("title", "kept", "next"):
        assert escape(WORDS(f"fault.{name}.{part}")) in answer.text
    assert answer.headers["x-request-id"] in answer.text, "the number to ask about it with"
    assert "secret detail" not in answer.text
    assert ("retry-after" in answer.headers) == (name == "away")


def test_every_fault_there_is_was_raised_above() -> None:
    assert {name for _, name in RAISED.values()} | {"method"} == set(FAULTS)


def test_a_part_of_a_page_that_finds_nobody_signed_in_is_told_and_not_sent_to_a_form(http: httpx.Client) -> None:
    whole = http.get("/queue")
    part = http.get("/queue", headers={"HX-Request": "true"})

    assert (whole.status_code, part.status_code) == (303, 401)
    assert escape(WORDS("fault.expired.next")) in part.text


def test_a_form_that_is_too_large_is_told(http: httpx.Client) -> None:
    answer = http.post("/sign-in", data={"name": "x" * 2_000_000}, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 413
    assert WORDS("fault.too_large.title") in answer.text
