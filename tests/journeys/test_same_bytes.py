"""The same files give the same bytes, in every run and however many are read at a time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "fixtures" / "samples" / "kinds"
FILES = ("cn_receipt_photo3.jpg", "digital_fapiao_clean1.pdf", "lab_en_scan2.jpg")


def printed(folder: Path, jobs: int, seed: str) -> bytes:
    """What a fresh process prints of them; `seed` shuffles what Python keeps in no order."""
    command = [sys.executable, "-m", "app.cli", "process", str(folder), "--json", "--as-of", "2026-11-12"]
    told = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run([*command, "--jobs", str(jobs)], cwd=ROOT, env=told, capture_output=True, timeout=240)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_two_runs_with_two_job_counts_print_the_same_bytes(tmp_path: Path) -> None:
    for name in FILES:
        shutil.copy(SAMPLES / name, tmp_path / name)

    one, three = printed(tmp_path, 1, "1"), printed(tmp_path, 3, "2")

    assert len(one.splitlines()) == len(FILES)
    assert one == three
