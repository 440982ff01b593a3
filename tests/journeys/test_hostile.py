"""Two hundred hostile files through the front door: each is answered, none stops the others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = os.environ.get("PROOFDESK_DATA")


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not DATA, reason="set PROOFDESK_DATA to the folder of real documents")
def test_every_hostile_file_is_answered_and_nothing_is_left_behind(tmp_path: Path) -> None:
    files = Path(DATA or "") / "hostile" / "files"
    wanted = sorted(
        path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file() and not path.is_symlink()
    )
    command = [sys.executable, "-m", "app.cli", "process", str(files), "--json", "--out", str(tmp_path / "out")]
    (tmp_path / "temp").mkdir()

    run = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path / "temp")},
        capture_output=True,
        text=True,
        check=False,
    )

    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 1
    answered = {name.split("!/")[0] for answer in answers for name in answer["files"]}  # archives: by their members
    assert sorted(answered) == wanted
    assert "Traceback" not in run.stderr
    assert not [answer["file"] for answer in answers if (answer["error"] or {}).get("code") == "internal_error"]
    assert list((tmp_path / "temp").iterdir()) == []
