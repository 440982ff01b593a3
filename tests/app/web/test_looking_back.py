"""The list of a customer's claims: quick however long it is, and it says where it stops."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert, select

from pipeline.evidence import ClaimId
from pipeline.people.roles import Role
from storage.records.database import Transaction
from storage.records.reviews.queue import MOST_LISTED
from storage.records.reviews.rows import brief_place, opened_json, sealed_json, subject_of_claim
from storage.records.reviews.tables import reviews
from storage.records.schema import claims
from tests.app.web.claims_there import ORDER, There, claim_there
from tests.app.web.desk import Desk, Signed

_COUNT = f"Only the {MOST_LISTED} newest claims are listed."


@pytest.fixture
def there(desk: Desk) -> There:
    return claim_there(desk, ORDER)


@pytest.fixture
def service(desk: Desk) -> Signed:
    return desk.session(desk.user(Role.CUSTOMER_SERVICE))


def claim_again(desk: Desk, there: There, times: int) -> None:
    """The same customer claims so many times more."""

    def work(tx: Transaction) -> None:
        master = desk.running.stores.master
        mine = [table.c.claim_id == there.claim for table in (claims, reviews)]
        claim, review = (
            tx.connection.execute(select(table).where(table.c.tenant == desk.tenant, one)).one()._asdict()
            for table, one in zip((claims, reviews), mine, strict=True)
        )
        subject = subject_of_claim(tx, master, desk.tenant, there.claim)
        brief = opened_json(subject, review["brief"], brief_place(there.claim))
        names = [ClaimId(f"more-{at}") for at in range(times)]
        tx.connection.execute(insert(claims), [{**claim, "claim_id": name} for name in names])
        sealed = {name: sealed_json(subject, brief, brief_place(name)) for name in names}
        tx.connection.execute(insert(reviews), [{**review, "claim_id": one, "brief": sealed[one]} for one in names])

    desk.running.stores.database.write(work)


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def told(*said: object) -> None:
        asked.append(str(said[2]))

    engine = desk.running.stores.database.engine
    event.listen(engine, "before_cursor_execute", told)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", told)


def test_a_long_history_asks_the_database_no_more_often_than_a_short_one(
    desk: Desk, there: There, service: Signed
) -> None:
    with statements(desk) as short:
        service.get(f"/history/{there.claim}")
    claim_again(desk, there, 50)
    with statements(desk) as long:
        page = service.get(f"/history/{there.claim}").text

    assert page.count("<tr") == 52
    assert len(long) == len(short) > 0


def test_a_history_that_stops_says_so(desk: Desk, there: There, service: Signed) -> None:
    claim_again(desk, there, MOST_LISTED - 1)
    whole = service.get(f"/history/{there.claim}").text
    claim_there(desk, ORDER, claim="newest")

    cut = service.get(f"/history/{there.claim}").text

    assert _COUNT not in whole
    assert _COUNT in cut
    assert "newest" in cut
    assert cut.count("<tr") == MOST_LISTED + 1
