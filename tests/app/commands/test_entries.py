"""Every word of the command line: which entries it writes, and what each of them says; a new word must be told here."""

import argparse
import importlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cli import COMMANDS, main
from app.installation import opened
from pipeline.events import EventType
from pipeline.evidence import ClaimId
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import OPERATOR, Actor, Entry
from pipeline.people.roles import Role
from storage.records.evidence.work import Outcome
from storage.records.people.accounts import UserWish
from storage.records.people.api_keys import DEFAULT_TENANT, KeyWish
from storage.records.proof.ledger import entry_in
from storage.records.schema import entries
from tests.storage.cellar import read
from tests.workers.houses import House, png
from workers.proof.signing import signed_now

OTHER = Actor(tenant=DEFAULT_TENANT, name="user:other", role=Role.ADMIN)
WHOLE = Thing(What.CLAIM, "C-1")
LAW, CASE = "PIPL art. 47", "court file 7"
KIND, FIELD = "receipt", "total_amount"
POLICY = f'schema = "proofdesk.automation/1"\n[[lane]]\nkind = "{KIND}"\nfield = "{FIELD}"\ntarget_error = 0.1\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An installation with one of everything; `known` holds ids by name."""

    folder: Path
    known: dict[str, str]

    def run(self, words: str) -> int:
        """The words with {names} filled in, for this installation."""
        held = {**self.known, "out": str(self.folder.parent / "out")}
        argv = [word.format(**held).replace("~", " ") for word in words.split()]
        return main([*argv, "--data", str(self.folder)])

    def written(self) -> list[Entry]:
        stores = opened(str(self.folder))
        try:
            wanted = select(entries).order_by(entries.c.number)
            return stores.database.read(lambda tx: [entry_in(row) for row in tx.connection.execute(wanted)])
        finally:
            stores.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("template")
    (folder / "automation.toml").write_text(POLICY, "utf-8")
    house = House.at(folder / "home", {})
    known = dict(_filled(house))
    signed_now(house.stores)
    house.stores.close()
    return Home(folder=folder / "home", known=known)


def _filled(house: House) -> Iterator[tuple[str, str]]:
    stores = house.stores
    yield "endpoint", stores.endpoints.make(OTHER, "http://127.0.0.1:9/x", (EventType.EVIDENCE_RECEIVED,), "s" * 32).id
    stores.claims.state(OTHER, ClaimId("C-1"), {"reason": "product_quality"}, None)
    yield "evidence", (evidence := house.enter(png(1), "a.png", "C-1"))
    lease = stores.work.claim("reader", evidence)
    assert lease is not None
    field = {"name": FIELD, "state": "read", "value": "9.00", "page": 1, "box": [0.1, 0.1, 0.5, 0.5], "confidence": 1.0}
    record = {**read("a.png").record, "kind": KIND, "fields": [field | {"critical": True}]}
    stores.work.settle(lease, Outcome(move=read("a.png").move, record=record, pipeline="1", kind=KIND, route="review"))
    yield "delivery", stores.endpoints.deliveries(DEFAULT_TENANT, endpoint=None, state=None, limit=1)[0].id
    yield "key", stores.keys.make(OTHER, KeyWish(tenant=DEFAULT_TENANT, name="x"))[0].id
    stores.people.add(OTHER, UserWish(name="first", roles=(Role.ADMIN,)))
    stores.people.add(OTHER, UserWish(name="li.wei", roles=(Role.REVIEWER,)))
    mei = stores.people.add(OTHER, UserWish(name="mei", roles=(Role.ADMIN,)))
    stores.people.switch_off(OTHER, stores.people.add(OTHER, UserWish(name="gone")).id, "left the house")
    assert mei.awaiting
    stores.claims.state(OTHER, ClaimId("C-2"), {"reason": "product_quality"}, None)
    stores.claims.state(OTHER, ClaimId("C-3"), {"reason": "product_quality"}, None)
    yield "erasure", stores.erasures.propose(OTHER, Thing(What.CLAIM, "C-2"), LAW).id
    yield "hold", stores.holds.place(OTHER, WHOLE, CASE).id
    yield "lifting", (lifting := stores.holds.place(OTHER, WHOLE, CASE).id)
    stores.holds.lift(OTHER, lifting, "the case is over")


