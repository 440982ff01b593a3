"""From files on a disk to records, pages and an exit status, with the real readers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "fixtures" / "samples" / "kinds"
RECEIPT, INVOICE = SAMPLES / "en_receipt_clean1.png", SAMPLES / "digital_fapiao_clean1.pdf"
ESCAPES = "x\x1b[31m\u202e.txt"


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def answers(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


def proofdesk(*words: str, temp: Path | None = None) -> Ended:
    told = os.environ | ({"TMPDIR": str(temp)} if temp else {})
    command = [sys.executable, "-m", "app.cli", *words]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, check=False, timeout=240)
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """One run over a folder with two good files and five that cannot be read."""
    folder = tmp_path_factory.mktemp("journey")
    given = folder / "in"
    (given / "sub").mkdir(parents=True)
    shutil.copy(RECEIPT, given / "b.png")
    shutil.copy(INVOICE, given / "sub" / "invoice.pdf")
    (given / "a_empty.jpg").write_bytes(b"")
    (given / "c_cut.pdf").write_bytes(INVOICE.read_bytes()[:60])
    (given / "d_text.jpg").write_text("just words")
    (given / ".hidden.png").write_bytes(RECEIPT.read_bytes())
    (given / ESCAPES).write_text("words")
    (folder / "temp").mkdir()
    run = proofdesk("process", str(given), "--json", "--out", str(folder / "out"), temp=folder / "temp")
    return run, folder


def test_every_file_is_answered_in_order_and_bad_ones_do_not_stop_good_ones(ended: tuple[Ended, Path]) -> None:
    run, _ = ended

    found = [(answer["file"], answer["status"]) for answer in run.answers]

    assert run.status == 1
    assert found == [
        (".hidden.png", "refused"),
        ("a_empty.jpg", "refused"),
        ("b.png", "read"),
        ("c_cut.pdf", "refused"),
        ("d_text.jpg", "refused"),
        ("sub/invoice.pdf", "read"),
        (ESCAPES, "refused"),
    ]


def test_a_refusal_says_in_one_line_what_to_do(ended: tuple[Ended, Path]) -> None:
    for answer in ended[0].answers:
        error = answer["error"]
        if isinstance(error, dict):
            assert error["code"].replace("_", "").isalpha()
            assert error["message"]
            assert "\n" not in error["message"]
            assert "Traceback" not in error["message"]


def test_the_record_holds_the_contract_and_the_truth_drawn_beside_it(ended: tuple[Ended, Path]) -> None:
    run, _ = ended
    truths = [json.loads(line) for line in (SAMPLES / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    truth = next(one for one in truths if one["file"] == INVOICE.name)["fields"]

    record = next(answer for answer in run.answers if answer["file"] == "sub/invoice.pdf")

    assert record["schema"] == "proofdesk.record/1"
    assert record["kind"] == "vat_invoice"
    fields = record["fields"]
    assert isinstance(fields, list)
    values = {field["name"]: field["value"] for field in fields}
    for name in ("invoice_number", "issue_date", "gross_amount"):
        assert values[name] == truth[name]
    placed = next(field for field in fields if field["name"] == "gross_amount")
    assert placed["page"] == 1
    assert len(placed["box"]) == 4
    assert placed["readings"]


def test_nothing_that_steers_a_terminal_is_printed(ended: tuple[Ended, Path]) -> None:
    run, _ = ended

    assert "\x1b" not in run.out + run.err
    assert "\u202e" not in run.out + run.err


def test_pages_and_records_are_kept_and_temporary_files_are_not(ended: tuple[Ended, Path]) -> None:
    _, folder = ended

    kept = sorted(path.suffix for path in (folder / "out").iterdir())

    assert kept == [".csv"] + [".html"] * 3 + [".json"] * 7 + [".jsonl"]
    page = next((folder / "out").glob("b.png-*.html")).read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in page
    assert list((folder / "temp").iterdir()) == []


def test_two_pictures_of_one_name_are_the_pages_of_one_record(tmp_path: Path) -> None:
    shutil.copy(RECEIPT, tmp_path / "bill_p1.png")
    shutil.copy(RECEIPT, tmp_path / "bill_p2.png")

    run = proofdesk("process", str(tmp_path), "--json", "--jobs", "1")

    (record,) = run.answers
    assert run.status == 0
    assert record["files"] == ["bill_p1.png", "bill_p2.png"]
    pages = record["pages"]
    assert isinstance(pages, list)
    assert [page["number"] for page in pages] == [1, 2]


@pytest.mark.parametrize(
    "words",
    [
        ["process"],
        ["process", "--jobs", "0", "x.jpg"],
        ["process", "--as-of", "31.1.2026", "x.jpg"],
        ["process", "--claim", "claim.json", "x.jpg"],
        ["process", "--policy", "policy.toml", "x.jpg"],
        ["process", "--nonsense", "x.jpg"],
        ["nonsense"],
        [],
    ],
)
def test_wrong_use_ends_in_status_two_with_a_word_and_nothing_on_standard_output(words: list[str]) -> None:
    run = proofdesk(*words)

    assert run.status == 2
    assert run.out == ""
    assert run.err
    assert "Traceback" not in run.err


def test_a_result_folder_that_is_a_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    run = proofdesk("process", str(RECEIPT), "--out", str(tmp_path / "file"))

    assert run.status == 2
    assert "--out" in run.err


@pytest.mark.skipif(sys.platform == "darwin", reason="process groups are looked up in /proc")
def test_ctrl_c_keeps_what_is_done_and_leaves_no_process_behind(tmp_path: Path) -> None:
    for number in range(12):
        shutil.copy(RECEIPT, tmp_path / f"{number:02}.png")
    command = [sys.executable, "-m", "app.cli", "process", str(tmp_path), "--json", "--jobs", "1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        first = running.stdout.readline() if running.stdout else ""
        os.killpg(running.pid, signal.SIGINT)
        rest, told = running.communicate(timeout=60)

    answers = [json.loads(line) for line in (first + rest).splitlines()]
    assert running.returncode == 130
    assert 1 <= len(answers) < 12
    assert [answer["file"] for answer in answers] == [f"{number:02}.png" for number in range(len(answers))]
    assert "Traceback" not in told
    assert "KeyboardInterrupt" not in told
    assert f"{len(answers)} of 12 documents done" in told
    assert _ends(running.pid)


def test_a_reader_of_our_output_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    for number in range(2):
        shutil.copy(RECEIPT, tmp_path / f"{number}.png")
    command = f"{sys.executable} -m app.cli process {tmp_path} --json --jobs 1 | head -c 10"

    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False, timeout=120)

    assert done.stdout == b'{"schema":'
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def _ends(group: int) -> bool:
    """Whether every process of the group is gone within five seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_what_an_archive_holds_is_read_and_refused_one_by_one_and_no_copy_is_left(tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as box:
        box.write(RECEIPT, "till/receipt.png")
        box.writestr("notes.txt", "words")

    run = proofdesk("process", str(tmp_path / "box.zip"), "--json", temp=tmp_path / "temp")

    name = str(tmp_path / "box.zip")
    assert run.status == 1
    assert [(answer["file"], answer["status"]) for answer in run.answers] == [
        (f"{name}!/till/receipt.png", "read"),
        (f"{name}!/notes.txt", "refused"),
    ]
    assert list((tmp_path / "temp").iterdir()) == []
