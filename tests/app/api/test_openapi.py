"""Whatever is asked, the answer is one that `/v1/openapi.json` tells of, and never a failure of ours."""

import secrets
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as searching
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pipeline.ledger.entries import Actor
from storage.records.evidence.uploads import UploadAsked
from storage.records.people.api_keys import SCOPES, SECOND, KeyWish
from tests.app.api.door import Caller, Running, calling, drawn, picture
from tests.app.api.test_access import LOCAL, RIGHT, SCOPE_OF, held_and_erased

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SECONDS = "/(erasures|holds)/[^/]+/(confirm|agree)$"  # addresses that another person's key opens
ENDLESS = {"GET /v1/events"}
ADDRESSES = sorted((set(SCOPE_OF) | LOCAL | {"GET /healthz", "GET /readyz"}) - ENDLESS)
SCHEMATHESIS = Path(sysconfig.get_path("scripts")) / "schemathesis"


@pytest.fixture(scope="module")
def asker(house: Running) -> Iterator[Caller]:
    with calling(house, f"a{secrets.token_hex(4)}") as found:
        yield found


@pytest.fixture(scope="module")
def page(house: Running) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{house.url}/v1/openapi.json")


@pytest.fixture(scope="module")
def ids(asker: Caller) -> dict[str, str]:
    """One thing of each sort, by the names of the addresses' parts; the key is not the one that asks."""
    stores, actor = asker.running.stores, Actor(tenant=asker.tenant, name="test")
    asked = UploadAsked(filename="a", claim_id=None, expected_kind=None)
    endpoint = asker.http.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/x"}).json()["id"]
    evidence = asker.sent(picture("own"), claim_id="C-own")
    asker.settle(evidence)
    return {
        "claim_id": "C-own",
        "evidence": evidence,
        "correction": asker.http.post(f"/v1/evidence/{evidence}/corrections", json=RIGHT).json()["id"],
        "sample": drawn(asker, evidence),
        "endpoint": endpoint,
        "wanted": stores.endpoints.deliveries(asker.tenant, endpoint=None, state=None, limit=1)[0].id,
        "key": stores.keys.make(actor, KeyWish(tenant=asker.tenant, name="spare"))[0].id,
        **held_and_erased(stores, actor),
        "upload": stores.uploads.make(actor, asked, timedelta(hours=1)).id,
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_one_of_those_that_are_documented(
    page: BaseSchema, asker: Caller, ids: dict[str, str], address: str
) -> None:
    method, path = address.split(" ")
    statuses: Counter[int] = Counter()

    @searching(
        max_examples=6,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(page[path][method].as_strategy())
    def every(case: Case[Any]) -> None:
        statuses.update(_asked(case, asker, ids))

    every()

    assert 401 not in statuses, "the key that asks opens it, else nothing behind it was tried"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("scopes", "which"),
    [(SCOPES, ("--exclude-path-regex", SECONDS)), ((SECOND,), ("--include-path-regex", SECONDS))],
    ids=["usual key", "second person's key"],
)
def test_no_question_however_odd_gets_an_answer_that_is_not_documented(
    house: Running, tmp_path: Path, scopes: tuple[str, ...], which: tuple[str, str]
) -> None:
    """All phases of schemathesis; it must not find the way to revoke the key it asks with."""
    names = ",".join(check.__name__ for check in CHECKS)
    words = ["--checks", names, "--phases", "coverage,fuzzing,stateful", "--max-examples", "20", "--seed", "1"]
    spared = ["--exclude-path", "/v1/events", "--exclude-path", "/v1/keys/{key}", "--request-timeout", "60"]
    key = house.key(f"a{secrets.token_hex(4)}", *scopes)

    ended = subprocess.run(
        [
            SCHEMATHESIS,
            "run",
            f"{house.url}/v1/openapi.json",
            "-H",
            f"Authorization: Bearer {key}",
            *words,
            *spared,
            *which,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, ended.stdout
    assert "Authentication failed" not in ended.stdout


def _asked(case: Case[Any], asker: Caller, ids: dict[str, str]) -> Iterator[int]:
    """Statuses of the question as it was made up, and of the same about things that are there."""
    if isinstance(case.query.get("wait"), int | float):
        case.query["wait"] = min(case.query["wait"], 0.1)  # nobody reads here: a long wait would only be long
    headers = {"Authorization": f"Bearer {asker.secret}"}
    yield case.call_and_validate(checks=CHECKS, headers=headers).status_code
    if case.path_parameters:
        case.path_parameters = {name: ids[name] for name in case.path_parameters}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        yield answer.status_code
