"""A claim whose evidence a person put right is answered again, with what the person read."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.claim.claims import Paper
from pipeline.corrections import Change
from pipeline.evidence import ClaimId, EvidenceId
from storage.records.claims.answers import GivenAnswer
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.validators.cases import filed
from tests.validators.papers import form
from tests.workers.houses import SENDER, House, png
from workers.claims.answering import Answering
from workers.outcomes import settled
from workers.policies.campaigns import Campaigns

CLAIM = ClaimId("C-1")
FACTS = {"reason": "product_quality", "order_id": "2612345678901234567", "claimed_amount": "99.00"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.at(tmp_path, {})
    yield made
    made.stores.close()


def read(house: House, paper: Paper) -> EvidenceId:
    """The evidence as if a reader had read this paper in it."""
    found = house.enter(png(1), "order.png", CLAIM)
    lease = house.stores.work.claim("reader", found)
    assert lease is not None
    house.stores.work.settle(lease, settled(paper.record, paper.document))
    return found


def answered(house: House) -> GivenAnswer:
    while Answering(house.stores, Campaigns(""), "porter").answer_due():
        pass
    found = house.stores.answers.newest(DEFAULT_TENANT, CLAIM)
    assert found is not None
    return found


def test_a_correction_opens_the_questions_again(house: House) -> None:
    order = form("order_screenshot", order_id="2612345678901234561", paid_amount=Decimal("99.00"))
    evidence = read(house, filed(order, name="order.png", needs_person=("order_id",)))
    house.stores.claims.state(SENDER, CLAIM, FACTS, None)
    before = answered(house)
    change = Change(
        evidence=evidence,
        record=1,
        kind="order_screenshot",
        field="order_id",
        read="2612345678901234561",
        old="2612345678901234561",
        new="2612345678901234567",
        box=None,
        crop="",
        after=None,
    )
    house.stores.corrections.correct(SENDER, change)

    after = answered(house)

    assert (before.version, after.version) == (1, 2)
    assert before.body["needs_person"] == [{"file": "order.png", "field": "order_id"}]
    assert after.body["needs_person"] == []
    assert ("ORD-02", "pass") in outcomes(after)
    assert ("ORD-02", "pass") not in outcomes(before)


def outcomes(answer: GivenAnswer) -> set[tuple[str, str]]:
    findings = answer.body["findings"]
    assert isinstance(findings, list)
    return {(one["rule"], one["outcome"]) for one in findings}
