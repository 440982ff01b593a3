"""What the load benchmark pushes and how it tells what it measured."""

import itertools
import sys
from pathlib import Path

import pytest

from benchmarks.installation import own_installation
from benchmarks.load import (
    Accepting,
    Course,
    Load,
    accepted_at,
    as_object,
    as_text,
    distinct,
    percentile,
    recorded,
)
from benchmarks.tree import resident

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples/kinds"
LOAD = Load(
    accepting=Accepting((0.01, 0.02, 0.03, 0.09), 20.0, 1_000_000),
    to_record=(1.0, 1.5, 2.5),
    bare=Course(10, 5.0, 10.0),
    service=Course(10, 5.5, 10.5),
    one_reader=Course(10, 11.0, 10.4),
    memory=(1_000_000_000, 1_010_000_000),
)


def test_no_two_files_are_alike_and_each_keeps_its_picture(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"picture")

    found = list(itertools.islice(distinct([tmp_path / "a.jpg"], 100), 3))

    assert len({content for _, content in found}) == len({name for name, _ in found}) == 3
    assert all(content.startswith(b"picture") and len(content) == 100 for _, content in found)


@pytest.mark.parametrize(("part", "value"), [(0.0, 1.0), (0.5, 3.0), (0.95, 4.0), (1.0, 4.0)])
def test_a_percentile_is_one_of_the_values(part: float, value: float) -> None:
    assert percentile((1.0, 2.0, 3.0, 4.0), part) == value


def test_the_figures_are_told_to_machines_and_people() -> None:
    told = as_object(LOAD)

    assert told["accept"] == {"n": 4, "rate": 20.0, "bytes": 1_000_000, "p50": 0.03, "p95": 0.09, "p99": 0.09}
    assert told["service_to_bare"] == {"cpu": 1.05, "wall": 1.1}
    assert told["two_readers_to_one"] == 2.0
    assert told["memory"] == {"begun": 1_000_000_000, "ended": 1_010_000_000, "growth": 0.01}
    assert "p95 90 ms" in as_text(LOAD)
    assert "1000 MB, at the end 1010 MB (+1.0 %)" in as_text(LOAD)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="processes are measured from Linux's /proc")
def test_an_installation_of_our_own_accepts_reads_and_goes() -> None:
    files = distinct([SAMPLES / "en_receipt_clean1.png"])

    with own_installation(1) as there:
        seconds = accepted_at(there, files, 3, 10.0)
        to_record = recorded(there, files, 1)
        size = resident(there.pid)

    assert len(seconds) == 3
    assert to_record[0] > seconds[0]
    assert size > 100_000_000
    assert not there.answers()
