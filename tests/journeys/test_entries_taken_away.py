"""Every call that writes an entry is taken away once: a test must fail each time."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.journeys.taking_away import Copy, Site, sites, without

NOTICED = "noticed"
AT_ONCE, MOST = 6, 96  # tests asked together, and at most, of those that reach a call
BELONGING = (  # tests that reach the ledger, one store of each kind
    *("tests/app/api", "tests/app/commands", "tests/app/web", "tests/contracts"),
    *("tests/workers/keeping", "tests/workers/proof", "tests/workers/replay", "tests/workers/rounds"),
    *("tests/workers/claims", "tests/workers/test_alarms.py", "tests/workers/test_following.py"),
    *("tests/journeys/test_replay.py", "tests/journeys/test_desk_claim.py"),  # originals are read again here alone
)
ONE_DATABASE = "not [postgres and not [served and (not [sqlite or test_audits)"  # audits in memory are a stand-in
LEFT_OUT = ("-m", "not slow", "-k", f"{ONE_DATABASE} and not test_openapi")


def test_taking_a_call_away_leaves_a_module_that_is_python() -> None:
    found = sites()

    assert len(found) > 80
    for site in found:
        compile(without((ROOT / site.path).read_text("utf-8"), site), site.path, "exec")


@pytest.mark.slow
@pytest.mark.timeout(7_200)
def test_whatever_call_is_taken_away_a_test_notices(tmp_path: Path) -> None:
    copy = Copy.made(tmp_path / "house")
    reaching = copy.heard([*LEFT_OUT, *BELONGING])

    silent = []
    for site in sites():
        tests = reaching.get(site.function, ())[:MOST]
        answer = _answer(copy, site, tests)
        sys.stderr.write(f"{answer}  {site}  {len(tests)} tests\n")
        silent += [] if answer == NOTICED else [f"{answer}: {site}"]

    assert silent == []


def _answer(copy: Copy, site: Site, tests: Sequence[str]) -> str:
    """What the first tests say that do not all pass; tests pytest does not find have said nothing."""
    for start in range(0, len(tests), AT_ONCE):
        some = tests[start : start + AT_ONCE]
        status = copy.asked(site, some)
        if status:
            return NOTICED if status == 1 else f"not asked, pytest ended with {status}: {some}"
    return "SILENT"
