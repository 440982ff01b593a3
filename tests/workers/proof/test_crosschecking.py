"""A forged entry is found by the hourly look, in the log and in the ledger, and told of once."""

import logging
from pathlib import Path

import pytest

from pipeline.ledger.entries import Act
from storage.records.proof.ledger import entries_on, write_entry
from tests.storage.insiders import rewritten
from tests.workers.houses import SENDER, House, png
from workers.proof.crosschecking import EVERY_SECONDS, Crosschecking
from workers.proof.signing import signed_now, signer_here
from workers.reception import Reception
from workers.rounds.porter import Porter


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.at(tmp_path / "home", {})


def test_what_is_in_order_raises_no_alarm(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.enter(png(1), claim="C-1")
    signed_now(house.stores)

    Crosschecking.at(house.stores, "porter").look()

    assert [one for one in caplog.records if one.levelno >= logging.CRITICAL] == []


def test_a_forged_entry_behind_the_last_checkpoint_is_found_and_told_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = house.enter(png(1), claim="C-1")
    signed_now(house.stores)
    forged = Act(action="evidence.settle", on=wanted, old="reading", new="settled")
    house.stores.database.write(lambda tx: write_entry(tx, SENDER, forged))
    looking = Crosschecking.at(house.stores, "porter")

    looking.look()
    looking.look()

    alarms = [one for one in caplog.records if one.levelno >= logging.CRITICAL]
    told = entries_on(house.stores.database, "default", "ledger")
    assert len(alarms) == len(told) == 2, "the walk, and the record there is none of"
    assert all(wanted in (one.act.reason or "") for one in told)


def test_a_forged_entry_is_found_within_the_hour(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By the porter's own rounds, on a clock that is moved by hand; it is signed long before."""
    house = House.at(tmp_path / "home", {})
    wanted, stores = house.enter(png(1), claim="C-1"), house.later()
    rounds = {one.name: one for one in Porter.at(stores, Reception(stores), "me").rounds}
    rounds["crosscheck"].work()
    forged = Act(action="evidence.corrected", on=wanted, old="record 1", new="cor_none")
    stores.database.write(lambda tx: write_entry(tx, SENDER, forged))
    house.clock.seconds += 61
    assert rounds["sign"].work() == 1, "its window is a minute, or a hundred entries"
    alarms = len(_alarms(caplog))

    house.clock.seconds += rounds["crosscheck"].seconds
    rounds["crosscheck"].work()

    assert (alarms, len(_alarms(caplog))) == (0, 1)
    assert wanted in _alarms(caplog)[0].__dict__["because"]


def test_what_an_insider_rewrote_and_signed_again_is_found_by_the_copies_outside(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.enter(png(1), claim="C-1")
    signed_now(house.stores)
    looking = Crosschecking.at(house.stores, "porter")
    looking.look()
    assert _alarms(caplog) == []

    signer = signer_here(house.stores)
    assert signer is not None
    rewritten(house.stores.database, signer, 2)
    looking.look()

    assert {one.__dict__["because"].partition(":")[2] for one in _alarms(caplog)} == {
        " it tells another history than the database"
    }


def _alarms(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [one for one in caplog.records if one.levelno >= logging.CRITICAL]


def test_the_porter_looks_once_an_hour(house: House) -> None:
    rounds = {one.name: one.seconds for one in Porter.at(house.stores, Reception(house.stores), "me").rounds}

    assert rounds["crosscheck"] == EVERY_SECONDS == 3_600
    assert rounds["sign"] == 1
