"""`proofdesk policy try`: which past answers other terms would change."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.commands import policy
from pipeline.evidence import ClaimId
from storage.records.schema import answers, twin_claims
from tests.workers.houses import SENDER, House
from workers.claims.answering import Answering
from workers.policies.campaigns import Campaigns

FACTS = {"reason": "product_ineffective", "purchase_date": "2026-05-01", "submitted_on": "2026-09-01"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Two claims that were answered without a policy, one of them within thirty days."""
    made = House.at(tmp_path / "home", {})
    made.stores.claims.state(SENDER, ClaimId("C-early"), FACTS | {"submitted_on": "2026-05-20"}, None)
    made.stores.claims.state(SENDER, ClaimId("C-late"), FACTS, None)
    while Answering(made.stores, Campaigns(""), "porter").answer_due():
        pass
    yield made
    made.stores.close()


def terms(folder: Path, days: int) -> str:
    path = folder / "new.toml"
    path.write_text(f'campaign = "Spring"\nversion = "2"\nrefund_window_days = {days}\n', encoding="utf-8")
    return str(path)


def kept(house: House) -> list[int]:
    counts = [select(func.count()).select_from(table) for table in (answers, twin_claims)]
    return house.stores.database.read(lambda tx: [int(tx.connection.execute(one).scalar_one()) for one in counts])


def test_only_answers_that_would_change_are_shown(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = policy.main(["try", terms(tmp_path, 30), "--data", str(tmp_path / "home")])

    told = capsys.readouterr()
    assert status == 1
    assert "C-late\n" in told.out
    assert "now fails: WIN-01" in told.out
    assert "C-early" not in told.out
    assert told.err.startswith("2 claims: 1 answers would change")


def test_terms_that_change_nothing_say_so(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = policy.main(["try", terms(tmp_path, 365), "--data", str(tmp_path / "home")])

    assert (status, capsys.readouterr().out) == (0, "")


def test_nothing_is_written(house: House, tmp_path: Path) -> None:
    before = kept(house)

    policy.main(["try", terms(tmp_path, 30), "--data", str(tmp_path / "home")])

    assert kept(house) == before == [2, 2]


def test_machines_get_an_object_for_each(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy.main(["try", terms(tmp_path, 30), "--data", str(tmp_path / "home"), "--json"])

    (one,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert one["claim_id"] == "C-late"
    assert set(one["after"]["failed"]) - set(one["before"]["failed"]) == {"WIN-01"}
    assert one["after"]["policy"].startswith("2")
