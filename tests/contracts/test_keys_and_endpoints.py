"""What every database must hold to: keys of programs, endpoints with their secrets, deliveries, uploads."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pipeline.errors import Conflict, Forbidden, Missing, WrongUse
from pipeline.events import EventType
from pipeline.ledger.entries import Actor
from storage.records.evidence.uploads import UploadAsked, Uploads, forget_uploads
from storage.records.people.api_keys import DEFAULT_TENANT, SCOPES, ApiKeys, KeyWish
from storage.records.schema import api_keys, endpoints
from storage.records.telling.endpoints import DEAD, DELIVERED, DUE, Endpoints
from tests.storage.cellar import ACTOR, MASTER, OTHER, Cellar, HandClock

THEIRS = Actor(tenant=OTHER, name="test")


def endpoints_of(cellar: Cellar) -> Endpoints:
    return Endpoints(cellar.database, MASTER)


def test_the_first_key_is_the_given_one_and_has_all_scopes(cellar: Cellar) -> None:
    keys = ApiKeys(cellar.database)

    assert keys.holder("a" * 40).scopes == SCOPES
    assert keys.first("b" * 40) is None
    with pytest.raises(Forbidden):
        keys.holder("b" * 40)


def test_a_short_first_key_is_refused(cellar: Cellar) -> None:
    with pytest.raises(WrongUse, match="32 characters"):
        ApiKeys(cellar.database).first("short")


def test_a_key_opens_until_it_is_revoked(cellar: Cellar) -> None:
    keys = ApiKeys(cellar.database)
    key, secret = keys.make(ACTOR, KeyWish(tenant=DEFAULT_TENANT, name="shop", scopes=("evidence:read",)))

    assert keys.holder(secret) == key
    keys.revoke(ACTOR, key.id, "it is over")
    with pytest.raises(Forbidden):
        keys.holder(secret)
    with pytest.raises(Conflict):
        keys.revoke(ACTOR, key.id, "it is over")


def test_a_key_ends_by_itself(cellar: Cellar, clock: HandClock) -> None:
    keys = ApiKeys(cellar.database)
    _, secret = keys.make(ACTOR, KeyWish(tenant=DEFAULT_TENANT, name="shop", life=timedelta(days=1)))
    clock.pass_by(86_400)

    with pytest.raises(Forbidden):
        keys.holder(secret)


@pytest.mark.parametrize(("scopes", "days"), [(("all",), 1), ((), 1), (SCOPES, 366), (SCOPES, 0)])
def test_a_key_with_too_much_is_not_made(cellar: Cellar, scopes: tuple[str, ...], days: int) -> None:
    wish = KeyWish(tenant=DEFAULT_TENANT, name="shop", scopes=scopes, life=timedelta(days=days))

    with pytest.raises(WrongUse):
        ApiKeys(cellar.database).make(ACTOR, wish)


def test_a_key_of_another_tenant_cannot_be_revoked(cellar: Cellar) -> None:
    keys = ApiKeys(cellar.database)
    key, _ = keys.make(ACTOR, KeyWish(tenant=DEFAULT_TENANT, name="shop"))

    with pytest.raises(Missing):
        keys.revoke(THEIRS, key.id, "it is over")


def test_no_secret_stands_in_the_database(cellar: Cellar) -> None:
    _, secret = ApiKeys(cellar.database).make(ACTOR, KeyWish(tenant=DEFAULT_TENANT, name="shop"))
    endpoints_of(cellar).make(ACTOR, "https://claims.example/hook", (), "whsec_first")

    held = cellar.database.read(
        lambda tx: [tx.connection.execute(select(table)).all() for table in (api_keys, endpoints)]
    )

    assert secret not in repr(held)
    assert "whsec_first" not in repr(held)


def test_an_event_goes_to_whoever_listens_to_it(cellar: Cellar) -> None:
    stores = endpoints_of(cellar)
    all_of_them = stores.make(ACTOR, "https://claims.example/all", (), "whsec_a")
    stores.make(ACTOR, "https://claims.example/ends", (EventType.EVIDENCE_SETTLED,), "whsec_b")
    cellar.enter("one")

    found = stores.deliveries(DEFAULT_TENANT, endpoint=None, state=DUE, limit=10)

    assert [(one.endpoint.id, one.event.type) for one in found] == [(all_of_them.id, EventType.EVIDENCE_RECEIVED)]


def test_one_delivery_of_an_endpoint_is_under_way_at_a_time(cellar: Cellar, clock: HandClock) -> None:
    stores = endpoints_of(cellar)
    stores.make(ACTOR, "https://claims.example/slow", (), "whsec_a")
    stores.make(ACTOR, "https://claims.example/quick", (), "whsec_b")
    for number in range(3):
        cellar.enter(f"file {number}")

    first = stores.take(10, 60)

    assert len({one.endpoint.id for one in first}) == len(first) == 2
    assert stores.take(10, 60) == ()
    clock.pass_by(61)
    assert len(stores.take(10, 60)) == 2


def test_what_was_answered_is_kept_and_a_late_answer_is_not(cellar: Cellar, clock: HandClock) -> None:
    stores = endpoints_of(cellar)
    stores.make(ACTOR, "https://claims.example/hook", (), "whsec_a")
    cellar.enter("one")
    late = stores.take(10, 60)[0]
    clock.pass_by(61)
    second = stores.take(10, 60)[0]

    stores.answered(late, DEAD, "time-out", None)
    stores.answered(second, DELIVERED, "status 204", None)

    found = stores.deliveries(DEFAULT_TENANT, endpoint=None, state=None, limit=10)
    assert [(one.state, one.answer, one.attempt) for one in found] == [(DELIVERED, "status 204", 2)]


def test_a_try_that_failed_is_due_later(cellar: Cellar, clock: HandClock) -> None:
    stores = endpoints_of(cellar)
    stores.make(ACTOR, "https://claims.example/hook", (), "whsec_a")
    cellar.enter("one")
    stores.answered(stores.take(10, 60)[0], DUE, "status 503", timedelta(seconds=300))

    assert stores.take(10, 60) == ()
    clock.pass_by(301)
    assert [one.attempt for one in stores.take(10, 60)] == [2]


def test_a_new_secret_signs_with_the_old_one_for_a_day(cellar: Cellar, clock: HandClock) -> None:
    stores = endpoints_of(cellar)
    made = stores.make(ACTOR, "https://claims.example/hook", (), "whsec_old")

    assert stores.rotate(ACTOR, made.id, "whsec_new").secrets == ("whsec_new", "whsec_old")
    clock.pass_by(24 * 3_600 + 1)
    assert stores.of(DEFAULT_TENANT)[0].secrets == ("whsec_new",)


def test_nothing_more_goes_to_an_endpoint_that_is_off(cellar: Cellar) -> None:
    stores = endpoints_of(cellar)
    made = stores.make(ACTOR, "https://claims.example/hook", (), "whsec_a")
    cellar.enter("before")
    stores.switch_off(ACTOR, made.id, "the receiver answered 410")
    cellar.enter("after")

    found = stores.deliveries(DEFAULT_TENANT, endpoint=made.id, state=None, limit=10)

    assert [(one.state, one.answer) for one in found] == [(DEAD, "the receiver answered 410")]


def test_a_dead_delivery_is_sent_again_when_asked_for(cellar: Cellar) -> None:
    stores = endpoints_of(cellar)
    stores.make(ACTOR, "https://claims.example/hook", (), "whsec_a")
    cellar.enter("one")
    dead = stores.take(10, 60)[0]
    stores.answered(dead, DEAD, "status 500", None)

    stores.redeliver(ACTOR, dead.event.id)

    assert [one.attempt for one in stores.take(10, 60)] == [1]
    with pytest.raises(Missing):
        stores.redeliver(THEIRS, dead.id)


def test_an_endpoint_of_another_tenant_is_missing(cellar: Cellar) -> None:
    made = endpoints_of(cellar).make(ACTOR, "https://claims.example/hook", (), "whsec_a")

    with pytest.raises(Missing):
        endpoints_of(cellar).switch_off(THEIRS, made.id, "not mine")
    assert endpoints_of(cellar).of(OTHER) == ()


def test_an_upload_is_known_until_its_time_is_over(cellar: Cellar, clock: HandClock) -> None:
    uploads = Uploads(cellar.database, MASTER)
    asked = UploadAsked(filename="收据.jpg", claim_id="C-1", expected_kind="receipt")
    made = uploads.make(ACTOR, asked, timedelta(minutes=15))
    entered = cellar.enter("one").standing.evidence.id
    uploads.completed(made.id, entered)

    found = uploads.find(DEFAULT_TENANT, made.id)

    assert (found.filename, found.claim_id, found.evidence) == ("收据.jpg", "C-1", entered)
    with pytest.raises(Missing):
        uploads.find(OTHER, made.id)
    clock.pass_by(901)
    with pytest.raises(Missing):
        uploads.find(DEFAULT_TENANT, made.id)
    assert forget_uploads(cellar.database) == 1
