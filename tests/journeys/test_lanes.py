"""From blind answers to a document that needs nobody, and back again after one wrong answer."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.commands import eval as command
from pipeline.errors import Conflict, WrongUse
from pipeline.evidence import EvidenceId
from pipeline.fields import Field, State, Value
from pipeline.ledger.entries import Actor
from pipeline.record_json import as_json
from pipeline.records import Form, Record
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.storage.cellar import HandClock
from tests.workers.houses import House, png
from workers.audits import standing_lanes, terms
from workers.confidence import loaded
from workers.desk import Desk
from workers.jobs import Job, processed
from workers.outcomes import PIPELINE, settled
from workers.reception import Reception, Sent
from workers.rounds.reader import Reader
from workers.stores import Stores

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples/demo"
POLICY = """\
schema = "proofdesk.automation/1"
[[lane]]
kind = "receipt"
field = "total_amount"
target_error = 0.1
[[lane]]
kind = "receipt"
field = "issue_date"
target_error = 0.1
"""
ENOUGH = 29  # right answers that bring the bound under 10 %
TOTAL, DAY = ("receipt", "total_amount"), ("receipt", "issue_date")
Told = list[dict[str, Any]]
Said = Callable[..., Told]


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    """An installation with a policy, at the hour of our samples."""
    policy = tmp_path / "automation.toml"
    policy.write_text(POLICY, encoding="utf-8")
    monkeypatch.setenv("PROOFDESK_AUTOMATION", str(policy))
    house = House.at(tmp_path / "home", {"AUTOMATION": str(policy)})
    yield replace(house.stores, database=replace(house.stores.database, clock=HandClock()))
    house.stores.close()


@pytest.fixture
def audit(stores: Stores, capsys: pytest.CaptureFixture[str]) -> Said:
    """`proofdesk eval audit`, and the JSON it prints."""

    def said(word: str, *words: str) -> Told:
        assert command.main(["audit", word, "--data", str(stores.folder), *words]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return said


def entered(stores: Stores, content: bytes) -> EvidenceId:
    sent = Sent(actor=Actor(tenant=DEFAULT_TENANT, name="test"), filename="=till.png", channel="test", claim_id=None)
    return Reception(stores).take(sent, BytesIO(content)).standing.evidence.id


def read_before(stores: Stores, count: int) -> None:
    """So many receipts whose total and day were sure; each total is another one."""
    for number in range(count):
        found = entered(stores, png(number))
        values: dict[str, Value] = {"total_amount": Decimal(number), "issue_date": date(2026, 9, 1 + number % 28)}
        record = Record(
            name="=till.png",
            files=("=till.png",),
            sha256="",
            media_type="image/png",
            flags=(),
            pages=(),
            kind="receipt",
            kind_confidence=1.0,
            form=Form(
                "receipt",
                tuple(Field(name=name, state=State.READ, value=value, critical=True) for name, value in values.items()),
            ),
            versions={"pipeline": PIPELINE, "confidence": loaded().version},
        )
        lease = stores.work.claim("earlier", found)
        assert lease is not None
        stores.work.settle(lease, settled(record))


def answered(stores: Stores, sheet: Path, wrong: int = 0) -> Path:
    """The sheet as a person fills it in: as it is on paper, but for the first `wrong` rows."""
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for number, row in enumerate(rows):
        record = stores.standings.version(DEFAULT_TENANT, EvidenceId(row["evidence"]), int(row["record"]))
        fields: Any = record["fields"]
        value = next(field["value"] for field in fields if field["name"] == row["field"])
        row["value"] = "99999" if number < wrong else value
    filled = sheet.with_suffix(".filled.csv")
    with filled.open("w", encoding="utf-8", newline="") as stream:
        back = csv.DictWriter(stream, rows[0].keys())
        back.writeheader()
        back.writerows(rows)
    return filled


def opened_by_lin(stores: Stores, audit: Said, folder: Path) -> None:
    read_before(stores, ENOUGH)
    audit("draw", "--seed", "7", "--out", str(folder / "sheet.csv"))
    audit("answer", str(answered(stores, folder / "sheet.csv")), "--by", "Lin Mei")
    for lane in (TOTAL, DAY):
        audit("open", *lane, "--by", "Lin Mei")


def read_now(stores: Stores, sample: str) -> dict[str, Any]:
    """The record of a real page that is read by a real reader."""
    found = entered(stores, (SAMPLES / sample).read_bytes())
    with Desk.open(stores.settings, lanes=1, today=date(2026, 11, 28)) as desk:
        reader = Reader(stores=stores, desk=desk, reception=Reception(stores), owner="reader")
        assert reader.read_next(found)
    standing = stores.standings.find(DEFAULT_TENANT, found)
    return dict(stores.standings.record(DEFAULT_TENANT, standing) or {})


def test_blind_answers_open_a_lane_and_one_wrong_answer_closes_it(stores: Stores, audit: Said, tmp_path: Path) -> None:
    opened_by_lin(stores, audit, tmp_path)
    assert [(lane["state"], lane["audited"], lane["wrong"]) for lane in audit("status")] == [("open", ENOUGH, 0)] * 2

    passing = read_now(stores, "till_receipt_en.jpg")
    assert passing["route"] == "accept"
    assert passing["lanes"]["total_amount"]["passed"]
    assert "opened by Lin Mei" in passing["lanes"]["total_amount"]["reason"]["en"]

    sheet = tmp_path / "second.csv"
    drawn = audit("draw", "--kind", TOTAL[0], "--field", TOTAL[1], "--size", "5", "--out", str(sheet))
    assert drawn[0]["drawn"] == 1  # what passed since, and nothing else
    told = audit("answer", str(answered(stores, sheet, wrong=1)), "--by", "Wu Fan")
    assert (told[0]["answered"], told[0]["wrong"]) == (1, 1)
    assert {lane["field"]: (lane["state"], lane["why"]) for lane in told[1:]} == {
        "total_amount": ("closed", "closed_by_audit"),
        "issue_date": ("open", "opened_by"),
    }

    held = read_now(stores, "till_receipt_zh.jpg")
    assert held["route"] == "review"
    assert not held["lanes"]["total_amount"]["passed"]
    assert held["lanes"]["issue_date"]["passed"]
    with pytest.raises(Conflict, match="stays closed"):
        audit("open", *TOTAL, "--by", "Lin Mei")


def test_the_same_page_in_the_same_lanes_gives_the_same_record(stores: Stores, audit: Said, tmp_path: Path) -> None:
    opened_by_lin(stores, audit, tmp_path)
    path = SAMPLES / "till_receipt_en.jpg"
    job = Job(path.name, (path.name,), (path,))

    with Desk.open(stores.settings, lanes=1, today=date(2026, 11, 28)) as desk:
        here = stores.audits(terms(desk.coefficients, desk.lanes.automation))
        with_lanes = replace(desk, lanes=standing_lanes(here, DEFAULT_TENANT))
        first, second = (json.dumps(as_json(processed(with_lanes, job, pictures=0).answer)) for _ in range(2))

    assert first == second
    assert json.loads(first)["route"] == "accept"


def test_without_a_policy_the_same_record_waits_for_a_person(stores: Stores, audit: Said, tmp_path: Path) -> None:
    opened_by_lin(stores, audit, tmp_path)
    places = replace(stores.settings.places, automation="")

    record = read_now(replace(stores, settings=replace(stores.settings, places=places)), "till_receipt_en.jpg")

    assert record["route"] == "review"
    assert record["lanes"]["total_amount"]["reason"]["en"] == "policy does not let this field pass without a person"


def test_a_sheet_holds_places_and_no_values_and_can_be_had_again(stores: Stores, audit: Said, tmp_path: Path) -> None:
    read_before(stores, 3)
    audit("draw", "--size", "2", "--seed", "7", "--out", str(tmp_path / "a.csv"))
    audit("sheet", "--out", str(tmp_path / "b.csv"))

    (first, second) = (sorted((tmp_path / name).read_text("utf-8-sig").splitlines()) for name in ("a.csv", "b.csv"))
    assert first == second
    assert len(first) == 5
    assert all("'=till.png" in row and row.endswith(",") for row in first if "smp_" in row)


def test_a_lane_with_answers_enough_needs_no_more(stores: Stores, audit: Said, tmp_path: Path) -> None:
    opened_by_lin(stores, audit, tmp_path)

    with pytest.raises(WrongUse, match="no lane needs more values"):
        audit("draw", "--out", str(tmp_path / "more.csv"))


def test_what_waits_for_answers_is_not_drawn_once_more(stores: Stores, audit: Said, tmp_path: Path) -> None:
    read_before(stores, ENOUGH + 5)
    audit("draw", "--out", str(tmp_path / "a.csv"))

    with pytest.raises(WrongUse, match="waits for answers; `eval audit sheet`"):
        audit("draw", "--out", str(tmp_path / "b.csv"))

    assert [lane["waiting"] for lane in audit("status")] == [ENOUGH, ENOUGH]


def test_a_sheet_without_an_answer_is_told_to_be_filled_in(stores: Stores, audit: Said, tmp_path: Path) -> None:
    read_before(stores, 1)
    audit("draw", "--out", str(tmp_path / "sheet.csv"))

    with pytest.raises(WrongUse, match="column value"):
        audit("answer", str(tmp_path / "sheet.csv"), "--by", "Lin Mei")


def test_answers_that_are_not_for_this_sheet_are_refused_whole(stores: Stores, audit: Said, tmp_path: Path) -> None:
    read_before(stores, 2)
    audit("draw", "--size", "2", "--out", str(tmp_path / "sheet.csv"))
    sheet = answered(stores, tmp_path / "sheet.csv")
    text = sheet.read_text("utf-8")
    (tmp_path / "moved.csv").write_text(text.replace("total_amount", "issue_date"), "utf-8")
    (tmp_path / "unknown.csv").write_text(text.replace("smp_", "smq_"), "utf-8")

    with pytest.raises(WrongUse, match="another record"):
        audit("answer", str(tmp_path / "moved.csv"), "--by", "Lin Mei")
    with pytest.raises(WrongUse, match="no sample"):
        audit("answer", str(tmp_path / "unknown.csv"), "--by", "Lin Mei")
    with pytest.raises(WrongUse, match="Say who"):
        audit("answer", str(sheet), "--by", " ")
    assert [lane["audited"] for lane in audit("status")] == [0, 0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "receipt", "items", "--by", "Lin Mei"), "no decisive field items"),
        (("close", "reciept", "total_amount", "--by", "Lin Mei", "--reason", "x"), "no kind reciept"),
        (("close", "receipt", "total_amount", "--by", "Lin Mei", "--reason", " "), "Say why"),
        (("draw", "--kind", "receipt", "--out", "x.csv"), "together"),
        (("draw", "--out", "x.csv"), "Nothing was drawn: no value was read surely"),
    ],
)
def test_a_call_that_cannot_be_meant_is_told_what_to_mend(audit: Said, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        audit(*words)


def test_a_person_closes_a_lane_with_a_reason(stores: Stores, audit: Said, tmp_path: Path) -> None:
    opened_by_lin(stores, audit, tmp_path)

    (lane,) = audit("close", *DAY, "--by", "Wu Fan", "--reason", "a new till")

    assert (lane["state"], lane["reason"]["en"]) == ("closed", "closed by Wu Fan: a new till")
