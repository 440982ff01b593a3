"""`proofdesk export`: one file of an installation's records, whole under its name or not there at all."""

import csv
import io
import json
from pathlib import Path

import pytest

from app import cli
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import entries_on
from tests.app.api.door import settled
from tests.storage.whys import why
from tests.workers.houses import House, png


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House.at(tmp_path / "home", {})
    settled(made.stores, made.enter(png(1), "a.png", "C-1"))
    return made


def exported(house: House, out: Path, *words: str) -> int:
    return cli.main(["export", "--data", str(house.stores.folder), "--out", str(out), *words])


def test_the_ending_says_the_form_and_the_ledger_that_it_was_done(house: House, tmp_path: Path) -> None:
    assert exported(house, tmp_path / "records.csv", "--claim", "C-1") == 0
    assert exported(house, tmp_path / "all", "--format", "jsonl", "--unmasked", "complaint 7") == 0

    (row,) = csv.DictReader(io.StringIO((tmp_path / "records.csv").read_text("utf-8-sig"), newline=""))
    assert (row["claim_id"], row["file"], row["total_amount"]) == ("C-1", "●●●", "9.00")
    assert json.loads((tmp_path / "all").read_text("utf-8"))["record"]["file"] == "a.png"
    acts = [one.act for one in entries_on(house.stores.database, DEFAULT_TENANT, "records")]
    assert [(one.action, one.new, why(house.stores.reasons, DEFAULT_TENANT, one)) for one in acts] == [
        ("records.exported", "csv masked claim C-1", None),
        ("records.exported", "jsonl unmasked", "complaint 7"),
    ]


@pytest.mark.parametrize("words", [["--kind", "nothing"], ["--since", "yesterday"]])
def test_wrong_use_leaves_nothing_behind(house: House, tmp_path: Path, words: list[str]) -> None:
    assert exported(house, tmp_path / "records.csv", *words) == 2
    assert exported(house, tmp_path / "records.xlsx") == 2
    assert exported(house, tmp_path / "no/such/folder/records.csv") == 2

    assert [path.name for path in tmp_path.iterdir()] == ["home"]
