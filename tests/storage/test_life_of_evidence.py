"""Whatever happens to evidence, nothing is lost and nothing is done twice; and the search for it finds planted bugs."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.storage.bugs import BUGS
from tests.storage.machine import EvidenceLife

STEPS = 40
FEW = settings(
    max_examples=40, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
MANY = settings(max_examples=2_000, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck))
HUNT = settings(
    max_examples=2_000,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    report_multiple_bugs=False,
    derandomize=True,
)


def test_nothing_is_lost_and_nothing_is_done_twice() -> None:
    run_state_machine_as_test(EvidenceLife, settings=FEW)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_nothing_is_lost_and_nothing_is_done_twice_in_two_thousand_lives() -> None:
    run_state_machine_as_test(EvidenceLife, settings=MANY)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_found(bug: str) -> None:
    class Buggy(EvidenceLife):
        build = staticmethod(BUGS[bug])

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Buggy, settings=HUNT)
