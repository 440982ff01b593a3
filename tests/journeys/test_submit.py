"""`proofdesk submit`: files go in from the command line, and what is inside them is waited for, too."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.commands import submit
from benchmarks.invariants import History, broken, open_evidence
from tests.workers.houses import House, png

PAPER = (400, 300)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def submitted(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, list[dict[str, Any]]]:
    status = submit.main(["--data", str(home), *words])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def file(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def archive(*members: tuple[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, content in members:
            packed.writestr(name, content)
    return held.getvalue()


def test_a_file_becomes_evidence_of_its_claim(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = submitted(capsys, home, "--claim", "C-1", file(tmp_path, "a.png", png(1)))

    assert status == 0
    assert [(one["claim_id"], one["state"]) for one in told] == [("C-1", "received")]


def test_a_refused_file_is_told_beside_those_that_were_taken(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = file(tmp_path, "a.png", png(1)), file(tmp_path, "b.png", b"no picture")

    status, told = submitted(capsys, home, *files)

    assert status == 1
    assert ["id" in one for one in told] == [True, False]
    assert told[1]["error"]["code"] == "unsupported_type"


def test_waiting_is_over_when_what_was_inside_is_read_too(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = archive(("c.png", png(3, PAPER)))
    outer = file(tmp_path, "papers.zip", archive(("a.png", png(1, PAPER)), ("inner.zip", inner)))

    status, told = submitted(capsys, home, "--wait", outer)

    house = House.at(home, {})
    assert status == 0
    assert told[0]["state"] == "settled"
    assert house.stores.standings.waiting() == {"settled": 4}
    assert not open_evidence(house.stores.database)
    assert broken(house.stores, History(accepted=(told[0]["id"],)), datetime.now(UTC)) == ()
    house.stores.close()
