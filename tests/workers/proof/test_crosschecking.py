"""A forged entry is found by the hourly look, in the log and in the ledger, and told of once."""

import logging
from pathlib import Path

import pytest

from pipeline.ledger.entries import Act
from storage.records.ledger import entries_on, write_entry
from tests.workers.houses import SENDER, House, png
from workers.proof.crosschecking import EVERY_SECONDS, Crosschecking
from workers.proof.signing import signed_now
from workers.reception import Reception
from workers.rounds.porter import Porter


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.at(tmp_path / "home", {})


def test_what_is_in_order_raises_no_alarm(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.enter(png(1), claim="C-1")
    signed_now(house.stores)

    Crosschecking(house.stores, "porter").look()

    assert [one for one in caplog.records if one.levelno >= logging.CRITICAL] == []


def test_a_forged_entry_behind_the_last_checkpoint_is_found_and_told_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = house.enter(png(1), claim="C-1")
    signed_now(house.stores)
    forged = Act(action="evidence.settle", on=wanted, old="reading", new="settled")
    house.stores.database.write(lambda tx: write_entry(tx, SENDER, forged))
    looking = Crosschecking(house.stores, "porter")

    looking.look()
    looking.look()

    alarms = [one for one in caplog.records if one.levelno >= logging.CRITICAL]
    told = entries_on(house.stores.database, "default", "ledger")
    assert len(alarms) == len(told) == 2, "the walk, and the record there is none of"
    assert all(wanted in (one.act.reason or "") for one in told)


def test_the_porter_looks_once_an_hour(house: House) -> None:
    rounds = {one.name: one.seconds for one in Porter.at(house.stores, Reception(house.stores), "me").rounds}

    assert rounds["crosscheck"] == EVERY_SECONDS == 3_600
    assert rounds["sign"] == 1
