"""One claim, asked of the command line and of a running installation: pages in any order, one of them late."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.commands import claims
from benchmarks.invariants import Broken
from pipeline.evidence import ClaimId, EvidenceId
from storage.records.claims.answers import GivenAnswer
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.workers.houses import SENDER, House
from workers.claims.answering import Answering
from workers.desk import Desk
from workers.policies.campaigns import Campaigns
from workers.reception import Reception
from workers.rounds.reader import Reader

SAMPLES = Path("fixtures/samples")
POLICY = SAMPLES / "claims" / "policy"
PAGES = ("contract_p1.jpg", "contract_p2.jpg", "contract_p3.jpg")
RECEIPTS = "receipts.jpg"
FILED = [{"slot": "contract", "files": list(PAGES)}, {"slot": "receipt", "files": [RECEIPTS]}]
SERVICE_ALONE = {"version", "made", "current", "evidence"}
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Premises:
    """An installation in one folder, with a reader and a porter who act when they are told to."""

    folder: Path
    house: House
    reader: Reader
    porter: Answering
    claim: ClaimId

    def send(self, *files: str) -> None:
        for file in files:
            self.house.enter((self.folder / file).read_bytes(), file, self.claim)

    def answer(self) -> GivenAnswer:
        while self.reader.read_next() or self.porter.answer_due():
            pass
        found = self.house.stores.answers.newest(DEFAULT_TENANT, self.claim)
        assert found is not None
        return found

    def record(self, evidence: str) -> Told:
        standings = self.house.stores.standings
        found = standings.record(DEFAULT_TENANT, standings.find(DEFAULT_TENANT, EvidenceId(evidence)))
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Answers:
    """`printed` by the command line, records before the claim; `early` and `late` by the installation.

    `broken`: what no longer holds in its stores afterwards.
    """

    printed: tuple[Told, ...]
    early: Told
    late: Told
    records: Mapping[str, Told]
    broken: tuple[Broken, ...]


def two_receipts() -> Image.Image:
    """One photo of two receipts of different shops, beside each other on a table."""
    slips = [Image.open(SAMPLES / "kinds" / f"cn_receipt_{one}").convert("RGB") for one in ("clean1.png", "scan2.jpg")]
    table = Image.new("RGB", (sum(slip.width for slip in slips) + 240, max(slip.height for slip in slips) + 160), "tan")
    table.paste(slips[0], (80, 80))
    table.paste(slips[1], (slips[0].width + 160, 80))
    return table


def today() -> date:
    return datetime.now(UTC).astimezone().date()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A claim whose contract was photographed page by page, and whose receipts lie on one photo."""
    made = tmp_path_factory.mktemp("claim")
    drawn = SAMPLES / "claims" / "claims" / "0011"
    facts = json.loads((drawn / "claim.json").read_text("utf-8"))
    (made / "claim.json").write_text(json.dumps({**facts, "files": FILED}), "utf-8")
    for page in PAGES:
        (made / page).write_bytes((drawn / page).read_bytes())
    two_receipts().save(made / RECEIPTS, quality=92)
    return made


@pytest.fixture(scope="module")
def answers(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    house = House.at(tmp_path_factory.mktemp("house"), {"POLICY": str(POLICY)})
    facts = json.loads((folder / "claim.json").read_text("utf-8"))
    with Desk.open(house.stores.settings, lanes=1, today=today()) as desk:
        reader = Reader(stores=house.stores, desk=desk, reception=Reception(house.stores), owner="reader")
        porter = Answering(house.stores, Campaigns.checked(str(POLICY)), "porter")
        premises = Premises(folder, house, reader, porter, ClaimId(facts["claim_id"]))
        premises.send(PAGES[2], RECEIPTS)
        house.stores.claims.state(SENDER, premises.claim, facts, None)
        premises.send(PAGES[0])
        early = premises.answer()
        premises.send(PAGES[1])
        late = premises.answer()
    evidence: Any = late.body["evidence"]
    records = {one["file"]: premises.record(one["id"]) for one in evidence}
    broken = house.broken()
    house.stores.close()
    return Answers(printed(folder), early.body, late.body, records, broken)


def printed(folder: Path) -> tuple[Told, ...]:
    out = folder.parent / f"{folder.name}.jsonl"
    with pytest.MonkeyPatch.context() as patch, out.open("w", encoding="utf-8") as stream:
        patch.setattr("sys.stdout", stream)
        assert claims.main([str(folder), "--policy", str(POLICY), "--as-of", today().isoformat(), "--json"]) == 0
    return tuple(json.loads(line) for line in out.read_text("utf-8").splitlines())


def failed(answer: Told) -> set[tuple[str, str | None]]:
    return {(one["rule"], one.get("file")) for one in answer["findings"] if one["outcome"] == "fail"}


def test_both_give_the_same_answer_to_the_last_word(answers: Answers) -> None:
    service = {key: value for key, value in answers.late.items() if key not in SERVICE_ALONE}

    assert service == answers.printed[-1]


def test_both_read_the_same_documents_with_the_same_values(answers: Answers) -> None:
    told = {one["file"]: one for one in answers.printed[:-1]}

    assert list(told) == [one["file"] for one in answers.late["evidence"]] == [PAGES[0], RECEIPTS, f"{RECEIPTS}#2"]
    for name, record in told.items():
        for key in ("kind", "fields", "files", "pages"):
            assert answers.records[name][key] == record[key], (name, key)


def test_the_answer_names_the_uploads_that_each_document_was_put_together_from(answers: Answers) -> None:
    contract, first, second = answers.late["evidence"]

    assert len(set(contract["of"])) == 3
    assert answers.records[PAGES[0]]["made_of"] == contract["of"]
    assert first["of"] == second["of"]
    assert first["id"] != second["id"]


def test_while_a_page_is_missing_the_answer_asks_for_it(answers: Answers) -> None:
    assert ("INT-01", PAGES[1]) in failed(answers.early)
    assert ("INT-01", PAGES[1]) not in failed(answers.late)
    assert {one["file"] for one in answers.early["evidence"]} == {PAGES[0], PAGES[2], RECEIPTS, f"{RECEIPTS}#2"}


def test_everything_that_was_put_together_is_kept_as_what_came_in_is(answers: Answers) -> None:
    assert answers.broken == ()
