"""`proofdesk backup` and `restore`: there and back on the command line, with the gap in words."""

import json
from pathlib import Path

import pytest

from app.cli import main
from app.installation import opened
from pipeline.evidence import ClaimId
from pipeline.ledger.entries import Actor
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.proof.signing import signed_now

ROOT = Actor(tenant=DEFAULT_TENANT, name="test")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation with one claim, and a backup of it."""
    home = tmp_path / "home"
    stated(home, "C-1")
    assert main(["backup", str(tmp_path / "copy"), "--data", str(home)]) == 0
    return home


def stated(home: Path, claim: str) -> None:
    stores = opened(str(home))
    stores.keys.first("k" * 40)
    stores.claims.state(ROOT, ClaimId(claim), {"reason": "product_quality"}, None)
    signed_now(stores)
    stores.close()


def test_a_backup_comes_back_with_its_gap_in_words(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stated(folder, "C-2")
    capsys.readouterr()
    new = tmp_path / "new"

    words = ["restore", str(tmp_path / "copy"), "--data", str(new), "--outside", str(folder / "checkpoints")]
    assert main(words) == 0

    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["gap"] > 0
    assert "are missing" in said.err
    stores = opened(str(new))
    assert stores.claims.find(DEFAULT_TENANT, ClaimId("C-1")).version == 1
    stores.close()


def test_keys_never_stand_in_the_backup(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inside = ["backup", str(tmp_path / "copy"), "--keys", str(tmp_path / "copy" / "keys"), "--data", str(folder)]

    assert main(inside) == 2

    assert "keys must not lie" in capsys.readouterr().err
    assert (tmp_path / "copy.keys" / "master.key").is_file()
    assert not list((tmp_path / "copy").rglob("*.key"))


def test_what_is_no_backup_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(tmp_path), "--data", str(tmp_path / "new")]) == 2
    assert "no whole backup" in capsys.readouterr().err
