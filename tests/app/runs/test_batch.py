"""A run over documents: what is shown, told, kept and returned."""

import io
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.runs.batch import JsonScreen, Run, Screen, TableScreen, answered
from app.runs.inputs import documents
from app.runs.keep import Keeper
from app.runs.lanes import INTERRUPTED
from app.runs.progress import Lines
from app.showing.paint import plain
from app.showing.table import Table
from pipeline.errors import BadFile, ReaderTrouble
from storage.results import Results
from tests.app.papers import KINDS, PaperDesk, record, till_receipt, touch


@dataclass
class Counter:
    """One run at a paper desk over files of a folder."""

    folder: Path
    desk: PaperDesk = field(default_factory=PaperDesk)
    out: io.StringIO = field(default_factory=io.StringIO)
    notes: io.StringIO = field(default_factory=io.StringIO)
    stop: threading.Event = field(default_factory=threading.Event)
    keeper: Keeper | None = None

    def run(self, names: Sequence[str], screen: Screen | None = None) -> int:
        touch(self.folder, *names)
        entries = documents([str(self.folder)])
        run = Run(
            read=self.desk,
            lanes=2,
            stop=self.stop,
            screen=screen or JsonScreen(self.out),
            progress=Lines(self.notes, len(entries)),
            keeper=self.keeper,
            notes=self.notes,
        )
        return answered(run, entries)

    @property
    def answers(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path / "in")


def test_all_read_ends_in_status_zero_and_one_json_object_each_in_order(counter: Counter) -> None:
    status = counter.run(["b.jpg", "a.jpg", "c.jpg"])

    assert status == 0
    assert [answer["file"] for answer in counter.answers] == ["a.jpg", "b.jpg", "c.jpg"]
    assert {answer["schema"] for answer in counter.answers} == {"proofdesk.record/1"}


def test_every_paper_of_a_picture_is_an_object_behind_the_first_and_counted(counter: Counter) -> None:
    counter.desk.further["a.jpg"] = 2

    status = counter.run(["a.jpg", "b.jpg"])

    assert status == 0
    assert [answer["file"] for answer in counter.answers] == ["a.jpg", "a.jpg#2", "a.jpg#3", "b.jpg"]
    assert "4 documents in" in counter.notes.getvalue()


def test_one_refused_file_ends_in_status_one_and_its_neighbours_are_read(counter: Counter) -> None:
    counter.desk.answers["b.jpg"] = BadFile("locked", "b.jpg is locked with a password; send it unlocked.")

    status = counter.run(["a.jpg", "b.jpg", ".hidden", "c.jpg"])

    assert status == 1
    assert [answer["status"] for answer in counter.answers] == ["refused", "read", "refused", "read"]
    assert counter.answers[2]["error"] == {
        "code": "locked",
        "message": "b.jpg is locked with a password; send it unlocked.",
    }


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (ReaderTrouble("cpu_limit", "It took too long; try again."), "cpu_limit"),
        (PermissionError(13, "Permission denied"), "unreadable_path"),
        (ZeroDivisionError("our own fault"), "internal_error"),
    ],
)
def test_trouble_with_one_document_is_its_own_refusal(counter: Counter, trouble: Exception, code: str) -> None:
    counter.desk.answers["a.jpg"] = trouble

    status = counter.run(["a.jpg", "b.jpg"])

    assert status == 1
    error = counter.answers[0]["error"]
    assert isinstance(error, dict)
    assert error["code"] == code
    assert counter.answers[1]["status"] == "read"


def test_the_summary_counts_documents_pages_and_those_that_need_a_person(counter: Counter) -> None:
    counter.desk.answers["b.jpg"] = record("b.jpg")

    counter.run(["a.jpg", "b.jpg", ".hidden"])

    last = counter.notes.getvalue().splitlines()[-1]
    assert last.startswith("3 documents in 0:00: 2 read, 1 refused, 2 pages")
    assert last.endswith("2 go to a person, 1 with values to check.")


def test_a_stop_keeps_what_is_done_and_says_how_much(counter: Counter, tmp_path: Path) -> None:
    counter.keeper = Keeper(Results.open(tmp_path / "out"), KINDS)
    counter.stop.set()

    status = counter.run(["a.jpg", "b.jpg"])

    assert status == INTERRUPTED
    assert "Stopped: 0 of 2 documents done" in counter.notes.getvalue()
    assert (tmp_path / "out/records.jsonl").read_text() == ""


def test_results_are_kept_as_record_page_and_list(counter: Counter, tmp_path: Path) -> None:
    counter.keeper = Keeper(Results.open(tmp_path / "out"), KINDS)

    counter.run(["a.jpg", ".hidden"])

    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [name.partition("-")[0] for name in names] == [
        "a.jpg",
        "a.jpg",
        "hidden",
        "index.html",
        "records.csv",
        "records.jsonl",
    ]
    kept = (tmp_path / "out/records.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in kept] == counter.answers
    page = next(name for name in names if name.startswith("a.jpg") and name.endswith(".html"))
    assert f'href="{page}"' in (tmp_path / "out/index.html").read_text()


def test_a_result_folder_that_vanishes_is_told_and_is_not_a_success(counter: Counter, tmp_path: Path) -> None:
    counter.keeper = Keeper(Results.open(tmp_path / "out"), KINDS)
    (tmp_path / "out").rmdir()

    status = counter.run(["a.jpg"])

    assert status == 1
    assert "make room and run again" in counter.notes.getvalue()


def test_people_see_a_table_and_machines_see_nothing_else_than_json(counter: Counter) -> None:
    counter.run(["a.jpg"], TableScreen(counter.out, Table(KINDS, plain, 120)))

    assert counter.out.getvalue().startswith("a.jpg  Receipt 收据, 98 %")


def test_a_name_that_would_steer_the_terminal_is_printed_as_escapes(counter: Counter) -> None:
    name = "x\x1b[31m\u202e.jpg"

    counter.run([name, "y\x1b]0;.jpg"], TableScreen(counter.out, Table(KINDS, plain, 120)))

    assert "x\\x1b[31m\\u202e.jpg" in counter.out.getvalue()
    assert "\x1b" not in counter.out.getvalue() + counter.notes.getvalue()


def test_a_record_under_its_own_name_is_what_the_desk_said(counter: Counter) -> None:
    counter.desk.answers["a.jpg"] = till_receipt("a.jpg")

    counter.run(["a.jpg"])

    assert counter.answers[0]["needs_person"] == ["issue_date"]
