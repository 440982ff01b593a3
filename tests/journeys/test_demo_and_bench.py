"""The demonstration and the accuracy benchmark over the samples that come along."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "fixtures" / "samples" / "demo"


def proofdesk(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)


def test_the_demonstration_shows_a_table_and_writes_a_page_for_each_sample(tmp_path: Path) -> None:
    samples = sorted(path.name for path in SAMPLES.iterdir() if path.suffix != ".jsonl")

    run = proofdesk("demo", "--out", str(tmp_path))

    assert run.returncode == 0
    assert [name for name in samples if f"{name}  " in run.stdout] == samples
    pages = sorted(path.name for path in tmp_path.glob("*.html"))
    assert len(pages) == len(samples) + 1
    assert str(tmp_path / "index.html") in run.stderr


def test_accuracy_is_measured_on_drawn_samples_with_figures_and_intervals() -> None:
    run = proofdesk("bench", "accuracy", "--data", str(SAMPLES), "--json")

    assert run.returncode == 0
    report = json.loads(run.stdout)
    totals = [rate for rate in report["rates"] if rate["field"] in ("gross_amount", "total_amount")]
    assert sum(rate["n"] for rate in totals) == 4
    assert all(rate["low"] <= rate["rate"] <= rate["high"] for rate in report["rates"])
    assert report["refused"] == []
    assert report["silent"] == []


def test_what_was_read_once_gives_the_same_figures_again_without_looking_at_a_page(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    data = shutil.copytree(SAMPLES, tmp_path / "data")
    first = proofdesk("bench", "accuracy", "--data", str(data), "--json", "--keep", str(kept))

    again = proofdesk("bench", "accuracy", "--data", str(data), "--json", "--kept", str(kept))

    assert again.returncode == 0
    assert json.loads(again.stdout) == json.loads(first.stdout)
    assert json.loads(again.stdout)["refused"] == []
    learned = proofdesk("eval", "examples", "--data", str(data), "--kept", str(kept), "--out", str(tmp_path / "found"))
    assert learned.returncode == 0
    read = [json.loads(row) for row in (tmp_path / "found").read_text("utf-8").splitlines()[1:]]
    assert {row["field"] for row in read if row["critical"] and row["right"]} >= {"gross_amount", "total_amount"}


def test_pages_that_were_not_kept_are_counted_as_left_out(tmp_path: Path) -> None:
    words = ("--data", str(SAMPLES), "--kept", str(tmp_path), "--out", str(tmp_path / "found"))

    run = proofdesk("eval", "examples", *words)

    assert "4 of 4 files were refused and are left out." in run.stderr


def test_a_file_that_changed_since_it_was_kept_is_not_found_again(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    data = tmp_path / "data"
    data.mkdir()
    label, _ = (SAMPLES / "labels.jsonl").read_text(encoding="utf-8").split("\n", 1)
    name = json.loads(label)["file"]
    (data / "labels.jsonl").write_text(label + "\n", encoding="utf-8")
    shutil.copy(SAMPLES / name, data / name)
    proofdesk("bench", "accuracy", "--data", str(data), "--keep", str(kept))
    (data / name).write_bytes((data / name).read_bytes() + b"\n")

    again = proofdesk("bench", "accuracy", "--data", str(data), "--json", "--kept", str(kept))

    assert [one["code"] for one in json.loads(again.stdout)["refused"]] == ["not_kept"]


def test_a_folder_without_labels_is_wrong_use(tmp_path: Path) -> None:
    run = proofdesk("bench", "accuracy", "--data", str(tmp_path))

    assert run.returncode == 2
    assert "labels.jsonl" in run.stderr
    assert run.stdout == ""
