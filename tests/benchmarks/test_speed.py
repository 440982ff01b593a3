"""What the speed benchmark counts."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.labels import Label
from benchmarks.number_recall import labelled, numbers, recall, recall_blanks_aside
from benchmarks.pace import Pace, as_object, as_text
from benchmarks.peers import Peer, Reading
from benchmarks.speed import OURS, Born, Course, compared, pages_per_second, pictures
from benchmarks.tree import cpu_seconds, descendants, peak_memory
from pipeline.errors import ReaderTrouble
from tests.app.papers import PaperDesk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="speed is measured from Linux's /proc")

BURN = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"


def receipt(name: str, set_name: str = "set", boxes: Path | None = Path("boxes.json")) -> Label:
    return Label(set_name=set_name, name=name, path=Path(name), doc_type="receipt", accepted={}, text_boxes=boxes)


def test_processor_time_of_children_counts_while_they_live_and_after() -> None:
    before = cpu_seconds()
    with subprocess.Popen(
        [sys.executable, "-c", BURN + "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.pid in descendants()
        assert peak_memory() > 100_000  # it may only just have begun to be Python
        child.communicate(b"\n")

    assert 0.28 <= cpu_seconds() - before < 5


def test_numbers_are_runs_of_digits_with_the_marks_inside_them() -> None:
    assert numbers("12/30/2016FRI total 1,234.50. 7 x 8-9") == {"12/30/2016": 1, "1,234.50": 1, "8-9": 1}


def test_recall_counts_a_number_as_often_as_it_is_printed(tmp_path: Path) -> None:
    (tmp_path / "boxes.json").write_text(json.dumps({"regions": [{"text": "5.00"}, {"text": "5.00"}, {"text": "abc"}]}))

    assert recall("5.00", labelled(tmp_path / "boxes.json")) == (1, 2)
    assert recall("5.00 x 5.00 5.00", labelled(tmp_path / "boxes.json")) == (2, 2)


def test_blanks_inside_a_line_may_be_left_aside_and_lines_are_never_joined() -> None:
    wanted = numbers("056006426599 193.00")

    assert recall_blanks_aside("ABN: 0 56 006 426 599\n193.00", wanted) == 2
    assert recall_blanks_aside("056 006\n426 599\n1 193.00", wanted) == 1
    assert recall_blanks_aside("1193.00", wanted) == 0


def test_pictures_are_taken_evenly_from_each_set_and_only_with_text_boxes() -> None:
    labels = [
        *(receipt(f"a{i}", "a") for i in range(10)),
        *(receipt(f"b{i}", "b") for i in range(3)),
        receipt("c", "c", None),
    ]

    assert [label.name for label in pictures(labels, 4)] == ["a0", "a5", "b0", "b1"]


def test_every_reader_gets_every_picture_and_takes_turns_in_beginning(tmp_path: Path) -> None:
    boxes = tmp_path / "boxes.json"
    boxes.write_text('{"lines": [{"text": "12.50"}]}')
    answer = json.dumps({"cpu": 2.0, "wall": 3.0, "text": "12.50"}) + "\n"
    peer = Peer("plain", io.StringIO(), io.StringIO('{"ready": 1}\n' + answer * 3))
    desk = PaperDesk()

    courses = compared([receipt("a", boxes=boxes), receipt("b", boxes=boxes)], desk, [peer])

    assert [job.name for job in desk.asked] == ["a", "a", "b"]  # the first to warm up
    assert (courses["plain"].cpu, courses["plain"].recall) == ([2.0, 2.0], 1.0)
    assert courses[OURS].recall == 0.0


def test_a_peer_that_dies_is_told() -> None:
    peer = Peer("plain", io.StringIO(), io.StringIO('{"ready": 1}\n'))

    with pytest.raises(ReaderTrouble, match="plain stopped"):
        peer.read(Path("a.jpg"))


def test_pages_a_second_ask_for_each_picture_once_after_warming_up() -> None:
    desk = PaperDesk()

    assert pages_per_second([receipt("a"), receipt("b"), receipt("c")], desk, 2) >= 0.0
    assert sorted(job.name for job in desk.asked) == ["a", "a", "b", "b", "c"]


def test_the_report_shows_ratios_against_each_peer() -> None:
    ours, plain = Course(), Course()
    ours.cpu, ours.wall, ours.seen, ours.wanted = [0.5, 0.5], [0.4, 0.4], 9, 10
    plain.cpu, plain.wall, plain.seen, plain.wanted = [2.0, 2.0], [1.0, 1.0], 6, 10
    pace = Pace(
        courses={OURS: ours, "plain": plain},
        pages_per_second={1: 1.5, 2: 2.8},
        peak=400_000_000,
        first=(1.2, 1.1),
        born=Born(0.05, 3, 6),
    )

    text = as_text(pace)
    assert "plain             2.00    1.00          0.25           0.40  0.600 (6 of 10)" in text
    assert "largest reader process: 400 MB" in text
    assert "50 ms CPU (n = 3, 2.0 values read again on each)" in text
    assert as_object(pace)["pages_per_second"] == {"1": 1.5, "2": 2.8}


def test_a_reading_is_added_to_its_course(tmp_path: Path) -> None:
    (tmp_path / "boxes.json").write_text('{"lines": [{"text": "12.50 and 13.00"}]}')
    course = Course()

    course.add(Reading(1.0, 2.0, "12.50"), tmp_path / "boxes.json")

    assert (course.cpu, course.wall, course.recall) == ([1.0], [2.0], 0.5)
