"""An alarm is said in the log and written into the ledger."""

import logging
from pathlib import Path

import pytest

from pipeline.ledger.entries import PROGRAM
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import entries_on
from tests.workers.houses import House
from workers.alarms import refused_hint


def test_a_hint_that_is_refused_is_an_alarm_and_an_entry(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    house = House.at(tmp_path, {})

    with caplog.at_level(logging.CRITICAL, "proofdesk.alarm"):
        refused_hint(house.stores, "reader:1", "evd_Bad\x1b[2J", "it names another function")

    (entry,) = entries_on(house.stores.database, DEFAULT_TENANT, "evd_Bad?[2J")
    assert (entry.act.action, entry.act.reason) == ("hint.refused", "it names another function")
    assert (entry.actor.name, entry.actor.role) == ("reader:1", PROGRAM)
    assert [one.getMessage() for one in caplog.records] == ["hint refused"]
    house.stores.close()
