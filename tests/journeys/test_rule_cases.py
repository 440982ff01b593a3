"""Each rule answers as its drawn cases say, read from pixels through the whole hall."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from app.commands import claims
from benchmarks.labels import labels
from fixtures.claims.cases import GROUPS, draw_group
from fixtures.claims.rule_cases import CASES, Never
from pipeline.findings import Outcome
from pipeline.records import Record
from workers.desk import Desk
from workers.jobs import Job, processed
from workers.settings import Settings

AS_OF = "2026-11-12"
TODAY = date(2026, 11, 21)
SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "samples"
OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE)
WANTED = [
    (rule, outcome, case)
    for rule, cases in CASES.items()
    for outcome, case in zip(OUTCOMES, cases, strict=True)
    if not isinstance(case, Never)
]
ON_SAMPLES = [one for one in WANTED if "/" in one[2]]
ON_CLAIMS = [one for one in WANTED if "/" not in one[2]]
Answers = Mapping[str, Mapping[str, set[str]]]
"""By name of the case, then rule: every outcome that rule had on it."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def on_samples() -> Answers:
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    named = {case for _, _, case in ON_SAMPLES}
    with Desk.open(Settings(), lanes=1, today=TODAY) as desk:
        for label in labels(SAMPLES):
            name = f"{label.set_name}/{Path(label.name).stem}"
            if name in named and label.path:
                answer = processed(desk, Job(label.name, (label.name,), (label.path,)), pictures=0).answer
                assert isinstance(answer, Record)
                for finding in answer.findings:
                    told[name][finding.rule].add(finding.outcome.value)
    return told


@pytest.fixture(scope="module")
def on_claims(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for group in GROUPS:
        folder = tmp_path_factory.mktemp(group)
        draw_group(group, folder)
        for defect, answer in _answers(folder):
            for finding in answer["findings"]:
                told[defect][finding["rule"]].add(finding["outcome"])
    return told


@pytest.mark.parametrize(("rule", "outcome", "case"), ON_SAMPLES)
def test_a_rule_answers_a_sample_as_it_was_drawn_to(
    on_samples: Answers, rule: str, outcome: Outcome, case: str
) -> None:
    assert outcome.value in on_samples[case][rule]


@pytest.mark.parametrize(("rule", "outcome", "case"), ON_CLAIMS)
def test_a_rule_answers_a_claim_as_it_was_drawn_to(on_claims: Answers, rule: str, outcome: Outcome, case: str) -> None:
    assert outcome.value in on_claims[case][rule]


def _answers(folder: Path) -> Iterator[tuple[str, dict[str, list[dict[str, str]]]]]:
    """What is wrong with each claim, and what the command answered about it."""
    printed = folder / "answers.jsonl"
    words = [str(folder / "claims"), "--policy", str(folder / "policy"), "--registers", str(folder / "registers")]
    with pytest.MonkeyPatch.context() as patch, printed.open("w", encoding="utf-8") as out:
        patch.setattr("sys.stdout", out)
        claims.main([*words, "--as-of", AS_OF, "--json"])
    known = (json.loads(path.read_text("utf-8")) for path in (folder / "truth").glob("*.json"))
    defects = {truth["claim_id"]: truth["defect"] for truth in known}
    for line in printed.read_text("utf-8").splitlines():
        answer = json.loads(line)
        if answer["schema"] == "proofdesk.claim/1":
            yield defects[answer["claim_id"]], answer
