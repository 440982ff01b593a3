"""A record made again from the sealed original is the same to the byte, and what differs is named in plain words."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.api.metrics import Metrics
from app.records.replay_words import lines, shown
from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.ledger.entries import Actor
from pipeline.lifecycle import EvidenceState, Move
from pipeline.replays import Instead, Replayed, Retold, Verdict
from storage.keys import original
from storage.records.evidence.work import Outcome
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import entries_on
from storage.records.proof.replays import SqlReplays
from tests.storage.whys import why
from tests.workers.houses import SENDER, House
from workers.desk import Desk
from workers.reception import Reception
from workers.replay.asked import WHY, AskedReplays
from workers.replay.nightly import Nightly
from workers.replay.replays import Replays
from workers.rounds.reader import Reader

SAMPLES = Path("fixtures/samples/claims")
FOLDER = SAMPLES / "claims/1082_threshold_passed"
CLAIM = ClaimId("RC-202611-01082")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """An installation that has read an invoice, an order and a file nobody can read, of a claim with its facts."""

    house: House
    desk: Desk
    invoice: EvidenceId
    order: EvidenceId
    broken: EvidenceId

    def replayed(self, wanted: EvidenceId) -> Replayed:
        return Replays(self.house.stores, self.desk).replayed(self.house.standing(wanted))

    def command(self, *words: str) -> int:
        return cli.main(["replay", "--data", str(self.house.stores.folder), *words])

    def kept(self, wanted: EvidenceId) -> Record:
        found: Record = json.loads(self.house.stores.standings.kept(self.house.standing(wanted), 1).body)
        return found

    def retold(self, name: str, change: Callable[[Record], object], under: bytes | None) -> EvidenceId:
        """The invoice once more, in another claim, whose kept record says something else."""
        again = self.house.enter((FOLDER / "invoice.pdf").read_bytes(), "invoice.pdf", name)
        record = self.kept(self.invoice)
        change(record)
        lease = self.house.stores.work.claim("reader", again)
        assert lease
        told = Outcome(move=Move.SETTLE, record=record, pipeline="1", circumstances=under, kind=record["kind"])
        self.house.stores.work.settle(lease, told)
        return again

    @property
    def under(self) -> bytes | None:
        return self.house.stores.standings.kept(self.house.standing(self.invoice), 1).circumstances


def facts() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FOLDER / "claim.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Facts are stated anew behind the reading: what is read again goes by those of then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROOFDESK_POLICY", str(SAMPLES / "policy"))
        house = House.at(tmp_path_factory.mktemp("replay"), {"POLICY": str(SAMPLES / "policy")})
        stores = house.stores
        stores.claims.state(SENDER, CLAIM, facts(), None)
        invoice = house.enter((FOLDER / "invoice.pdf").read_bytes(), "invoice.pdf", CLAIM)
        order = house.enter((FOLDER / "order.png").read_bytes(), "order.png", CLAIM)
        broken = house.enter(b"%PDF-1.4\nno more of it", "broken.pdf", CLAIM)
        with Desk.open(stores.settings, lanes=1, today=date(2026, 11, 12)) as desk:
            reader = Reader(stores=stores, desk=desk, reception=Reception(stores), owner="reader")
            while reader.read_next():
                pass
            later = {**facts(), "order_id": "1", "claimed_amount": 1, "purchase_date": "2026-02-01"}
            stores.claims.state(SENDER, CLAIM, later, None)
            yield Read(house, desk, invoice, order, broken)
        stores.close()


def value_of(record: Record, name: str) -> Record:
    found: Record = next(one for one in record["fields"] if one["name"] == name)
    return found


def test_everything_that_was_read_is_read_the_same_again(read: Read, capsys: pytest.CaptureFixture[str]) -> None:
    before = entries_on(read.house.stores.database, DEFAULT_TENANT, read.invoice)

    assert read.command("--claim", CLAIM, "--json") == 0

    found = {one["evidence"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(found) == {read.invoice, read.order, read.broken}
    assert {one["verdict"] for one in found.values()} == {"identical"}
    assert all(one["instead"] == one["differences"] == [] for one in found.values())
    (entry,) = entries_on(read.house.stores.database, DEFAULT_TENANT, read.invoice)[len(before) :]
    assert (entry.act.action, entry.act.old, entry.act.new) == ("evidence.replayed", "1", "identical")
    assert (entry.actor.name, entry.actor.role) == ("replay", "operator")
    assert "command line" in str(entry.act.reason)


def changed(record: Record) -> None:
    value_of(record, "gross_amount")["value"] = "1.00"
    value_of(record, "buyer_name")["value"] = "王小明"
    record["route"] = "accept"


def test_a_value_that_differs_is_named_and_personal_ones_with_a_reason_alone(
    read: Read, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = read.retold("C-2", changed, read.under)
    first = read.kept(read.invoice)
    amount, name = value_of(first, "gross_amount")["value"], value_of(first, "buyer_name")["value"]

    found = read.replayed(wanted)
    hidden = list(lines(shown(found, lambda: read.kept(wanted))))
    status = read.command(wanted, "--unmasked", "complaint 7")
    out = capsys.readouterr().out

    assert found.verdict is Verdict.DIFFERENT
    assert set(hidden[1:]) == {
        f"    gross_amount value: 1.00 then, {amount} now",
        "    buyer_name value: ●●● then, ●●● now",
        f"    route: accept then, {first['route']} now",
    }
    assert status == 1
    assert "DIFFERENT" in out
    assert f"buyer_name value: 王小明 then, {name} now" in out
    told = entries_on(read.house.stores.database, DEFAULT_TENANT, wanted)[-1].act
    assert why(read.house.stores.reasons, DEFAULT_TENANT, told) == "complaint 7"


def older(record: Record) -> None:
    record["versions"] |= {"confidence": "2025-01-01 abc", "policy": "spring+0"}
    record["versions"]["readers"]["pillow"] = "1.0"


def test_a_version_that_is_gone_is_named_with_what_is_here(read: Read) -> None:
    here = read.kept(read.invoice)["versions"]

    found = read.replayed(read.retold("C-3", older, read.under))

    assert found.verdict is Verdict.OTHER_VERSIONS
    assert set(found.instead) == {
        Instead("confidence", "2025-01-01 abc", here["confidence"]),
        Instead("policy", "spring+0", here["policy"]),
        Instead("reader pillow", "1.0", here["readers"]["pillow"]),
    }
    assert "    reader pillow: read with 1.0; here is " in "\n".join(lines(found))


def test_a_record_from_before_circumstances_were_kept_says_so(read: Read) -> None:
    found = read.replayed(read.retold("C-4", lambda _: None, None))

    assert found.verdict is Verdict.OTHER_VERSIONS, "its claim states no facts"
    assert next(one.what for one in found.instead) == "circumstances"


def test_an_original_that_is_not_what_came_in_is_told(read: Read) -> None:
    wanted = read.retold("C-5", lambda _: None, read.under)
    evidence = read.house.standing(wanted).evidence
    name = original(evidence.tenant, evidence.subject, evidence.sha256)
    file = read.house.stores.folder / "objects" / name
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    assert read.replayed(wanted).verdict is Verdict.ORIGINAL_CHANGED


@pytest.mark.parametrize("words", [[], ["evd_nobody_knows"]])
def test_wrong_use_is_told(read: Read, words: list[str]) -> None:
    assert read.command(*words) == 2


def test_what_is_drawn_at_night_is_read_again_and_a_difference_is_an_alarm(
    read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    stores, ours = read.house.stores, SqlReplays(read.house.stores.database)
    wrong = {read.retold("C-6", changed, read.under)}
    nightly = Nightly(stores, "porter", lambda: datetime(2026, 11, 29, 4, 30, tzinfo=UTC), read.desk)
    assert ours.draw("2026-11-29", 100) == len(drawn(read)) > len(wrong)

    while ours.next("2026-11-29"):
        assert nightly.turn() == 1

    told = {one.__dict__["evidence"] for one in caplog.records if one.levelno >= logging.CRITICAL}
    assert wrong <= told
    assert {read.invoice, read.order}.isdisjoint(told)
    entry = entries_on(stores.database, DEFAULT_TENANT, wrong.pop())[-1]
    assert (entry.act.new, entry.actor.role) == ("different", "program")
    assert entry.act.reason == "nightly sample | differs: buyer_name, gross_amount, route"
    metrics = Metrics()
    metrics.look(stores)
    assert metrics.registry.get_sample_value("proofdesk_replays", {"verdict": "identical"}) == 2
    assert ours.draw("2026-11-29", 100) == 0, "a night is drawn once"


def test_what_an_auditor_asks_for_is_read_again_once_and_entered_under_their_name(read: Read) -> None:
    stores, ours = read.house.stores, SqlReplays(read.house.stores.database)
    wrong, asker = read.retold("C-7", changed, read.under), Actor(tenant=DEFAULT_TENANT, name="user:usr_auditor")
    night = ours.newest()

    assert ours.ask(asker, ClaimId("C-7")) == 1
    assert ours.ask(asker, ClaimId("C-7")) == 1, "asked twice, it waits once"
    assert ours.waiting(TenantId(DEFAULT_TENANT), (wrong, read.invoice)) == {wrong}
    asked = AskedReplays(stores, read.desk)
    assert (asked.turn(), ours.waiting(TenantId(DEFAULT_TENANT), (wrong,))) == (1, frozenset())
    assert ours.asked() is None

    entry = entries_on(stores.database, DEFAULT_TENANT, wrong)[-1]
    assert (entry.act.action, entry.act.new) == ("evidence.replayed", "different")
    assert (entry.actor.name, entry.actor.role) == ("user:usr_auditor", "auditor")
    assert Retold.read(str(entry.act.reason)) == Retold(WHY, ("buyer_name", "gross_amount", "route"))
    assert ours.newest() == night, "a night's figures hold its own sample alone"


def drawn(read: Read) -> list[str]:
    return [one for one in read.house.accepted if read.house.standing(one).state is EvidenceState.SETTLED]


@pytest.mark.parametrize(("hour", "sample"), [(9, "20"), (2, "20"), (4, "0")])
def test_by_day_or_where_nobody_wants_it_nothing_is_read_again(tmp_path: Path, hour: int, sample: str) -> None:
    house = House.at(tmp_path, {"REPLAY_SAMPLE": sample})
    nightly = Nightly(house.stores, "porter", lambda: datetime(2026, 11, 30, hour, 30, tzinfo=UTC))

    assert nightly.turn() == 0
    house.stores.close()
