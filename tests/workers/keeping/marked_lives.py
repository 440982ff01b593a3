"""Claims in which one name stands wherever a name can stand, for tests of what an erasure leaves behind."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from PIL import Image, PngImagePlugin

from pipeline.corrections import Change
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.findings import Reason
from pipeline.keeping.erasing import Erasure, Thing, What
from pipeline.ledger.entries import Actor
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.decisions import GivenReason, Ruling
from pipeline.review.drafts import Draft, RefundRoute, Seen, Verdict
from pipeline.review.reviews import Brief, Opening
from storage.keys import page
from storage.records.claims.answers import Answers
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.reviews.decisions import Decisions, Submission
from storage.records.reviews.drafts import ReviewDrafts
from storage.records.reviews.locks import ReviewLocks
from storage.records.reviews.rounds import ReviewRounds
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House
from workers.keeping.erasing import carried_out

MARK = "张小例-NAUGHTY-7731"
TYPED = Reason(MARK, MARK)
CLAIM = ClaimId("C-77")
WHOLE = Thing(What.CLAIM, CLAIM)
ANN, BOB = Actor(tenant=DEFAULT_TENANT, name="user:ann"), Actor(tenant=DEFAULT_TENANT, name="user:bob")
LIN = Reviewer(name="user:lin", roles=frozenset({Role.REVIEWER}), tenant=DEFAULT_TENANT)
LAW = "PIPL art. 47"


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
