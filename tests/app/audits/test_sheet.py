"""A sheet goes to a person without what the machine read, and comes back whole or is refused."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.audits.sheet import COLUMNS, Shown, filled, new_sheet, write
from pipeline.errors import WrongUse
from pipeline.evidence import EvidenceId
from pipeline.trust.audits import Candidate, Sample

VALUE = Candidate(evidence=EvidenceId("evd_1"), record=2, kind="receipt", field="total_amount")
RECORD = {
    "fields": [{"name": "total_amount", "value": "73.70", "raw": "73.70", "page": 1, "box": [0.1, 0.2, 0.3, 0.4]}]
}
HEAD = "sample,evidence,record,kind,field,value\n"


def sheet(folder: Path, file: str = "a.png") -> Path:
    path = folder / "sheet.csv"
    sample = Sample(id="smp_1", value=VALUE, seed="7", drawn=datetime(2026, 11, 28, tzinfo=UTC))
    with new_sheet(path) as stream:
        write(stream, [Shown(sample=sample, file=file, label="实付金额 Total paid", record=RECORD)])
    return path


def test_the_place_is_told_and_the_machines_value_is_not(tmp_path: Path) -> None:
    text = sheet(tmp_path).read_text("utf-8-sig")

    (row,) = csv.DictReader(text.splitlines())
    assert tuple(row) == COLUMNS
    assert (row["page"], row["box"], row["value"]) == ("1", "0.100 0.200 0.300 0.400", "")
    assert "73.70" not in text


def test_a_file_that_stands_there_is_not_overwritten(tmp_path: Path) -> None:
    sheet(tmp_path)

    with pytest.raises(WrongUse, match="new file"):
        sheet(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_what_spreadsheets_save_is_understood(tmp_path: Path, encoding: str, mark: str) -> None:
    text = (HEAD + "smp_1,evd_1,2,receipt,total_amount,２０元\nsmp_2,evd_2,2,receipt,total_amount,\n").replace(
        ",", mark
    )
    (tmp_path / "back.csv").write_text(text, encoding=encoding)

    rows, blank = filled(tmp_path / "back.csv")

    assert [(row.row, row.sample, row.value) for row in rows] == [(2, "smp_1", "２０元")]
    assert blank == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sample,evidence\n", "no column"),
        ("", "no column"),
        (HEAD + 'a,b,c,d,e,"open\n', "no CSV"),
        (HEAD + "smp_1,e,1,k,f,1\nsmp_1,e,1,k,f,2\n", "row 3: this sample stands there twice"),
    ],
)
def test_a_sheet_that_was_spoilt_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "back.csv").write_text(text, encoding="utf-8")

    with pytest.raises(WrongUse, match=said):
        filled(tmp_path / "back.csv")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "back.csv").write_bytes(b"\x89PNG\xff\xff\xff")

    with pytest.raises(WrongUse, match="not text"):
        filled(tmp_path / "back.csv")
    with pytest.raises(WrongUse, match="cannot be read"):
        filled(tmp_path / "gone.csv")
