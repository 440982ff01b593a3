"""Every round of the porter, and a reader at work: which entries they write, and what each of them says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.servers.running import Server
from pipeline.events import EventType
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import PROGRAM, Act, Actor, Entry
from pipeline.ledger.notes import COSIGNED
from pipeline.lifecycle import Move
from pipeline.people.roles import Role
from pipeline.webhooks import Secret
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import entry_in, write_entry
from storage.records.proof.replays import SqlReplays
from storage.records.schema import entries
from storage.signer import Signer
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House, png
from tests.workers.keeping.marked_lives import ANN, BOB, lived
from tests.workers.receivers import answering, receiving
from workers.proof.signing import signed_now
from workers.reception import Reception
from workers.rounds.porter import Porter
from workers.stores import Stores

YEARS = 3 * 366 * 86_400.0
GONE = answering("HTTP/1.1 410 Gone\nContent-Length: 0\n\n")
FACTS = {"reason": "product_quality"}


@dataclass(frozen=True, slots=True)
class Premises:
    """A house with everything the rounds may need; its clock can run ahead."""

    house: House
    door: Path
    receiver: int

    @property
    def stores(self) -> Stores:
        return self.house.stores

    def written(self) -> list[Entry]:
        wanted = select(entries).order_by(entries.c.number)
        return self.stores.database.read(lambda tx: [entry_in(row) for row in tx.connection.execute(wanted)])


@pytest.fixture
def premises(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Premises]:
    (tmp_path / "door").mkdir()
    settings = {"WATCH": str(tmp_path / "door"), "WEBHOOKS_PRIVATE": "1"}
    settings |= {"REPLAY_HOUR": str(datetime.now().astimezone().hour)}
    if request.node.callspec.params["name"] in ("dispatch", "recover"):
        server: Server = request.getfixturevalue("valkey_server")
        settings |= {"REDIS_URL": server.exports["PROOFDESK_REDIS_URL"]}
    house = House.at(tmp_path / "home", settings)
    with receiving(GONE) as receiver:
        yield Premises(house, tmp_path / "door", receiver.port)
    house.stores.close()


def nothing(_: Premises) -> None:
    """Nothing waits."""


def a_dead_reader(premises: Premises) -> None:
    assert premises.stores.work.claim("reader of another machine", premises.house.enter(png(1)))
    premises.house.clock.seconds += 60


def a_receiver_that_is_gone(premises: Premises) -> None:
    url, secret = f"http://127.0.0.1:{premises.receiver}/", Secret(b"s" * 32).text()
    premises.stores.endpoints.make(SENDER, url, (EventType.EVIDENCE_RECEIVED,), secret)
    premises.house.enter(png(1))


def a_claim(premises: Premises) -> None:
    premises.stores.claims.state(SENDER, ClaimId("C-1"), FACTS, None)


def an_answered_claim(premises: Premises) -> None:
    a_claim(premises)
    rounds(premises)["claims"]()


def an_agreed_erasure(premises: Premises) -> None:
    a_claim(premises)
    erasures = premises.stores.erasures
    erasures.confirm(BOB, erasures.propose(ANN, Thing(What.CLAIM, "C-1"), "PIPL art. 47").id)


def three_years(premises: Premises) -> None:
    lived(premises.house)
    premises.house.clock.seconds += YEARS


def a_record(premises: Premises, claim: str | None = None) -> None:
    lease = premises.stores.work.claim("reader", premises.house.enter(png(1), claim=claim))
    assert lease is not None
    premises.stores.work.settle(lease, read("a.png"))


def a_forged_entry(premises: Premises) -> None:
    wanted = premises.house.enter(png(1))
    signed_now(premises.stores)
    forged = Act(action="evidence.corrected", on=wanted, old="record 1", new="cor_none")
    premises.stores.database.write(lambda tx: write_entry(tx, SENDER, forged))


def a_lost_hint(premises: Premises) -> None:
    wanted = premises.house.enter(png(1))
    premises.stores.work.move("porter", EvidenceId(wanted), Move.QUEUE)
    premises.house.clock.seconds += 60


def a_file_at_the_door(premises: Premises) -> None:
    (premises.door / "C-9").mkdir()
    (premises.door / "C-9" / "a.png").write_bytes(png(1))


def an_asked_record(premises: Premises) -> None:
    a_record(premises, "C-1")
    auditor = Actor(tenant=DEFAULT_TENANT, name="user:usr_auditor")
    assert SqlReplays(premises.stores.database).ask(auditor, ClaimId("C-1")) == 1


@dataclass(frozen=True, slots=True)
class Row:
    """`says`: the actions in order, each with which of `old new reason content` its entry holds, under whose role."""

    before: Callable[[Premises], object]
    says: tuple[str, ...] = ()
    turns: int = 1
    role: str = PROGRAM


ROWS: dict[str, Row] = {
    "sweep": Row(a_dead_reader, ("evidence.give_back old new reason",)),
    "webhooks": Row(a_receiver_that_is_gone, ("endpoint.disabled old new reason",), turns=3),
    "claims": Row(a_claim, ("claim.answered new reason content",)),
    "desk": Row(an_answered_claim, ("review.opened new reason",)),
    "search": Row(an_answered_claim),
    "tidy": Row(a_record),
    "erase": Row(an_agreed_erasure, ("subject.erased new reason", "erasure.done new content")),
    "purge": Row(
        three_years,
        ("erasure.proposed new reason", "subject.erased new reason", "erasure.done new content", "purge.done content"),
    ),
    "replay": Row(a_record, ("evidence.replayed old new reason",), turns=2),
    "asked": Row(an_asked_record, ("evidence.replayed old new reason",), turns=2, role=Role.AUDITOR),
    "crosscheck": Row(a_forged_entry, ("ledger.differs reason",)),
    "dispatch": Row(lambda premises: premises.house.enter(png(1)), ("evidence.queue old new",)),
    "recover": Row(a_lost_hint, ("evidence.unqueue old new reason",)),
    "sign": Row(a_claim),
    "watch": Row(a_file_at_the_door, ("claim.made new", "evidence.received new reason"), turns=2),
}
ELSEWHERE = {"witness": "tests/app/commands/test_witness.py"}  # it is told of what is signed, and changes nothing


def rounds(premises: Premises) -> dict[str, Callable[[], int]]:
    later = premises.house.later()
    return {one.name: one.work for one in Porter.at(later, Reception(later), "porter").rounds}


def said(entry: Entry) -> str:
    act = entry.act
    held = {"old": act.old, "new": act.new, "reason": act.reason, "content": act.content}
    return " ".join([act.action, *(name for name, value in held.items() if value)])


@pytest.mark.parametrize("name", ROWS)
def test_a_round_writes_exactly_its_entries(premises: Premises, name: str) -> None:
    row = ROWS[name]
    row.before(premises)
    work = rounds(premises)[name]
    before = len(premises.written())

    for _ in range(row.turns):
        work()

    new = premises.written()[before:]
    assert [said(one) for one in new] == list(row.says)
    assert {one.actor.role for one in new} <= {row.role}
    assert all(one.act.on and one.actor.name for one in new)


def test_every_round_has_a_row(tmp_path: Path, valkey_server: Server) -> None:
    """Those of an installation with all there is: servers, a door, a witness."""
    key = Signer.of(bytes(32), "witness/of-somebody", COSIGNED).key
    settings = {"WATCH": str(tmp_path), "WITNESS": "http://127.0.0.1:9", "WITNESS_KEY": str(key)}
    house = House.at(tmp_path / "home", settings | {"REDIS_URL": valkey_server.exports["PROOFDESK_REDIS_URL"]})

    found = {one.name for one in Porter.at(house.stores, Reception(house.stores), "porter").rounds}

    assert found == set(ROWS) | set(ELSEWHERE)
    assert all(Path(place).exists() for place in ELSEWHERE.values())
    house.stores.close()
