"""What people put right is read again and becomes labelled values a challenger is fitted on."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from app.commands import eval as command
from benchmarks.examples import Example, read
from pipeline.corrections import Change, as_text
from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.workers.houses import House
from workers.desk import Desk
from workers.reception import Reception, Sent
from workers.reviews.correcting import Correcting
from workers.reviews.crops import Cutter
from workers.rounds.reader import Reader
from workers.stores import Stores

SAMPLE = Path(__file__).resolve().parents[2] / "fixtures/samples/demo/till_receipt_en.jpg"
LIN = Actor(tenant=DEFAULT_TENANT, name="Lin Mei")


def read_page(stores: Stores) -> EvidenceId:
    sent = Sent(actor=LIN, filename="till.jpg", channel="test", claim_id=None)
    found = Reception(stores).take(sent, BytesIO(SAMPLE.read_bytes())).standing.evidence.id
    with Desk.open(stores.settings, lanes=1, today=date(2026, 11, 28)) as desk:
        assert Reader(stores=stores, desk=desk, reception=Reception(stores), owner="reader").read_next(found)
    return found


def say(stores: Stores, wanted: EvidenceId, field: str, new: str | None) -> None:
    """`new` for the field; None says that what was read is right."""
    standing = stores.standings.find(DEFAULT_TENANT, wanted)
    now = Correcting(stores, Cutter(stores.settings)).beside(DEFAULT_TENANT, standing).stands(field)
    change = Change(
        evidence=wanted,
        record=now.record,
        kind=now.kind,
        field=field,
        read=now.value,
        old=now.value,
        new=new or as_text(now.value) or "-",
        box=None,
        crop="",
        after=now.correction,
    )
    stores.corrections.correct(LIN, change)


def test_what_people_said_of_values_becomes_examples_and_the_newest_word_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House.at(tmp_path / "home", {})
    found = read_page(house.stores)
    say(house.stores, found, "total_amount", "99999.00")
    say(house.stores, found, "issue_date", "2020-01-01")
    say(house.stores, found, "issue_date", "2026-09-19")
    say(house.stores, found, "seller_name", None)
    house.stores.close()
    out = tmp_path / "corrections.jsonl"

    assert command.main(["corrections", "--data", str(house.stores.folder), "--out", str(out)]) == 0

    examples = {one.field: one for one in read(out) if isinstance(one, Example)}
    assert "3 values" in capsys.readouterr().out
    assert {name: one.right for name, one in examples.items()} == {
        "total_amount": False,
        "issue_date": True,
        "seller_name": True,
    }
    assert len({(one.document, one.shop, one.set_name) for one in examples.values()}) == 1
    assert all(one.shop and one.kind == "receipt" for one in examples.values())
