"""After an erasure no byte of a person is left that anybody can read, and every proof is as good as before."""

import logging
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import select

from pipeline.corrections import Change
from pipeline.errors import Erased, Missing
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.findings import Reason
from pipeline.keeping.erasing import Erasure, Thing, What
from pipeline.ledger.entries import Actor
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.decisions import GivenReason, Ruling
from pipeline.review.drafts import Draft, RefundRoute, Seen, Verdict
from pipeline.review.reviews import Brief, Opening
from storage.keys import TENANTS, destroyed, page
from storage.records.claims.answers import Answers
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.checking import broken_entries
from storage.records.proof.crosscheck import told_apart
from storage.records.reviews.decisions import Decisions, Submission
from storage.records.reviews.drafts import ReviewDrafts
from storage.records.reviews.locks import ReviewLocks
from storage.records.reviews.rounds import ReviewRounds
from storage.records.schema import subjects
from storage.records.tables import metadata
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House, served
from workers.keeping.erasing import Erasing, carried_out
from workers.proof.proving import entry_proof
from workers.proof.signing import Signing, outside

MARK = "张小例-NAUGHTY-7731"
TYPED = Reason(MARK, MARK)
CLAIM = ClaimId("C-77")
WHOLE = Thing(What.CLAIM, CLAIM)
ANN, BOB = Actor(tenant=DEFAULT_TENANT, name="user:ann"), Actor(tenant=DEFAULT_TENANT, name="user:bob")
LIN = Reviewer(name="user:lin", roles=frozenset({Role.REVIEWER}), tenant=DEFAULT_TENANT)
LAW = "PIPL art. 47"


