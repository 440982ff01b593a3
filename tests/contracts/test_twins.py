"""What every book of twins must hold to: in memory, on SQLite and on PostgreSQL."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from pipeline.alike.prints import Print
from pipeline.claim.claims import Case, Claimant, Layer, Payout, Twin
from pipeline.claim.copies import KNOWN_TO_MANY
from pipeline.claim.twins import UNSURE, TwinBook, Twinned
from pipeline.evidence import TenantId
from storage.records.claims.twins import SqlTwins
from storage.records.database import Database, opened, sqlite_address
from storage.records.inserts import inserted_once
from storage.records.migration import migrated
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.schema import tenants, twin_claims, twin_keys, twin_marks, twin_papers
from tests.pipeline.alike.test_likeness import picture
from tests.storage.cellar import MASTER, OTHER, Cellar
from tests.validators.cases import case, filed
from tests.validators.papers import document, form, page

ORDER = "2612345678901234567"
PAGE = (
    "检测报告",
    "报告编号 LAB20260731174512",
    "样品批号 903753481236",
    "黑素指数 第0周 182.45 第4周 139.20",
    "平均改善率 23.7%",
)
OTHER_PAGE = (
    "检测报告",
    "报告编号 LAB20260802093307",
    "样品批号 771200458812",
    "黑素指数 第0周 176.10 第4周 150.85",
    "平均改善率 14.3%",
)
ZHANG = Claimant(name="张小例", phone_masked="138****0000")
LI = Claimant(name="李示范", phone_masked="139****0000")


@dataclass
class Shelf:
    """A book for each tenant."""

    database: Database | None
    held: dict[TenantId, TwinBook] = field(default_factory=dict)

    def of(self, tenant: TenantId) -> TwinBook:
        made: Callable[[], TwinBook] = Twinned
        if (database := self.database) is not None:
            database.write(lambda tx: inserted_once(tx, tenants, {"id": tenant, "made_at": tx.now}))
            return SqlTwins(database, MASTER, tenant)
        return self.held.setdefault(tenant, made())


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    if request.param == "memory":
        yield Shelf(None)
        return
    url = sqlite_address(tmp_path / "records.sqlite")
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres_server")
        url = new_database(server, f"t{secrets.token_hex(6)}")
    database = opened(url)
    migrated(database)
    Cellar.over(database)
    yield Shelf(database)
    database.close()


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Database:
    """The database under a shelf; for what a book in memory has no part in: threads, and what stays on disk."""
    shelf: Shelf = request.getfixturevalue("shelf")
    assert shelf.database is not None
    return shelf.database


in_databases = pytest.mark.parametrize("shelf", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def book(shelf: Shelf) -> TwinBook:
    return shelf.of(DEFAULT_TENANT)


def claim(claim_id: str, claimant: Claimant = ZHANG, **stated: Any) -> Case:
    """A claim about one order, with its page."""
    page = filed(form("order_screenshot", order_id=ORDER), name=f"{claim_id} 订单.png")
    page = replace(page, record=replace(page.record, sha256=secrets.token_hex(32)))
    return case(page, stated={"claim_id": claim_id, "claimant": claimant, **stated})


def orders(twins: tuple[Twin, ...]) -> list[tuple[str, str, str]]:
    return [(twin.claim_id, twin.file, twin.other_file) for twin in twins if twin.key == "order_id"]


def test_the_first_claim_has_no_twins(book: TwinBook) -> None:
    assert book.twins(claim("C-1")) == ()
    assert book.entered(claim("C-1")) == ()


def test_a_later_claim_sees_the_earlier_one_and_not_the_other_way_round(book: TwinBook) -> None:
    first, later = claim("C-9"), claim("C-2")
    book.entered(first)

    found = book.entered(later)

    assert orders(found) == [("C-9", "C-2 订单.png", "C-9 订单.png")]
    assert book.twins(later) == found
    assert book.twins(first) == ()


def test_twins_come_in_the_order_their_claims_were_entered(book: TwinBook) -> None:
    for claim_id in ("C-9", "C-1", "C-5"):
        book.entered(claim(claim_id))

    assert [twin[0] for twin in orders(book.twins(claim("C-0")))] == ["C-9", "C-1", "C-5"]


def test_a_claim_entered_again_keeps_its_place_and_shows_only_what_it_shows_now(book: TwinBook) -> None:
    first, later = claim("C-1"), claim("C-2")
    book.entered(first)
    book.entered(later)

    assert book.entered(first) == ()
    assert len(orders(book.twins(later))) == 1

    book.entered(case(stated={"claim_id": "C-1"}))
    assert book.twins(later) == ()


def shown(claim_id: str, *lines: str, kind: str = "lab_report", picture: Print | None = None) -> Case:
    """A claim with a page that bears these lines."""
    read = document(replace(page(*lines), picture=picture))
    return case(filed(form(kind), name=f"{claim_id} 报告.jpg", read=read), stated={"claim_id": claim_id})


def copied(twins: tuple[Twin, ...]) -> list[tuple[str, str, str]]:
    return [(twin.claim_id, twin.file, twin.other_file) for twin in twins if twin.layer is Layer.PICTURE]


def test_a_page_photographed_again_is_found_by_what_stands_on_it(book: TwinBook) -> None:
    book.entered(shown("C-1", *PAGE))
    book.entered(shown("C-2", *OTHER_PAGE))

    found = book.entered(shown("C-3", *PAGE[:4], "平均改善率 23.7％"))

    assert copied(found) == [("C-1", "C-3 报告.jpg", "C-1 报告.jpg")]
    assert book.twins(shown("C-3", *PAGE)) != ()
    assert copied(book.twins(shown("C-1", *PAGE))) == []


def test_a_photo_of_goods_is_found_by_its_picture(book: TwinBook) -> None:
    book.entered(shown("C-1", kind="product_photo", picture=picture(40)))

    found = book.entered(shown("C-2", kind="product_photo", picture=picture(40, moved=9)))

    assert copied(found) == [("C-1", "C-2 报告.jpg", "C-1 报告.jpg")]
    assert copied(book.entered(shown("C-3", kind="product_photo", picture=picture(8)))) == []


def test_a_certificate_of_a_batch_is_shown_by_many(book: TwinBook) -> None:
    for claim_id in ("C-1", "C-2"):
        assert copied(book.entered(shown(claim_id, *PAGE, kind="certificate_of_analysis"))) == []


def test_a_page_that_a_claim_shows_no_more_is_not_found(book: TwinBook) -> None:
    book.entered(shown("C-1", *PAGE))
    book.entered(shown("C-1", *OTHER_PAGE))
    book.entered(shown("C-2", *OTHER_PAGE))
    book.forgotten("C-2")

    assert copied(book.entered(shown("C-3", *PAGE))) == []
    assert [claim_id for claim_id, *_ in copied(book.entered(shown("C-4", *OTHER_PAGE)))] == ["C-1"]


def test_a_number_that_very_many_pages_bear_finds_nothing(book: TwinBook) -> None:
    for number in range(KNOWN_TO_MANY + 1):
        book.entered(shown(f"C-{number}", "客服热线 4008001234", f"第 {number} 页", kind="other"))

    assert copied(book.entered(shown("C-new", "客服热线 4008001234", "第 1 页", kind="other"))) == []


@in_databases
def test_what_stands_on_pages_is_not_on_the_disk_in_the_clear(shelf: Shelf, kept: Database) -> None:
    shelf.of(DEFAULT_TENANT).entered(shown("C-1", *PAGE))

    rows = kept.read(lambda tx: tx.connection.execute(select(twin_papers)).all())
    marks = kept.read(lambda tx: tx.connection.execute(select(twin_marks.c.mark)).scalars().all())
    assert len(rows) == 1
    assert b"LAB" not in rows[0].look
    assert len(marks) == 3
    assert not {20260731174512, 903753481236, 18245}.intersection(marks)


@in_databases
def test_a_process_that_remembers_pictures_learns_those_of_others(shelf: Shelf, kept: Database) -> None:
    remembering = SqlTwins(kept, MASTER, DEFAULT_TENANT)
    shelf.of(DEFAULT_TENANT)
    remembering.entered(shown("C-1", kind="product_photo", picture=picture(30)))
    shelf.of(DEFAULT_TENANT).entered(shown("C-2", kind="product_photo", picture=picture(60)))

    found = copied(remembering.entered(shown("C-3", kind="product_photo", picture=picture(60))))

    assert "C-2" in [claim_id for claim_id, *_ in found]


def test_a_twin_says_whether_it_is_the_same_person(book: TwinBook) -> None:
    book.entered(claim("C-1", ZHANG))

    same, other, unknown = (
        {twin.same_person for twin in book.twins(claim("C-2", person)) if twin.key == "order_id"}
        for person in (ZHANG, LI, Claimant())
    )
    assert (same, other, unknown) == ({True}, {False}, {None})


def test_numbers_of_a_claim_closed_without_payment_are_free_again(book: TwinBook) -> None:
    book.entered(claim("C-1"))
    book.entered(claim("C-2"))

    book.settled("C-1")
    book.settled("C-1")
    book.settled("never entered")

    settled = {twin.claim_id: twin.settled for twin in book.twins(claim("C-3"))}
    assert settled == {"C-1": True, "C-2": False}


def test_a_settled_claim_that_shows_more_stays_settled(book: TwinBook) -> None:
    book.entered(claim("C-1"))
    book.settled("C-1")
    book.entered(claim("C-1"))

    assert {twin.settled for twin in book.twins(claim("C-2"))} == {True}


def test_a_forgotten_claim_is_nobodys_twin(book: TwinBook) -> None:
    book.entered(claim("C-1"))

    book.forgotten("C-1")
    book.forgotten("never entered")

    assert book.twins(claim("C-2")) == ()
    assert book.earlier(claim("C-2")) == ()


def test_a_number_belongs_to_its_platform(book: TwinBook) -> None:
    book.entered(case(stated={"claim_id": "C-1", "order_id": "1001", "platform": "taobao"}))
    book.entered(case(stated={"claim_id": "C-2", "order_id": "1001"}))

    def alike(platform: str | None) -> dict[str, float]:
        mine = case(stated={"claim_id": "C-3", "order_id": "1001", "platform": platform})
        return {twin.claim_id: twin.similarity for twin in book.twins(mine)}

    assert alike("taobao") == {"C-1": 1.0, "C-2": UNSURE}
    assert alike("douyin") == {"C-2": UNSURE}
    assert alike(None) == {"C-1": UNSURE, "C-2": 1.0}


def test_every_layer_is_found(book: TwinBook) -> None:
    payout = Payout("张小例", "6222000000001234")
    first = claim("C-1", payout=payout)
    book.entered(first)
    again = replace(first, statement=replace(first.statement, claim_id="C-2"))

    found = {(twin.layer, twin.key, twin.value) for twin in book.twins(again)}

    sha256 = first.papers[0].record.sha256
    assert found == {
        (Layer.BYTES, "sha256", sha256[:12]),
        (Layer.KEY, "order_id", ORDER),
        (Layer.KEY, "payout", "6222000000001234"),
        (Layer.KEY, "phone", "138****0000"),
    }


def test_the_days_a_claimant_filed_before_are_known(book: TwinBook) -> None:
    for claim_id, person, day in (("C-1", ZHANG, 1), ("C-2", LI, 2), ("C-3", ZHANG, 3)):
        book.entered(case(stated={"claim_id": claim_id, "claimant": person, "submitted_on": date(2026, 11, day)}))

    mine = case(stated={"claim_id": "C-4", "claimant": ZHANG})
    nobody = case(stated={"claim_id": "C-4", "claimant": Claimant(name="张小例")})
    assert book.earlier(mine) == (date(2026, 11, 1), date(2026, 11, 3))
    assert book.earlier(nobody) == ()


def test_tenants_do_not_see_each_other(shelf: Shelf) -> None:
    shelf.of(DEFAULT_TENANT).entered(claim("C-1"))

    other = shelf.of(OTHER)
    assert other.entered(claim("C-2")) == ()
    other.settled("C-1")
    other.forgotten("C-1")

    assert {twin.settled for twin in shelf.of(DEFAULT_TENANT).twins(claim("C-3"))} == {False}


def test_more_files_than_one_statement_asks_for_are_all_compared(book: TwinBook) -> None:
    files = [filed(form("other"), name=f"{number}.png") for number in range(1200)]
    papers = [replace(one, record=replace(one.record, sha256=f"{at:064}")) for at, one in enumerate(files)]
    book.entered(case(*papers, stated={"claim_id": "C-1"}))

    assert len(book.twins(case(*papers, stated={"claim_id": "C-2"}))) == 1200


@in_databases
def test_of_claims_that_come_at_once_all_but_one_see_another(shelf: Shelf) -> None:
    book = shelf.of(DEFAULT_TENANT)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(book.entered, (claim(f"C-{number}") for number in range(4))))

    assert sorted(len(orders(twins)) for twins in found) == [0, 1, 2, 3]


@in_databases
def test_the_database_holds_no_number_and_no_name(shelf: Shelf, kept: Database) -> None:
    shelf.of(DEFAULT_TENANT).entered(claim("C-1"))

    rows = kept.read(
        lambda tx: [
            *tx.connection.execute(select(twin_keys)).all(),
            *tx.connection.execute(select(twin_claims)).all(),
        ]
    )
    written = b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)
    assert len(rows) == 5
    for secret in (ORDER, "张小例", "138****0000", "订单"):
        assert secret.encode() not in written
