"""What is put together from evidence enters once, is read like what came in, and can be put together by nobody else."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.assemblies import Assembly, assembly
from pipeline.claim.claims import Paper
from pipeline.corrections import Change
from pipeline.errors import BadFile
from pipeline.evidence import ClaimId, EvidenceId, Standing
from pipeline.lifecycle import EvidenceState
from storage.records.claims.answers import GivenAnswer
from storage.records.evidence.standings import Wanted
from storage.records.people.api_keys import DEFAULT_TENANT
from tests.validators.cases import filed
from tests.validators.papers import form
from tests.workers.houses import SENDER, House, png
from workers.claims.answering import Answering
from workers.claims.assembling import enter_papers
from workers.desk import Desk
from workers.outcomes import settled
from workers.policies.campaigns import Campaigns
from workers.reception import Reception, Sent
from workers.rounds.reader import Reader

CLAIM = ClaimId("C-1")
PAGES = ("IMG_1.png", "IMG_2.png")
FACTS = {"reason": "product_quality", "order_id": "2612345678901234567", "claimed_amount": "99.00"}
JOINED = {**FACTS, "files": [{"slot": "order", "files": list(PAGES)}]}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.at(tmp_path, {})
    yield made
    made.stores.close()


def order(number: str, **doubts: str) -> Paper:
    paid = form("order_screenshot", order_id=number, paid_amount=Decimal("99.00"))
    return filed(paid, name="IMG_1.png", needs_person=tuple(doubts))


def came(house: House, number: int, filename: str) -> EvidenceId:
    """A picture of the claim that was read already."""
    found = house.enter(png(number), filename, CLAIM)
    read(house, found, order("2612345678901234561"))
    return found


def read(house: House, evidence: EvidenceId, paper: Paper) -> None:
    lease = house.stores.work.claim("reader", evidence)
    assert lease is not None
    house.stores.work.settle(lease, settled(paper.record, paper.document))


def answer(house: House) -> GivenAnswer | None:
    """What the porter does, and the answer then."""
    while Answering(house.stores, Campaigns(""), "porter").answer_due():
        pass
    return house.stores.answers.newest(DEFAULT_TENANT, CLAIM)


def assembled(house: House) -> list[Standing]:
    found = house.stores.standings.page(DEFAULT_TENANT, Wanted(claim=CLAIM))
    return [one for one in found if one.evidence.channel == "assembled"]


def listed(found: GivenAnswer | None) -> list[Mapping[str, object]]:
    assert found is not None
    evidence = found.body["evidence"]
    assert isinstance(evidence, list)
    return evidence


def test_a_claim_is_answered_only_when_its_pages_were_read_as_one(house: House) -> None:
    pages = [came(house, number, name) for number, name in enumerate(PAGES)]
    house.stores.claims.state(SENDER, CLAIM, JOINED, None)

    unread = answer(house)
    (whole,) = assembled(house)
    read(house, whole.evidence.id, order("2612345678901234567"))
    read_whole = answer(house)

    assert unread is None
    assert whole.state is EvidenceState.RECEIVED
    assert listed(read_whole) == [{"file": "IMG_1.png", "id": whole.evidence.id, "of": pages}]


def test_facts_that_file_the_pages_otherwise_put_another_document_together(house: House) -> None:
    for number, name in enumerate(PAGES):
        came(house, number, name)
    house.stores.claims.state(SENDER, CLAIM, JOINED, None)
    answer(house)
    read(house, assembled(house)[0].evidence.id, order("2612345678901234567"))
    answer(house)

    turned = {**FACTS, "files": [{"slot": "order", "files": list(reversed(PAGES))}]}
    house.stores.claims.state(SENDER, CLAIM, turned, None)
    answer(house)
    read(house, assembled(house)[1].evidence.id, order("2612345678901234567"))
    second = listed(answer(house))
    house.stores.claims.state(SENDER, CLAIM, JOINED, None)
    third = listed(answer(house))

    first, other = (one.evidence.id for one in assembled(house))
    assert [one["id"] for one in (*second, *third)] == [other, first]


def test_a_value_of_the_whole_document_is_put_right_under_its_own_id(house: House) -> None:
    for number, name in enumerate(PAGES):
        came(house, number, name)
    house.stores.claims.state(SENDER, CLAIM, JOINED, None)
    answer(house)
    whole = assembled(house)[0].evidence.id
    read(house, whole, order("2612345678901234561", order_id="smudged"))
    before = answer(house)
    change = Change(
        evidence=whole,
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

    after = answer(house)

    assert before is not None
    assert after is not None
    assert before.body["needs_person"] == [{"file": "IMG_1.png", "field": "order_id"}]
    assert after.body["needs_person"] == []


def test_papers_of_a_picture_enter_once_however_often_it_is_read(house: House) -> None:
    picture = house.standing(house.enter(png(1), "two.png", CLAIM)).evidence

    for _ in range(2):
        enter_papers(Reception(house.stores), picture, 2)

    found = [one.evidence for one in assembled(house)]
    assert sorted((one.filename, one.parent) for one in found) == [("two.png", picture.id), ("two.png#2", picture.id)]


def test_no_sender_can_hand_in_what_we_put_together(house: House) -> None:
    pages = house.enter(png(1), "a.png", ClaimId("C-2"))
    forged = Assembly((pages,)).packed

    for name in ("a.png", "a.json", "a.jpg#2"):
        with pytest.raises(BadFile):
            house.enter(forged, name, CLAIM)

    assert house.stores.standings.page(DEFAULT_TENANT, Wanted(claim=CLAIM)) == ()


def test_what_cannot_be_put_together_is_refused_with_its_code(tmp_path: Path) -> None:
    house = House.at(tmp_path, {"REQUEST_BYTES": "1000000"})
    noise = [house.enter(bitmap(), f"{number}.bmp", CLAIM) for number in range(2)]
    small = house.enter(png(1), "small.png", CLAIM)
    made = [Assembly(tuple(noise)), Assembly((small,), 2), Assembly((small,) * 201)]
    sent = Sent(actor=SENDER, filename="x.png", channel="assembled", claim_id=CLAIM)
    whole = [Reception(house.stores).assembled(sent, one).standing.evidence.id for one in made]
    with Desk.open(house.stores.settings, lanes=1, today=date(2026, 11, 1)) as desk:
        reader = Reader(stores=house.stores, desk=desk, reception=Reception(house.stores), owner="reader")
        for one in whole:
            assert reader.read_next(one)

    assert [house.standing(one).code for one in whole] == ["too_large", "paper_not_found", "too_many_pages"]
    house.stores.close()


def bitmap() -> bytes:
    """A picture of 600 kB that no format makes smaller."""
    size = 400 * 500 * 3
    head = b"BM" + (54 + size).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    sizes = (40).to_bytes(4, "little") + (400).to_bytes(4, "little") + (500).to_bytes(4, "little")
    return head + sizes + b"\x01\x00\x18\x00" + bytes(24) + os.urandom(size)


def test_an_assembly_is_the_same_bytes_whenever_it_is_packed() -> None:
    made = Assembly((EvidenceId("evd_1"), EvidenceId("evd_2")))

    assert assembly(made.packed) == made
    assert made.sha256 == Assembly((EvidenceId("evd_1"), EvidenceId("evd_2"))).sha256


@pytest.mark.parametrize(("of", "paper"), [((), 0), (("evd_1", "evd_2"), 1), (("evd_1",), -1)])
def test_nonsense_cannot_be_put_together(of: tuple[EvidenceId, ...], paper: int) -> None:
    with pytest.raises(ValueError, match="assembly"):
        Assembly(of, paper)
