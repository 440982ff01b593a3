"""Every call that writes an entry is taken away once: a test must fail each time."""

import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.journeys.taking_away import Copy, sites, without

AT_ONCE, MOST = 6, 24  # tests asked together, and at most, of those that reach a call
BELONGING = (  # tests that reach the ledger, one store of each kind
    *("tests/app/api", "tests/app/commands", "tests/app/web", "tests/contracts"),
    *("tests/workers/keeping", "tests/workers/proof", "tests/workers/replay", "tests/workers/rounds"),
    *("tests/workers/claims", "tests/workers/test_hostile_hints.py", "tests/workers/test_following.py"),
)
LEFT_OUT = ("-m", "not slow", "-k", "not postgres and not served and not sqlite and not openapi and not barriers")


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
        asked = [tests[start : start + AT_ONCE] for start in range(0, len(tests), AT_ONCE)]
        noticed = any(copy.notices(site, some) for some in asked)
        sys.stderr.write(f"{'noticed' if noticed else 'SILENT'}  {site}  {len(tests)} tests\n")
        silent += [] if noticed else [str(site)]

    assert silent == []
