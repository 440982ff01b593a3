"""The drawn claims that come along are answered as their drawers say, from pixels to outcome."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.commands import claims

SAMPLES = Path("fixtures/samples/claims")
TRUTH = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((SAMPLES / "truth").glob("*.json"))}
AS_OF = date(2026, 11, 12)
Told = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The answer about each claim, by the name of its folder, as the command prints it."""
    printed = tmp_path_factory.mktemp("claims") / "answers.jsonl"
    words = [str(SAMPLES / "claims"), "--policy", str(SAMPLES / "policy"), "--as-of", AS_OF.isoformat(), "--json"]
    with pytest.MonkeyPatch.context() as patch, printed.open("w", encoding="utf-8") as out:
        patch.setattr("sys.stdout", out)
        assert claims.main(words) == 0
    answers = [json.loads(line) for line in printed.read_text("utf-8").splitlines()]
    by_id = {one["claim_id"]: one for one in answers if one["schema"] == "proofdesk.claim/1"}
    return {folder: by_id[truth["claim_id"]] for folder, truth in TRUTH.items()}


@pytest.mark.parametrize("folder", TRUTH)
def test_the_outcome_is_one_that_the_truth_accepts(told: Told, folder: str) -> None:
    truth = TRUTH[folder]
    accepted = {truth["outcome"], *truth["also_outcome"]}
    asked = {"needs_review"} if told[folder]["needs_person"] else set()  # nothing is decided on a doubted value

    assert told[folder]["outcome"] in accepted | asked


@pytest.mark.parametrize("folder", TRUTH)
def test_the_sum_is_right_to_the_cent(told: Told, folder: str) -> None:
    assert told[folder]["refundable_amount"] == TRUTH[folder]["refundable_amount"]


@pytest.mark.parametrize("folder", TRUTH)
def test_every_planted_flaw_is_found(told: Told, folder: str) -> None:
    failed = {one["rule"] for one in told[folder]["findings"] if one["outcome"] == "fail"}

    assert set(TRUTH[folder]["raises"]) <= failed


@pytest.mark.parametrize("folder", [name for name, truth in TRUTH.items() if not truth["defect"]])
def test_no_refusal_is_recommended_for_an_honest_claim(told: Told, folder: str) -> None:
    rejected = [one for one in told[folder]["findings"] if (one["outcome"], one["severity"]) == ("fail", "reject")]

    assert rejected == []
    assert told[folder]["outcome"] != "not_eligible"


@pytest.mark.parametrize("folder", [name for name, truth in TRUTH.items() if truth["efficacy"]])
def test_the_attainment_is_what_a_person_computes(told: Told, folder: str) -> None:
    assert told[folder]["efficacy"]["attained"] == TRUTH[folder]["efficacy"]["A"]
