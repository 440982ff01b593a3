"""Records leave as one file, masked unless somebody says why not, with no formula in it, and never unnoticed."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.parquet
import pytest
from sqlalchemy import select

from app.showing.spreadsheet import MARK
from pipeline.corrections import Change
from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Act, Actor
from pipeline.lifecycle import Move
from storage.records.evidence.work import Outcome
from storage.records.proof.ledger import entry_in
from storage.records.schema import entries
from tests.app.api.door import Caller, calling, picture
from tests.storage.whys import why

NAME, FORMULA = "王小明", "=cmd|' /C calc'!A0"
RECORD: Mapping[str, Any] = {
    "schema": "proofdesk.record/1",
    "file": f"{NAME}.png",
    "files": [f"{NAME}.png"],
    "sha256": "ab",
    "media_type": "image/png",
    "status": "read",
    "error": None,
    "flags": ["misnamed"],
    "pages": [{"number": 1}],
    "kind": "exam_result",
    "kind_confidence": 0.98,
    "fields": [
        {"name": "candidate_name", "state": "read", "value": NAME, "raw": NAME, "candidates": [], "readings": []},
        {"name": "exam_name", "state": "read", "value": FORMULA},
        {"name": "scores", "state": "read", "value": [{"subject": "一", "score": "90"}]},
        {"name": "pass_mark", "state": "read", "value": "60"},
    ],
    "findings": [{"rule": "EXM-01", "outcome": "fail", "reason": {"zh": f"{NAME} 未通过", "en": f"{NAME} failed"}}],
    "route": "review",
    "needs_person": ["pass_mark"],
    "versions": {"pipeline": "1"},
}


@pytest.fixture
def kept(caller: Caller) -> Caller:
    """A tenant with one exam result of a claim, whose pass mark a person put right."""
    stores = caller.running.stores
    evidence = EvidenceId(caller.sent(picture(), claim_id="C-1"))
    lease = stores.work.claim("test:1", evidence)
    assert lease
    stores.work.settle(lease, Outcome(move=Move.SETTLE, record=RECORD, pipeline="1", kind="exam_result"))
    mended = Change(
        evidence=evidence,
        record=1,
        kind="exam_result",
        field="pass_mark",
        read="60",
        old="60",
        new="50",
        box=None,
        crop="",
        after=None,
    )
    stores.corrections.correct(Actor(tenant=caller.tenant, name="test"), mended)
    return caller


def rows(caller: Caller, **asked: str) -> list[dict[str, str]]:
    answer = caller.http.get("/v1/records", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith(MARK)
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix(MARK), newline="")))


def told(caller: Caller) -> list[Act]:
    wanted = select(entries).where(entries.c.tenant == caller.tenant, entries.c.action == "records.exported")
    return caller.running.stores.database.read(lambda tx: [entry_in(row).act for row in tx.connection.execute(wanted)])


def test_a_row_a_document_with_values_as_they_stand(kept: Caller) -> None:
    (row,) = rows(kept)

    assert (row["schema"], row["claim_id"], row["kind"], row["record"]) == (
        "proofdesk.records/1",
        "C-1",
        "exam_result",
        "1",
    )
    assert (row["pass_mark"], row["corrected"], row["needs_person"]) == ("50", "pass_mark", "")
    assert (row["failed_rules"], row["flags"], row["pages"]) == ("EXM-01", "misnamed", "1")
    assert json.loads(row["scores"]) == [{"subject": "一", "score": "90"}]
    assert row["exam_name"] == f"'{FORMULA}"


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_names_of_persons_are_shown_with_a_reason_alone(kept: Caller, form: str) -> None:
    hidden = kept.http.get("/v1/records", params={"format": form})
    shown = kept.http.get("/v1/records", params={"format": form, "reason": "court order 7"})

    assert hidden.status_code == shown.status_code == 200
    assert NAME not in text_of(hidden.content, form)
    assert NAME in text_of(shown.content, form)
    assert [(one.new, why(kept.running.stores.reasons, kept.tenant, one)) for one in told(kept)] == [
        (f"{form} masked", None),
        (f"{form} unmasked", "court order 7"),
    ]


def text_of(content: bytes, form: str) -> str:
    if form != "parquet":
        return content.decode("utf-8")
    return str(pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist())


def test_parquet_holds_the_same_rows_with_their_sorts(kept: Caller) -> None:
    content = kept.http.get("/v1/records", params={"format": "parquet", "reason": "x"}).content
    table = pyarrow.parquet.read_table(io.BytesIO(content))
    (row,) = table.to_pylist()
    (same,) = rows(kept, reason="x")

    assert table.schema.metadata[b"proofdesk.schema"] == b"proofdesk.records/1"
    assert list(row) == list(same)
    assert (row["exam_name"], row["pages"], row["kind_confidence"]) == (FORMULA, 1, 0.98)
    assert row["received"].isoformat() == same["received"]


def test_lines_of_json_hold_whole_records_and_what_people_said(kept: Caller) -> None:
    (line,) = kept.http.get("/v1/records", params={"format": "jsonl", "reason": "x"}).text.splitlines()
    found = json.loads(line)

    assert found["schema"] == "proofdesk.records/1"
    assert found["record"] == RECORD
    assert (found["corrections"][0]["field"], found["corrections"][0]["new"]) == ("pass_mark", "50")


def test_what_is_asked_for_is_what_comes(kept: Caller, stranger: Caller) -> None:
    assert rows(kept, kind="receipt") == rows(kept, claim_id="C-2") == rows(kept, since="2999-01-01") == []
    assert len(rows(kept, kind="exam_result", claim_id="C-1", since="2020-01-01", until="2999-01-01")) == 1
    assert "gross_amount" not in rows(kept, kind="exam_result")[0]
    assert rows(stranger) == []


@pytest.mark.parametrize("asked", [{"format": "xlsx"}, {"since": "yesterday"}, {"kind": "../x"}])
def test_what_means_nothing_is_refused_and_writes_nothing(kept: Caller, asked: dict[str, str]) -> None:
    assert kept.http.get("/v1/records", params=asked).status_code == 422
    assert told(kept) == []


@pytest.fixture
def reader(kept: Caller) -> Iterator[Caller]:
    with calling(kept.running, kept.tenant, "claims:read") as found:
        yield found


def test_a_key_without_the_scope_gets_nothing(reader: Caller) -> None:
    assert reader.http.get("/v1/records").status_code == 403
    assert told(reader) == []
