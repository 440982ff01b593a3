"""The demonstration and the accuracy benchmark over the samples that come along."""

import json
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


def test_a_folder_without_labels_is_wrong_use(tmp_path: Path) -> None:
    run = proofdesk("bench", "accuracy", "--data", str(tmp_path))

    assert run.returncode == 2
    assert "labels.jsonl" in run.stderr
    assert run.stdout == ""
