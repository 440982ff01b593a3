"""In the service a register that was away is asked again until it answers, and only news are told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.claim.registers import NOT_CONFIRMED, NOT_FOUND, Confirmation, Inquiry
from pipeline.evidence import ClaimId
from storage.records.answers import GivenAnswer
from storage.records.api_keys import DEFAULT_TENANT
from tests.workers.houses import SENDER, House
from workers.claims.answering import Answering
from workers.policies.campaigns import Campaigns

CLAIM = ClaimId("C-1")
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
