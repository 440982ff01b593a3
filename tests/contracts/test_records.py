"""What every database must hold to: entering once, leases with a fence, settling once, nothing unwritten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from pipeline.errors import BadFile, Conflict, Missing
from pipeline.events import EventType
from pipeline.evidence import ClaimId, EvidenceId, Lease, TenantId
from pipeline.ledger.entries import body_hash
from pipeline.lifecycle import EvidenceState, Move
from storage.records.database import Database
from storage.records.evidence.arrivals import Promise
from storage.records.evidence.standings import Wanted
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import entries_on
from storage.records.schema import entries, evidence, records
from storage.records.telling.happenings import Happenings
from tests.storage.cellar import ACTOR, LEASE, OTHER, Cellar, HandClock, read


def claimed(cellar: Cellar, owner: str = "reader") -> Lease:
    lease = cellar.work.claim(owner)
    assert lease is not None
    return lease


def state(cellar: Cellar, wanted: EvidenceId) -> EvidenceState:
    return cellar.standings.find(DEFAULT_TENANT, wanted).state


def test_a_file_enters_as_received_with_its_entry_and_its_event(cellar: Cellar) -> None:
    entered = cellar.enter("a receipt")

    assert entered.new
    assert entered.standing.state is EvidenceState.RECEIVED
    assert entered.standing.evidence.filename == "a receipt.png"
    assert [one.act.action for one in entries_on(cellar.database, DEFAULT_TENANT, entered.standing.evidence.id)] == [
        "evidence.received"
    ]
    told = Happenings(cellar.database).after(DEFAULT_TENANT, 0, claim=None, limit=10)
    assert [one.type for one in told] == [EventType.EVIDENCE_RECEIVED]


def test_the_same_file_in_one_claim_is_one_evidence(cellar: Cellar) -> None:
    first, second = cellar.enter("twice"), cellar.enter("twice")

    assert (first.new, second.new) == (True, False)
    assert first.standing.evidence.id == second.standing.evidence.id


def test_the_same_file_in_another_claim_shares_nothing(cellar: Cellar) -> None:
    first, second = cellar.enter("shared", "C-1").standing, cellar.enter("shared", "C-2").standing

    assert first.evidence.id != second.evidence.id
    assert first.evidence.subject != second.evidence.subject


def test_the_same_file_without_a_claim_is_one_evidence(cellar: Cellar) -> None:
    first, second = cellar.enter("alone", None), cellar.enter("alone", None)

    assert first.standing.evidence == second.standing.evidence


def test_fifty_at_once_are_one(cellar: Cellar) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: cellar.enter("storm"), range(50)))

    assert len({one.standing.evidence.id for one in found}) == 1
    assert sum(one.new for one in found) == 1


def test_a_promise_is_kept_for_the_same_upload(cellar: Cellar) -> None:
    promise = Promise("key-1", "fingerprint")

    first, second = cellar.enter("promised", promise=promise), cellar.enter("promised", promise=promise)

    assert first.standing.evidence.id == second.standing.evidence.id


def test_a_promise_for_another_upload_is_refused_and_leaves_nothing(cellar: Cellar) -> None:
    cellar.enter("promised", promise=Promise("key-1", "fingerprint"))

    with pytest.raises(BadFile) as refusal:
        cellar.enter("other", promise=Promise("key-1", "another"))

    assert refusal.value.code == "key_reused"
    assert len(cellar.standings.page(DEFAULT_TENANT, Wanted())) == 1


def test_what_a_tenant_used_today_is_counted(cellar: Cellar) -> None:
    cellar.enter("four")
    cellar.enter("more")
    cellar.enter("more")

    used = cellar.arrivals.used(DEFAULT_TENANT)

    assert (used.files, used.size, used.waiting) == (2, 8, 2)


def test_evidence_of_another_tenant_is_missing(cellar: Cellar) -> None:
    mine = cellar.enter("mine").standing.evidence.id

    with pytest.raises(Missing):
        cellar.standings.find(OTHER, mine)
    assert cellar.standings.page(OTHER, Wanted()) == ()


def test_who_waits_longest_is_read_first_and_urgent_ones_before(cellar: Cellar, clock: HandClock) -> None:
    bulk = cellar.enter("bulk", priority=9).standing.evidence.id
    clock.pass_by(60)
    usual = cellar.enter("usual").standing.evidence.id
    urgent = cellar.enter("urgent", priority=0).standing.evidence.id

    assert [one.id for one in cellar.work.waiting(10)] == [urgent, usual, bulk]


def test_nobody_starves_behind_more_urgent_ones(cellar: Cellar, clock: HandClock) -> None:
    bulk = cellar.enter("bulk", priority=9).standing.evidence.id
    waited = 0
    while cellar.standings.find(DEFAULT_TENANT, bulk).state is EvidenceState.RECEIVED:
        cellar.enter(f"urgent {waited}", priority=0)
        cellar.enter(f"urgent too {waited}", priority=0)
        claimed(cellar)
        claimed(cellar)
        clock.pass_by(60)
        waited += 1

    assert 1 < waited <= 15


def test_a_lease_is_given_once(cellar: Cellar) -> None:
    cellar.enter("one")

    with ThreadPoolExecutor(8) as pool:
        leases = [lease for lease in pool.map(lambda n: cellar.work.claim(f"reader {n}"), range(8)) if lease]

    assert len(leases) == 1
    assert leases[0].attempt == 1


def test_settling_keeps_one_record_and_says_so(cellar: Cellar) -> None:
    entered = cellar.enter("one").standing.evidence.id
    lease = claimed(cellar)

    assert cellar.work.settle(lease, read("one.png")) == 1
    standing = cellar.standings.find(DEFAULT_TENANT, entered)
    assert (standing.state, standing.record, standing.route) == (EvidenceState.SETTLED, 1, "review")
    assert cellar.standings.record(DEFAULT_TENANT, standing) == {"file": "one.png", "status": "read"}
    told = Happenings(cellar.database).after(DEFAULT_TENANT, 0, claim=ClaimId("C-1"), limit=10)
    assert [one.type for one in told][-1] is EventType.EVIDENCE_SETTLED


def test_who_lost_the_lease_settles_nothing(cellar: Cellar, clock: HandClock) -> None:
    entered = cellar.enter("one").standing.evidence.id
    late = claimed(cellar, "slow reader")
    clock.pass_by(LEASE + 1)
    cellar.sweeping.lapsed("sweeper")
    clock.pass_by(60)
    second = claimed(cellar, "second reader")

    with pytest.raises(Conflict):
        cellar.work.settle(late, read("late"))
    assert not cellar.work.beat(late)
    assert not cellar.work.give_back(late, "too late")
    assert cellar.work.settle(second, read("second")) == 1
    assert state(cellar, entered) is EvidenceState.SETTLED


def test_the_same_owner_with_an_older_attempt_settles_nothing(cellar: Cellar, clock: HandClock) -> None:
    cellar.enter("one")
    first = claimed(cellar, "reader")
    clock.pass_by(LEASE + 1)
    cellar.sweeping.lapsed("sweeper")
    clock.pass_by(60)
    claimed(cellar, "reader")

    with pytest.raises(Conflict):
        cellar.work.settle(first, read("late"))


def test_settling_twice_is_impossible(cellar: Cellar) -> None:
    cellar.enter("one")
    lease = claimed(cellar)
    cellar.work.settle(lease, read("one"))

    with pytest.raises(Conflict):
        cellar.work.settle(lease, read("one"))
    assert _count(cellar.database, records) == 1


def test_a_beat_keeps_the_lease(cellar: Cellar, clock: HandClock) -> None:
    entered = cellar.enter("one").standing.evidence.id
    lease = claimed(cellar)
    for _ in range(5):
        clock.pass_by(LEASE - 1)
        assert cellar.work.beat(lease)
        assert cellar.sweeping.lapsed("sweeper") == 0

    assert state(cellar, entered) is EvidenceState.READING


def test_three_lost_leases_end_in_quarantine_with_one_record(cellar: Cellar, clock: HandClock) -> None:
    entered = cellar.enter("poison").standing.evidence.id
    for _ in range(3):
        claimed(cellar)
        clock.pass_by(LEASE + 1)
        assert cellar.sweeping.lapsed("sweeper") == 1
        clock.pass_by(600)

    standing = cellar.standings.find(DEFAULT_TENANT, entered)
    assert (standing.state, standing.failures, standing.code) == (EvidenceState.QUARANTINED, 3, "reader_crashed")
    assert standing.record == 1
    assert cellar.work.claim("reader") is None


def test_a_failure_waits_before_the_next_try(cellar: Cellar, clock: HandClock) -> None:
    cellar.enter("one")
    claimed(cellar, "dead")

    cellar.sweeping.orphaned("supervisor", "dead")

    assert cellar.work.claim("reader") is None
    clock.pass_by(6)
    assert claimed(cellar).attempt == 2


def test_a_dead_readers_leases_end_and_no_others(cellar: Cellar) -> None:
    cellar.enter("one")
    cellar.enter("two")
    dead, alive = claimed(cellar, "dead"), claimed(cellar, "alive")

    assert cellar.sweeping.orphaned("supervisor", "dead") == 1
    assert not cellar.work.beat(dead)
    assert cellar.work.beat(alive)


def test_a_reader_that_stops_hands_back_at_once_and_nothing_is_held_against_the_file(cellar: Cellar) -> None:
    entered = cellar.enter("one").standing.evidence.id
    claimed(cellar, "stopping")

    assert cellar.sweeping.handed_back("stopping") == 1
    told = entries_on(cellar.database, DEFAULT_TENANT, entered)[-1]
    assert (told.act.action, told.act.old, told.act.new) == ("evidence.give_back", "reading", "received")
    assert (told.actor.name, told.act.reason) == ("stopping", "reader stops")
    assert cellar.standings.find(DEFAULT_TENANT, entered).failures == 0
    assert claimed(cellar).attempt == 2


def test_a_store_that_is_away_is_never_held_against_the_file(cellar: Cellar, clock: HandClock) -> None:
    entered = cellar.enter("one").standing.evidence.id
    for _ in range(6):
        assert cellar.work.postpone(claimed(cellar), "StoreTrouble", 1.0)
        assert cellar.work.claim("too early") is None
        clock.pass_by(400)

    assert state(cellar, entered) is EvidenceState.RECEIVED
    assert cellar.standings.find(DEFAULT_TENANT, entered).failures == 0


def test_quarantine_goes_round_again_when_a_person_says_so(cellar: Cellar, clock: HandClock) -> None:
    entered = cellar.enter("poison").standing.evidence.id
    for _ in range(3):
        claimed(cellar)
        clock.pass_by(LEASE + 1)
        cellar.sweeping.lapsed("sweeper")
        clock.pass_by(600)

    cellar.work.again(ACTOR, entered, "a new reader is installed")

    assert cellar.work.settle(claimed(cellar), read("poison")) == 2
    assert state(cellar, entered) is EvidenceState.SETTLED
    with pytest.raises(Conflict):
        cellar.work.again(ACTOR, entered, "once more")


def test_a_hint_moves_evidence_and_back(cellar: Cellar) -> None:
    entered = cellar.enter("one").standing.evidence.id

    assert cellar.work.move("porter", entered, Move.QUEUE)
    assert not cellar.work.move("porter", entered, Move.QUEUE)
    assert [one.id for one in cellar.work.told(0)] == [entered]
    assert cellar.work.move("porter", entered, Move.UNQUEUE)
    assert [one.id for one in cellar.work.waiting(5)] == [entered]


def test_every_change_of_state_has_one_entry(cellar: Cellar, clock: HandClock) -> None:
    entered = cellar.enter("one").standing.evidence.id
    cellar.work.move("porter", entered, Move.QUEUE)
    cellar.work.give_back(claimed(cellar), "drain")
    claimed(cellar)
    clock.pass_by(LEASE + 1)
    cellar.sweeping.lapsed("sweeper")
    clock.pass_by(60)
    cellar.work.settle(claimed(cellar), read("one"))

    found = entries_on(cellar.database, DEFAULT_TENANT, entered)

    assert [(one.act.old, one.act.new) for one in found] == [
        (None, "received"),
        ("received", "queued"),
        ("queued", "reading"),
        ("reading", "received"),
        ("received", "reading"),
        ("reading", "received"),
        ("received", "reading"),
        ("reading", "settled"),
    ]
    assert all(one.body_hash == body_hash(one.at, one.actor, one.act) for one in found)


@pytest.mark.parametrize("change", ["UPDATE entries SET actor = 'x'", "DELETE FROM entries", "DELETE FROM records"])
def test_what_only_grows_cannot_be_changed(cellar: Cellar, change: str) -> None:
    cellar.enter("one")
    cellar.work.settle(claimed(cellar), read("one"))

    with pytest.raises(DBAPIError, match="only grows"):
        cellar.database.write(lambda tx: tx.connection.execute(text(change)))


def test_no_name_and_no_value_stands_readable_in_the_database(cellar: Cellar) -> None:
    cellar.enter("Zhang San receipt")
    cellar.work.settle(claimed(cellar), read("Zhang San receipt"))
    cellar.claims.state(ACTOR, ClaimId("C-1"), {"customer": "Zhang San"}, None)

    held = cellar.database.read(
        lambda tx: [tx.connection.execute(select(table)).all() for table in evidence.metadata.sorted_tables]
    )

    assert "Zhang San" not in repr(held)


def test_pages_of_a_list_hold_everything_once(cellar: Cellar, clock: HandClock) -> None:
    made = []
    for number in range(7):
        made.append(cellar.enter(f"file {number}").standing.evidence.id)
        clock.pass_by(1)
    pages, after = [], None
    while page := cellar.standings.page(TenantId(DEFAULT_TENANT), Wanted(after=after, limit=3)):
        pages.append([one.evidence.id for one in page])
        after = pages[-1][-1]

    assert [one for page in pages for one in page] == made
    assert _count(cellar.database, entries) >= 7


def _count(database: Database, table: object) -> int:
    return database.read(lambda tx: int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one()))  # type: ignore[arg-type]
