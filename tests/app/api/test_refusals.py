"""Whatever is refused is refused with its code, and nothing of it is kept."""

from collections.abc import Iterator

import pytest

from tests.app.api.door import NOTHING, Caller, form, part, picture, status_of_head

FILE = (part("file", "a.png"), picture())
PROBLEMS: dict[str, tuple[tuple[bytes, dict[str, str]], int, str]] = {
    "an empty file": (form((part("file", "a.png"), b"")), 422, "empty_file"),
    "a page named as a picture": (form((part("file", "a.png"), b"<html><body>hello</body></html>")), 415, "type"),
    "a picture named as a PDF": (form((part("file", "a.pdf"), picture())), 415, "type_mismatch"),
    "something unknown": (form((part("file", "x"), b"some bytes of no kind")), 415, "unsupported_type"),
    "a picture of many pixels": (form((part("file", "a.png"), picture(0, (30_000, 30_000)))), 422, "too_many_pixels"),
    "a form without a file": (form((part("claim_id"), b"C-1")), 422, "no_file"),
    "two files": (form(FILE, FILE), 422, "one_file"),
    "a form that was cut": ((form(FILE)[0][:-8], form(FILE)[1]), 422, "bad_form"),
    "a form that is none": ((b"hello", form(FILE)[1]), 422, "bad_form"),
    "a text that is no UTF-8": (form((part("claim_id"), b"\xff\xfe"), FILE), 422, "bad_form"),
    "a hundred and one parts": (form(*[(part("x"), b"")] * 101, FILE), 413, "form_too_large"),
    "a long field": (form((part("note"), b"x" * 1_100_000), FILE), 413, "form_too_large"),
    "a kind that is none": (form((part("kind"), b"Receipt!"), FILE), 422, "bad_kind"),
    "a priority of ten": (form((part("priority"), b"10"), FILE), 422, "bad_priority"),
    "a claim with a control character": (form((part("claim_id"), b"C\x00"), FILE), 422, "bad_claim_id"),
    "a claim of 201 characters": (form((part("claim_id"), b"C" * 201), FILE), 422, "bad_claim_id"),
    "no form at all": ((picture(), {"Content-Type": "image/png"}), 415, "not_multipart"),
    "a form without a boundary": ((picture(), {"Content-Type": "multipart/form-data"}), 415, "not_multipart"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_bad_upload_is_refused_with_its_code_and_leaves_nothing(caller: Caller, case: str) -> None:
    (body, headers), status, code = PROBLEMS[case]

    answer = caller.http.post("/v1/evidence", content=body, headers=headers)

    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert code in problem["code"]
    assert problem["type"] == f"urn:proofdesk:problem:{problem['code']}"
    assert problem["detail"] != problem["detail_zh"]
    assert caller.kept() == NOTHING


def test_a_file_too_large_is_refused_at_its_length_and_without_one(caller: Caller) -> None:
    most = caller.running.stores.settings.limits.file_bytes
    head, end = form(FILE)[0].split(picture())

    def blocks() -> Iterator[bytes]:
        yield head + picture()
        for _ in range(most // 1_000_000 + 2):
            yield bytes(1_000_000)
        yield end

    told = status_of_head(caller.running.port, _head(caller, "/v1/evidence", most + 2_000_000))
    chunked = caller.http.post("/v1/evidence", content=blocks(), headers=form(FILE)[1])

    assert " 413 " in told
    assert (chunked.status_code, chunked.json()["code"]) == (413, "too_large")
    assert caller.kept() == NOTHING


@pytest.mark.parametrize("path", ["/v1/evidence", "/v1/claims/C-1/evidence"])
def test_what_need_not_be_read_is_answered_from_the_headers_alone(caller: Caller, path: str) -> None:
    port = caller.running.port
    good = _head(caller, path, 1000)

    assert " 401 " in status_of_head(port, good.replace(caller.secret, "wrong"))
    assert " 415 " in status_of_head(port, good.replace("multipart/form-data", "text/plain"))


def test_a_key_used_for_another_file_is_refused_and_leaves_nothing_of_it(caller: Caller) -> None:
    key = {"Idempotency-Key": "k-1"}
    caller.send(picture(1), headers=key, claim_id="C-1")
    before = caller.kept()

    answer = caller.send(picture(2), headers=key, claim_id="C-2")

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert caller.kept() == before


@pytest.mark.parametrize("key", ["x" * 256, "caf\xe9\x9f", "a\tb"])
def test_an_idempotency_key_that_is_none_is_refused(caller: Caller, key: str) -> None:
    answer = caller.http.post(
        "/v1/evidence", files={"file": ("a.png", picture())}, headers={b"Idempotency-Key": key.encode("latin-1")}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_idempotency_key")
    assert caller.kept() == NOTHING


DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
NESTED = b'{"a":' * 101 + b"1" + b"}" * 101
FACTS = {
    "not JSON": (b"{", "application/json", 422, "bad_json"),
    "a list": (b"[]", "application/json", 422, "bad_json"),
    "NaN": (b'{"a": NaN}', "application/json", 422, "bad_json"),
    "a number without an end": (b'{"a": 1e999}', "application/json", 422, "bad_json"),
    "a number of 5,000 digits": (b'{"a": ' + b"9" * 5000 + b"}", "application/json", 422, "bad_json"),
    "deep nesting": (DEEP[:200_000], "application/json", 422, "bad_json"),
    "a hundred and one levels": (NESTED, "application/json", 422, "bad_json"),
    "no UTF-8": (b'{"a": "\xff"}', "application/json", 422, "bad_json"),
    "a text": (b"{}", "text/plain", 415, "not_json"),
    "too much": (b'{"a": "' + b"x" * 300_000 + b'"}', "application/json", 413, "facts_too_large"),
}


FILED = {"reason": "product_quality"}


@pytest.mark.parametrize("case", FACTS)
def test_facts_that_are_none_are_refused_and_make_no_claim(caller: Caller, case: str) -> None:
    body, kind, status, code = FACTS[case]

    answer = caller.http.put("/v1/claims/C-1", content=body, headers={"Content-Type": kind})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert caller.kept() == NOTHING


def test_half_characters_in_facts_come_back_as_they_were_sent(caller: Caller) -> None:
    body = b'{"reason": "product_quality", "a": "\\ud800", "\\udfff": "\\u0000"}'

    stated = caller.http.put("/v1/claims/C-1", content=body, headers={"Content-Type": "application/json"})

    assert stated.status_code == 201
    assert caller.http.get("/v1/claims/C-1").json()["facts"] == {
        "reason": "product_quality",
        "a": "\ud800",
        "\udfff": "\0",
    }


def test_facts_may_be_a_hundred_levels_deep(caller: Caller) -> None:
    body = b'{"reason": "product_quality", "a":' + b'{"a":' * 99 + b"1" + b"}" * 100

    assert caller.http.put("/v1/claims/C-1", content=body, headers={"Content-Type": "application/json"}).is_success


def test_an_update_of_a_claim_that_is_not_there_makes_none(caller: Caller) -> None:
    for tag in ('"1"', '"x"'):
        assert caller.http.put("/v1/claims/C-1", json=FILED, headers={"If-Match": tag}).status_code == 412

    assert caller.kept() == NOTHING


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/evidence?cursor=abc", 422, "bad_cursor"),
        ("/v1/evidence?cursor=%F0%9F", 422, "bad_cursor"),
        ("/v1/evidence?limit=0", 422, "bad_request_values"),
        ("/v1/evidence?state=lost", 422, "bad_request_values"),
        ("/v1/evidence?claim_id=", 422, "bad_claim_id"),
        ("/v1/evidence/evd_00000000000000000000000000", 404, "not_found"),
        ("/v1/evidence/nothing", 404, "not_found"),
        ("/v1/evidence/evd_00000000000000000000000000?wait=nan", 422, "bad_request_values"),
        ("/v1/claims/none", 404, "not_found"),
        ("/v1/claims/%00", 422, "bad_claim_id"),
        ("/v1/nowhere", 404, "not_found"),
        ("/v1/uploads", 405, "method_not_allowed"),
    ],
)
def test_a_bad_question_is_answered_with_its_code(caller: Caller, path: str, status: int, code: str) -> None:
    answer = caller.http.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/v1/keys", "/v1/webhooks", "/v1/uploads"])
def test_a_body_without_an_end_is_not_gathered_in_memory(caller: Caller, path: str) -> None:
    headers = {"Content-Type": "application/json"}

    told = status_of_head(caller.running.port, _head(caller, path, 10**9).replace("multipart/form-data", "text/json"))
    answer = caller.http.post(path, content=(b" " * 100_000 for _ in range(30)), headers=headers)

    assert " 413 " in told
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def _head(caller: Caller, path: str, length: int) -> str:
    return (
        f"POST {path} HTTP/1.1\nHost: a\nAuthorization: Bearer {caller.secret}\n"
        f"Content-Type: multipart/form-data; boundary=b0\nContent-Length: {length}"
    )
