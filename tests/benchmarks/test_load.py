"""What the load benchmark pushes, counts and says."""

import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.installation import Installation, own_installation
from benchmarks.load import Accepting, Course, Inside, Load, Memory, accepted_at, distinct, percentile
from benchmarks.load_report import as_object, as_text, growth
from benchmarks.tree import cpu_seconds_of, resident
from pipeline.errors import WrongUse
from tests.house.sources import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are measured from Linux's /proc")

SAMPLES = ROOT / "fixtures" / "samples" / "demo"
BEGUN: Memory = ((1, "serve", 100_000_000), (2, "reader", 300_000_000))
ENDED: Memory = ((1, "serve", 100_000_000), (3, "reader", 308_000_000))


def test_a_service_is_pushed_to_and_measured_from_outside() -> None:
    with own_installation(1) as here:
        words = ("bench", "service", "--data", str(SAMPLES), "--url", here.url, "--pages", "4", "--json")
        run = subprocess.run(
            [sys.executable, "-m", "app.cli", *words, "--files", "8", "--rate", "8", "--bytes", "300000"],
            cwd=ROOT,
            env={**os.environ, "PROOFDESK_KEY": here.key},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        programs = {program for _, program, _ in resident(here.pid)}
        spent = cpu_seconds_of(here.pid)

    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["accept"]["n"], told["to_record"]["n"], told["inside"]) == (8, 4, None)
    assert 0 < told["accept"]["p50"] <= told["accept"]["p95"] <= told["accept"]["p99"]
    assert {"up", "serve", "porter", "reader", "fork_parent"} <= programs
    assert spent > 0.5


def test_no_two_files_are_alike_and_each_is_as_long_as_was_asked(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"a" * 10)

    found = list(itertools.islice(distinct([tmp_path / "a.png"], 100), 3))

    assert [name for name, _ in found] == ["0-a.png", "1-a.png", "2-a.png"]
    assert {len(content) for _, content in found} == {100}
    assert len({content for _, content in found}) == 3


def test_an_upload_that_waited_for_its_turn_is_counted_from_when_it_was_due() -> None:
    class Slow(Installation):  # each answer takes 0.2 s
        def upload(self, name: str, content: bytes, claim: str) -> tuple[str, float]:  # noqa: ARG002
            time.sleep(0.2)
            return name, 0.0

    seconds = accepted_at(Slow("http://127.0.0.1:1", "key"), iter([("a", b"")] * 130), 130, 10_000)

    assert seconds[0] >= 0.2
    assert seconds[-1] >= 0.5, "the third round of 64 waited for two others"


def test_an_address_that_is_none_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="no address"):
        Installation("localhost:8080", "key").state("evd_1")


def test_the_report_shows_ratios_and_the_memory_of_each_process() -> None:
    load = Load(
        accepting=Accepting((0.01, 0.02, 0.09), 20.0, 1_000_000),
        to_record=(1.0, 2.0),
        inside=Inside(Course(10, 5.0, 8.0), Course(10, 5.5, 8.4), Course(10, 9.9, 8.4), (BEGUN, ENDED), 2_000),
    )

    text = as_text(load)
    assert "p50 20 ms, p95 90 ms, p99 90 ms" in text
    assert "service to bare: CPU 1.05, wall 1.10; 2 readers to 1: 1.80" in text
    assert "memory over 2000 files: +2.0 %" in text
    assert as_object(load)["accept"] == {
        "n": 3,
        "rate": 20.0,
        "bytes": 1_000_000,
        "p50": 0.02,
        "p95": 0.09,
        "p99": 0.09,
    }


def test_growth_is_counted_over_all_processes_whoever_was_replaced() -> None:
    assert growth((BEGUN, ENDED)) == pytest.approx(0.02)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert [percentile((1.0, 2.0, 3.0, 4.0), part) for part in (0.5, 0.95, 1.0)] == [3.0, 4.0, 4.0]


def test_courses_add_up() -> None:
    assert Course(1, 2.0, 3.0) + Course(1, 1.0, 1.0) == Course(2, 3.0, 4.0)