@pytest.fixture
def home(template: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of it; what may pass by itself is said by the settings."""
    shutil.copytree(template.folder.parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("PROOFDESK_AUTOMATION", str(tmp_path / "automation.toml"))
    return Home(folder=tmp_path / "home", known={**template.known, "folder": str(tmp_path)})


@dataclass(frozen=True, slots=True)
class Row:
    """`says`: the actions in order, each with which of `old new reason content` its entry holds."""

    words: str
    says: tuple[str, ...]


ROWS: dict[str, Row] = {
    "submit": Row("submit --claim C-9 {folder}/b.png", ("claim.made new", "evidence.received new reason")),
    "webhooks redeliver": Row("webhooks redeliver {delivery}", ("delivery.repeated old new",)),
    "keys make": Row("keys make --name x", ("key.made new",)),
    "keys revoke": Row("keys revoke {key} --reason it~is~over", ("key.revoked old reason",)),
    "users add": Row("users add wang --role auditor", ("user.made new", "role.granted new", "link.made new")),
    "users link": Row("users link li.wei", ("link.made new",)),
    "users grant": Row("users grant li.wei auditor", ("role.granted new",)),
    "users confirm": Row("users confirm mei admin", ("role.confirmed new",)),
    "users revoke": Row("users revoke li.wei reviewer --reason another~team", ("role.revoked old reason",)),
    "users off": Row("users off li.wei --reason left", ("user.off old new reason",)),
    "users on": Row("users on gone --reason is~back", ("user.on old new reason",)),
    "audit key": Row("audit key --new", ("signer.named old new",)),
    "audit export": Row("audit export --claim C-1 --out {out}", ("claim.exported new",)),
    "export": Row("export --out {out}.csv --unmasked an~audit", ("records.exported new reason content",)),
    "erase propose": Row("erase propose --claim C-3 --basis PIPL~47", ("erasure.proposed new reason",)),
    "erase confirm": Row(
        "erase confirm {erasure}",
        ("erasure.confirmed new", "subject.erased new reason", "erasure.done new content"),
    ),
    "erase withdraw": Row("erase withdraw {erasure}", ("erasure.withdrawn old",)),
    "hold add": Row("hold add --claim C-3 --reason court~file~7", ("hold.placed new reason content",)),
    "hold confirm": Row("hold confirm {hold} --reason court~file~7", ("hold.confirmed new reason content",)),
    "hold lift": Row("hold lift {hold} --reason it~is~over", ("hold.lift_proposed old reason content",)),
    "hold agree": Row("hold agree {lifting}", ("hold.lifted old reason content",)),
}
NOTHING = {  # words that change nothing, with what stands behind them in the installation
    "keys list": "keys list",
    "users list": "users list",
    "erase list": "erase list",
    "erase certificate": "erase certificate {erasure}",
    "hold list": "hold list",
    "webhooks list": "webhooks list",
    "eval audit status": "eval audit status",
    "eval audit sheet": "eval audit sheet --out {out}.sheet.csv",
    "audit verify": "audit verify",
    "audit prove": "audit prove --entry 1",
    "audit copy": "audit copy --out {out}.sqlite",
    "backup": "backup {out}.backup",
    "upgrade": "upgrade",
}
ELSEWHERE = {  # asked in the test that is named
    "eval audit draw": "tests/journeys/test_lanes.py",
    "eval audit answer": "tests/journeys/test_lanes.py",
    "eval audit open": "tests/journeys/test_lanes.py",
    "eval audit close": "tests/journeys/test_lanes.py",
    "purge": "tests/workers/keeping/test_purging.py",
    "replay": "tests/journeys/test_replay.py",  # needs readers
    "restore": "tests/app/commands/test_backup.py",
    "policy try": "tests/app/policies",  # answers past claims again and keeps nothing
    "eval corrections": "tests/benchmarks",  # reads what people corrected into a file of examples
    "up": "tests/workers/rounds/test_entries.py",  # programs: what their rounds and readers write
    "serve": "tests/app/api/test_entries.py",
    "worker": "tests/workers/rounds/test_entries.py",
    "reader": "tests/workers/rounds/test_entries.py",
    "porter": "tests/workers/rounds/test_entries.py",
}
APART = {"process", "claims", "policy", "demo", "webhooks listen", "doctor", "bench", "eval", "witness"}  # no ledger


def every_word() -> set[str]:
    """From the command line's own parsers; a command without one has no words of its own."""
    found = set()
    for command in COMMANDS:
        made = getattr(importlib.import_module(f"app.commands.{command}"), "_parser", None)
        found |= set(_words(made(), command)) if made else {command}
    return found


def _words(parser: argparse.ArgumentParser, path: str) -> Iterator[str]:
    choices = [one.choices for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not choices:
        yield path
    for words in choices:
        for name, below in words.items():
            yield from _words(below, f"{path} {name}")


def apart(word: str) -> bool:
    """Whether it, or the command it belongs to, works without an installation."""
    told = {*ROWS, *NOTHING, *ELSEWHERE}
    return word not in told and (word in APART or word.split()[0] in APART)


def said(entry: Entry) -> str:
    act = entry.act
    held = {"old": act.old, "new": act.new, "reason": act.reason, "content": act.content}
    return " ".join([act.action, *(name for name, value in held.items() if value)])


def test_every_word_of_the_command_line_is_told_here() -> None:
    words = every_word()

    assert {one for one in words if not apart(one)} == set(ROWS) | set(NOTHING) | set(ELSEWHERE)
    assert all(Path(place).exists() for place in ELSEWHERE.values())


@pytest.mark.parametrize("word", ROWS)
def test_a_word_writes_exactly_its_entries(home: Home, word: str) -> None:
    (home.folder.parent / "b.png").write_bytes(png(7))
    before = len(home.written())

    status = home.run(ROWS[word].words)

    new = home.written()[before:]
    assert (status, [said(one) for one in new]) == (0, list(ROWS[word].says))
    assert {one.actor.role for one in new} == {OPERATOR}
    assert all(one.act.on and one.actor.name for one in new)


def test_a_word_that_only_looks_writes_none(home: Home) -> None:
    home.run("erase confirm {erasure}")
    before = len(home.written())

    found = {word: home.run(words) for word, words in NOTHING.items()}

    assert found == dict.fromkeys(NOTHING, 0)
    assert len(home.written()) == before
