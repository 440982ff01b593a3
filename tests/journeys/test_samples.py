"""The committed samples, through the whole hall with the real readers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.showing.catalogue import Catalogue
from app.showing.page import record_page
from app.showing.paint import plain
from app.showing.table import Table
from benchmarks.labels import Label, labels
from benchmarks.matching import Match
from benchmarks.scoring import Score, scores
from pipeline.findings import Outcome, Severity
from pipeline.records import Record, Refusal, Route
from workers.desk import Desk, kinds
from workers.jobs import Job, processed
from workers.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "samples"
TODAY = date(2026, 11, 21)
LABELS = {f"{label.set_name}/{label.name}": label for label in labels(SAMPLES)}
DEFECTS = sorted(name for name, label in LABELS.items() if label.defect)
SOUND = sorted(name for name, label in LABELS.items() if not label.defect)


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, Record | Refusal]]:
    with Desk.open(Settings(), lanes=1, today=TODAY) as desk:
        yield {name: read(desk, label) for name, label in LABELS.items() if label.path}


def read(desk: Desk, label: Label) -> Record | Refusal:
    assert label.path is not None
    return processed(desk, Job(label.name, (label.name,), (label.path,)), pictures=0).answer


def critical(answers: dict[str, Record | Refusal], levels: set[str]) -> list[Score]:
    sound = ((LABELS[name], answers[name]) for name in SOUND)
    found = [score for label, answer in sound if label.level in levels for score in scores(label, answer)]
    return [score for score in found if score.critical]


@pytest.mark.parametrize(("levels", "least"), [({"clean", "scan"}, 0.99), ({"photo"}, 0.97)])
def test_decisive_values_of_drawn_evidence_are_read(
    answers: dict[str, Record | Refusal], levels: set[str], least: float
) -> None:
    found = critical(answers, levels)

    right = [score for score in found if score.match is Match.EXACT]

    assert len(found) >= 20
    assert len(right) >= least * len(found), [score for score in found if score not in right]


@pytest.mark.parametrize("name", sorted(LABELS))
def test_every_record_can_be_shown_on_a_terminal_and_in_a_browser(
    answers: dict[str, Record | Refusal], name: str
) -> None:
    answer = answers[name]

    assert isinstance(answer, Record)
    assert answer.name in record_page(answer, (), Catalogue(kinds()))
    assert answer.name in Table(Catalogue(kinds()), plain, 120).record(answer)


def test_no_decisive_value_is_wrong_in_silence(answers: dict[str, Record | Refusal]) -> None:
    every = (score for name in LABELS for score in scores(LABELS[name], answers[name]))

    assert [score for score in every if score.critical and score.silent] == []


@pytest.mark.parametrize("name", DEFECTS)
def test_each_planted_defect_is_found_by_its_rule(answers: dict[str, Record | Refusal], name: str) -> None:
    answer = answers[name]

    assert isinstance(answer, Record)
    failed = {finding.rule for finding in answer.findings if finding.outcome is Outcome.FAIL}
    assert set(LABELS[name].raises) <= failed


# A date that can be read two ways is ambiguous on the soundest paper: a question, not an alarm.
QUESTIONS = {"REC-05", "INT-08"}


def test_sound_evidence_raises_no_alarm_that_speaks_against_it(answers: dict[str, Record | Refusal]) -> None:
    alarms = [
        (name, finding.rule, finding.reason.en)
        for name in SOUND
        if isinstance(record := answers[name], Record)
        for finding in record.findings
        if finding.outcome is Outcome.FAIL and finding.severity in (Severity.REJECT, Severity.REVIEW)
        and finding.rule not in QUESTIONS.union(LABELS[name].raises)
    ]  # fmt: skip

    assert alarms == []


def test_nothing_is_accepted_without_a_person_as_long_as_nothing_was_audited(
    answers: dict[str, Record | Refusal],
) -> None:
    assert not [name for name, answer in answers.items() if isinstance(answer, Record) and answer.route is Route.ACCEPT]
