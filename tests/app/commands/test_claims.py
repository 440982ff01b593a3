"""Folders of claims, answered document by document and claim by claim."""

import io
import json
import threading
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.commands.claims import Round, answered
from app.runs.claim_folders import BrokenFolder, ClaimFolder, claim_folders
from app.showing.claim_screens import JsonClaims, TableClaims
from app.showing.paint import plain
from app.showing.table import Table
from pipeline.claim.reasons import Slot
from pipeline.claim.registers import NOT_CONFIRMED, Confirmation, Inquiry
from pipeline.errors import WrongUse
from pipeline.records import Refusal
from tests.app.papers import KINDS, PaperDesk
from workers.claims.claiming import ClaimDesk
from workers.jobs import Job
from workers.policies.terms import Terms

DESK = ClaimDesk(date(2026, 11, 1), Terms())


def write(folder: Path, facts: dict[str, Any] | str, *files: str) -> None:
    folder.mkdir(parents=True)
    text = (
        facts if isinstance(facts, str) else json.dumps({"claim_id": folder.name, "reason": "product_quality"} | facts)
    )
    (folder / "claim.json").write_text(text, encoding="utf-8")
    for file in files:
        (folder / file).write_bytes(b"paper")


def filed(slot: str, *files: str) -> dict[str, Any]:
    return {"files": [{"slot": slot, "files": list(files)}]}


def one(root: Path) -> ClaimFolder:
    (found,) = claim_folders(root)
    assert isinstance(found, ClaimFolder)
    return found


@dataclass
class Hall:
    """One run over claims at a paper desk."""

    root: Path
    desk: ClaimDesk = DESK
    out: io.StringIO = field(default_factory=io.StringIO)
    notes: io.StringIO = field(default_factory=io.StringIO)

    def run(self) -> int:
        return self._run(JsonClaims(self.out))

    def drawn(self) -> str:
        self._run(TableClaims(self.out, Table(KINDS, plain, 120), plain))
        return self.out.getvalue()

    def _run(self, screen: JsonClaims | TableClaims) -> int:
        round_ = Round(
            claim_desk=self.desk, read=PaperDesk(), lanes=2, stop=threading.Event(), screen=screen, notes=self.notes
        )
        return answered(round_, tuple(claim_folders(self.root)))

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


def test_claims_are_entered_in_the_order_of_their_folders(tmp_path: Path) -> None:
    for name in ("c2", "c1", "c10"):
        write(tmp_path / name, {})
    (tmp_path / "no claim").mkdir()

    assert [claim.name for claim in claim_folders(tmp_path)] == ["c1", "c10", "c2"]


def test_a_folder_that_is_one_claim_is_taken_as_such(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("photo", "a.jpg"), "a.jpg")

    assert [document.entry.name for document in one(tmp_path / "c1").documents] == ["a.jpg"]


def test_pictures_of_one_slot_are_the_pages_of_one_document(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("test_report", "b.jpg", "a.png"), "a.png", "b.jpg")

    (document,) = one(tmp_path).documents

    assert document.slot is Slot.TEST_REPORT
    assert isinstance(document.entry, Job)
    assert (document.entry.name, document.entry.files) == ("c1/b.jpg", ("c1/b.jpg", "c1/a.png"))


def test_pdfs_of_one_slot_are_documents_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("test_report", "a.pdf", "b.jpg"), "a.pdf", "b.jpg")

    assert [document.entry.name for document in one(tmp_path).documents] == ["c1/a.pdf", "c1/b.jpg"]


def test_only_what_the_claim_names_is_read_and_the_rest_is_told(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("photo", "a.jpg"), "a.jpg", "notes.txt")

    assert one(tmp_path).spare == ("notes.txt",)


def test_without_a_list_of_files_everything_beside_the_facts_is_read(tmp_path: Path) -> None:
    write(tmp_path / "c1", {}, "a.jpg", "b.pdf")

    assert [document.entry.name for document in one(tmp_path).documents] == ["c1/a.jpg", "c1/b.pdf"]


@pytest.mark.parametrize("file", ["../c2/a.jpg", "/etc/hostname", "gone.jpg"])
def test_files_elsewhere_or_nowhere_are_refused(tmp_path: Path, file: str) -> None:
    write(tmp_path / "c1", filed("photo", file))
    write(tmp_path / "c2", {}, "a.jpg")

    first = next(claim_folders(tmp_path))

    assert isinstance(first, ClaimFolder)
    assert isinstance(first.documents[0].entry, Refusal)


def test_a_folder_without_claims_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="holds no claim"):
        list(claim_folders(tmp_path))


def test_each_document_is_told_and_then_its_claim(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("receipt", "a.jpg"), "a.jpg")
    write(tmp_path / "c2", filed("receipt", "b.jpg"), "b.jpg")
    hall = Hall(tmp_path)

    assert hall.run() == 0

    assert [one.get("claim_id", one.get("file")) for one in hall.told] == ["c1/a.jpg", "c1", "c2/b.jpg", "c2"]
    claim = hall.told[1]
    assert claim["schema"] == "proofdesk.claim/1"
    assert claim["outcome"] == "needs_review"
    assert {one["file"] for one in claim["findings"] if "file" in one} == {"c1/a.jpg"}


def test_facts_that_cannot_be_taken_are_an_answer_with_every_mistake(tmp_path: Path) -> None:
    write(tmp_path / "c1", {"reason": "bored", "claimed_amount": "x", "policy": {"cycle_days": 1}})
    write(tmp_path / "c2", {"policy": {"attainment_threshold_pct": 300}}, "a.jpg")
    hall = Hall(tmp_path)
    claims = tuple(claim_folders(tmp_path))
    assert isinstance(claims[0], BrokenFolder)

    assert hall.run() == 1

    assert [mistake["key"] for mistake in hall.told[0]["mistakes"]] == ["reason", "claimed_amount"]
    assert [mistake["key"] for mistake in hall.told[-1]["mistakes"]] == ["policy.attainment_threshold_pct"]


def test_a_claim_is_drawn_for_people_in_both_languages(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("receipt", "a.jpg") | {"purchase_date": "2026-09-01"}, "a.jpg")

    drawn = Hall(tmp_path).drawn()

    assert "═══ c1  A person reviews it 需人工审核" in drawn
    assert "2026-09-01  purchase 购买" in drawn
    assert "● c1/a.jpg: to be confirmed before anything is paid 付款前请先核对: " in drawn


@dataclass(frozen=True)
class AwayDesk:
    """Registers that answer nothing."""

    def ask(self, _: Inquiry) -> Confirmation:
        return NOT_CONFIRMED


def test_what_no_register_confirmed_is_drawn_with_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("receipt", "a.jpg") | {"order_id": "261105-1234"}, "a.jpg")
    hall = Hall(tmp_path, replace(DESK, registers=AwayDesk()))

    drawn = hall.drawn()

    assert "商户订单系统未应答，尚未核实，请稍后重新核对，或人工查询 261105-1234" in drawn
    assert "look 261105-1234 up by hand (not confirmed 尚未核实)" in drawn


def test_registers_are_asked_once_the_papers_are_read(tmp_path: Path) -> None:
    write(tmp_path / "c1", filed("receipt", "a.jpg") | {"order_id": "261105-1234"}, "a.jpg")
    hall = Hall(tmp_path, replace(DESK, registers=AwayDesk()))

    hall.run()

    (finding,) = (one for one in hall.told[-1]["findings"] if one["rule"] == "ORD-03")
    assert (finding["outcome"], finding["unanswered"]) == ("unreadable", True)
