"""A claim in a running installation: files in, an answer out, and another one when the missing file comes late."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.evidence import ClaimId
from storage.records.claims.answers import GivenAnswer
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.workers.houses import SENDER, House
from workers.claims.answering import Answering
from workers.desk import Desk
from workers.policies.campaigns import Campaigns
from workers.reception import Reception
from workers.rounds.reader import Reader

SAMPLES = Path("fixtures/samples/claims")
FOLDER = "1082_threshold_passed"
REPORT = "test_report.pdf"


@dataclass(frozen=True, slots=True)
class Premises:
    """An installation in one folder, with a reader and a porter who act when they are told to."""

    house: House
    reader: Reader
    porter: Answering

    def send(self, claim: str, *files: str) -> None:
        for file in files:
            self.house.enter((SAMPLES / "claims" / FOLDER / file).read_bytes(), file, claim)

    def answer(self, claim: str) -> GivenAnswer:
        while self.reader.read_next():
            pass
        while self.porter.answer_due():
            pass
        found = self.house.stores.answers.newest(DEFAULT_TENANT, ClaimId(claim))
        assert found is not None
        return found


def failed(answer: GivenAnswer) -> set[str]:
    findings: Any = answer.body["findings"]
    return {one["rule"] for one in findings if one["outcome"] == "fail"}


@pytest.fixture
def facts() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((SAMPLES / "claims" / FOLDER / "claim.json").read_text("utf-8"))
    return found


def test_a_late_report_changes_the_answer(tmp_path: Path, facts: Mapping[str, Any]) -> None:
    house = House.at(tmp_path, {"POLICY": str(SAMPLES / "policy")})
    settings = house.stores.settings
    claim = str(facts["claim_id"])
    with Desk.open(settings, lanes=1, today=date(2026, 11, 12)) as desk:
        reader = Reader(stores=house.stores, desk=desk, reception=Reception(house.stores), owner="reader")
        premises = Premises(house, reader, Answering(house.stores, Campaigns.checked(settings.places.policy), "porter"))
        files = [file for one in facts["files"] for file in one["files"]]
        house.stores.claims.state(SENDER, ClaimId(claim), facts, None)
        premises.send(claim, *(file for file in files if file != REPORT))
        early = premises.answer(claim)
        premises.send(claim, REPORT)
        late = premises.answer(claim)
    house.stores.close()

    assert (early.version, early.outcome) == (1, "needs_review")
    assert "INT-05" in failed(early)
    assert (late.version, late.outcome) == (2, "not_eligible")
    assert "INT-05" not in failed(late)
    assert "LAB-09" in failed(late)
    efficacy: Any = late.body["efficacy"]
    versions: Any = late.body["versions"]
    assert (efficacy["attained"], late.body["refundable_amount"]) == ("125.84", "292.80")
    assert versions["policy"]["version"].startswith("2026-autumn")
