"""In the service a register that was away is asked again until it answers, and only news are told."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.claim.registers import NOT_CONFIRMED, NOT_FOUND, Confirmation, Inquiry
from pipeline.evidence import ClaimId
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import Actor
from storage.records.claims.answers import GivenAnswer
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.workers.houses import SENDER, House
from workers.claims.answering import Answering
from workers.keeping.erasing import carried_out
from workers.policies.campaigns import Campaigns

CLAIM = ClaimId("C-1")
ANN, BOB = (Actor(tenant=DEFAULT_TENANT, name=f"user:{one}") for one in ("ann", "bob"))
FACTS = {"reason": "product_ineffective", "order_id": "261105-1234"}


@dataclass
class Desk:
    """Registers that answer what they are told to."""

    says: Confirmation = NOT_CONFIRMED
    asked: int = 0

    def ask(self, _: Inquiry) -> Confirmation:
        self.asked += 1
        return self.says


@dataclass
class Premises:
    """A house whose claims are answered, seen by a clock of our own."""

    house: House
    desk: Desk = field(default_factory=Desk)

    def state(self, facts: Mapping[str, Any] = FACTS) -> None:
        self.house.stores.claims.state(SENDER, CLAIM, facts, None)

    def answered(self, waited: float = 0) -> GivenAnswer:
        """What the porter does in the meantime, and the answer then."""
        self.house.clock.seconds += waited
        stores = self.house.later()
        while Answering(stores, Campaigns(""), "porter", self.desk).answer_due():
            pass
        found = stores.answers.newest(DEFAULT_TENANT, CLAIM)
        assert found is not None
        return found


@pytest.fixture
def premises(tmp_path: Path) -> Iterator[Premises]:
    house = House.at(tmp_path, {})
    yield Premises(house)
    house.stores.close()


def order(answer: GivenAnswer) -> str:
    findings: Any = answer.body["findings"]
    (found,) = (one["outcome"] for one in findings if one["rule"] == "ORD-03")
    return str(found)


def test_a_register_that_was_away_is_asked_again_and_only_news_are_told(premises: Premises) -> None:
    premises.state()
    first, still, early = premises.answered(), premises.answered(605), premises.answered(300)
    asked = premises.desk.asked
    premises.desk.says = NOT_FOUND
    told, later = premises.answered(305), premises.answered(10_000)

    assert asked == 2
    assert [(one.version, one.current, order(one)) for one in (first, still, early, told, later)] == [
        (1, False, "unreadable"),
        (1, False, "unreadable"),
        (1, False, "unreadable"),
        (2, True, "fail"),
        (2, True, "fail"),
    ]
    assert premises.desk.asked == 3


def test_new_facts_are_answered_at_once_while_the_register_is_away(premises: Premises) -> None:
    premises.state()
    premises.answered()
    premises.state({**FACTS, "claimed_amount": "1.00"})

    assert (premises.answered().version, premises.answered().facts) == (2, 2)


def test_a_claim_without_a_number_waits_for_nobody(premises: Premises) -> None:
    premises.state({"reason": "product_ineffective"})

    assert premises.answered().current
    assert premises.desk.asked == 0


@dataclass
class ErasingDesk:
    """A register that is asked while two persons erase the claim."""

    house: House

    def ask(self, _: Inquiry) -> Confirmation:
        erasures = self.house.stores.erasures
        agreed = erasures.confirm(BOB, erasures.propose(ANN, Thing(What.CLAIM, CLAIM), "PIPL art. 47").id)
        carried_out(self.house.stores, BOB.name, agreed)
        return NOT_FOUND


def test_a_claim_that_is_erased_while_it_is_answered_ends_quietly(
    premises: Premises, caplog: pytest.LogCaptureFixture
) -> None:
    premises.state()
    caplog.set_level(logging.INFO)

    asked = Answering(premises.house.stores, Campaigns(""), "porter", ErasingDesk(premises.house)).answer_due()

    assert asked == 1
    assert premises.house.stores.answers.due() is None
    assert [one.exc_info for one in caplog.records if one.exc_info] == []
    assert [one.levelname for one in caplog.records if "erased while" in one.message] == ["INFO"]
