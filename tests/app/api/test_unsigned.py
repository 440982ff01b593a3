"""While nobody signs the ledger nothing new is taken in over HTTP; what is there is still shown."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.records.proof.checkpoints import Checkpoints
from tests.app.api.door import Caller, calling, picture, running, settings
from tests.workers.followers import until
from workers.proof.signing import signed_now

FACTS = {"reason": "product_quality"}


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Caller]:
    """A service whose entries have waited for a second longer than they may."""
    chosen = settings(tmp_path / "home")
    impatient = replace(chosen, places=replace(chosen.places, unsigned_seconds=1))
    with running(impatient) as house, calling(house, "default") as caller:
        until(lambda: Checkpoints(house.stores.database).unsigned().seconds > 1)
        yield caller


def test_writing_is_refused_with_what_to_do_and_reading_is_not(late: Caller) -> None:
    for answer in (late.send(picture()), late.http.put("/v1/claims/C-1", json=FACTS)):
        assert (answer.status_code, answer.json()["code"]) == (503, "ledger_unsigned")
        assert "proofdesk porter" in answer.json()["detail"]
        assert "签名" in answer.json()["detail_zh"]
        assert answer.headers["retry-after"]
    assert late.http.get("/v1/evidence").status_code == 200


def test_it_goes_on_as_soon_as_somebody_signs(late: Caller) -> None:
    assert late.http.put("/v1/claims/C-1", json=FACTS).status_code == 503

    signed_now(late.running.stores)

    assert late.http.put("/v1/claims/C-1", json=FACTS).status_code == 201