@pytest.fixture(params=["embedded", "served"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    house = House.at(tmp_path, served(request) if request.param == "served" else {})
    yield house
    house.stores.close()


def marked_png() -> bytes:
    """A picture that carries the name in its text, uncompressed."""
    held, told = BytesIO(), PngImagePlugin.PngInfo()
    told.add_itxt("Comment", MARK)
    Image.new("RGB", (40, 30)).save(held, "PNG", pnginfo=told)
    return held.getvalue()


def lived(house: House) -> EvidenceId:
    """A claim whose facts, file name, file, record, correction, draft, decision and page picture all hold the name."""
    stores = house.stores
    stores.claims.state(SENDER, CLAIM, {"claimant": {"name": MARK}}, None)
    file = house.enter(marked_png(), f"{MARK}.png", CLAIM)
    lease = stores.work.claim("reader", file)
    assert lease is not None
    stores.work.settle(lease, read(MARK))
    change = Change(
        evidence=file,
        record=1,
        kind="other",
        field="name",
        read=MARK,
        old=MARK,
        new=MARK,
        box=None,
        crop="",
        after=None,
    )
    stores.corrections.correct(SENDER, change)
    answers = Answers(stores.database, stores.master)
    due = answers.due()
    assert due is not None
    answers.keep("porter", due, "needs_review", {"names": MARK})
    _decided(house)
    evidence = house.standing(file).evidence
    stores.objects.put(page(DEFAULT_TENANT, evidence.subject, "0" * 64), BytesIO(b"sealed"))
    return file


def _decided(house: House) -> None:
    stores, day = house.stores, date(2026, 11, 28)
    opening = Opening(
        tenant=DEFAULT_TENANT,
        claim_id=CLAIM,
        answer=1,
        urgency=0,
        reason="product_quality",
        outcome="needs_review",
        start=day,
        workdays=10,
        due=day,
        rank=house.stores.database.read(lambda tx: tx.now),
        customer=MARK,
        brief=Brief(needs=(), claimed=Decimal(1), customer=MARK),
    )
    ReviewRounds(stores.database, stores.master, "porter").open(opening)
    ReviewDrafts(stores.database, stores.master).save(LIN, CLAIM, Draft(verdict=Verdict.REFUSE, note=MARK), Seen(0, 1))
    ReviewLocks(stores.database, stores.master).take(LIN, CLAIM)
    ruling = Ruling(
        answer=1,
        verdict=Verdict.APPROVE,
        reasons=(GivenReason(code="effect_missing", text=TYPED, advice=TYPED),),
        notice=TYPED,
        amount=Decimal("99.00"),
        currency="CNY",
        route=RefundRoute.ORIGINAL,
        workdays=3,
        promised=day,
        note=MARK,
    )
    Decisions(stores.database, stores.master).decide(LIN, CLAIM, Submission(ruling=ruling, key="k"))
    house.clock.seconds += 11
    ReviewRounds(house.later().database, stores.master, "porter").send_due()


def erased(house: House) -> Erasure:
    stores = house.stores
    return carried_out(stores, "user:bob", stores.erasures.confirm(BOB, stores.erasures.propose(ANN, WHOLE, LAW).id))


def wrapped_keys(house: House) -> list[bytes]:
    wanted = select(subjects.c.wrapped_key)
    return house.stores.database.read(lambda tx: [bytes(one) for one in tx.connection.execute(wanted).scalars()])


def everything(house: House) -> bytes:
    """Every byte of the folder with database, objects, copies and logs, and every row as the database hands it out."""
    files = b"\n".join(path.read_bytes() for path in sorted(house.stores.folder.rglob("*")) if path.is_file())

    def rows(database_rows: list[object]) -> bytes:
        return b"\n".join(
            bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode("utf-8", "surrogatepass")
            for one in database_rows
        )

    def dump(tx: object) -> bytes:
        found: list[object] = []
        for table in metadata.sorted_tables:
            for row in tx.connection.execute(select(table)):  # type: ignore[attr-defined]
                found += [*row]
        return rows(found)

    return files + house.stores.database.read(dump)


def test_nothing_of_the_person_can_be_read_afterwards(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    file = lived(house)
    (key,) = [one for one in wrapped_keys(house) if one][:1]
    before = everything(house)
    assert key in before, "without this the scan proves nothing"
    assert house.standing(file).evidence.filename == f"{MARK}.png"

    done = erased(house)

    after = everything(house)
    assert done.state == "done"
    for hidden in (MARK.encode(), MARK.encode("utf-16-le"), MARK.encode("unicode_escape"), b"NAUGHTY-7731", key):
        assert hidden not in after
    assert MARK not in caplog.text
    assert list(house.stores.objects.names(TENANTS)) == []
    with pytest.raises(Erased):
        house.stores.claims.find(DEFAULT_TENANT, CLAIM)
    with pytest.raises(Missing):
        house.standing(file)


def test_every_proof_is_as_good_as_before(house: House) -> None:
    lived(house)
    Signing.at(house.stores).now()
    proved, _ = entry_proof(house.stores, 3)

    erased(house)
    Signing.at(house.stores).now()

    again, signed = entry_proof(house.stores, 3)
    assert again.body == proved.body
    assert signed.size > 3
    assert list(broken_entries(house.stores.database)) == []
    assert list(told_apart(house.stores.database)) == []


def test_who_keeps_backups_is_told_before_the_key_goes(house: House) -> None:
    subject = house.standing(lived(house)).evidence.subject

    erased(house)

    with outside(house.stores).get(destroyed(DEFAULT_TENANT, subject)) as told:
        assert subject.encode() in told.read()


def test_what_waits_is_carried_out_by_the_porter_later(house: House) -> None:
    file = house.enter(marked_png(), "a.png", CLAIM)
    waiting = erased(house)

    lease = house.stores.work.claim("reader", file)
    assert lease is not None
    house.stores.work.settle(lease, read("a.png"))
    first, again = Erasing.at(house.stores, "porter").due(), Erasing.at(house.stores, "porter").due()

    assert (waiting.state, first, again) == ("agreed", 1, 0)
    assert house.stores.erasures.find(DEFAULT_TENANT, waiting.id).state == "done"
