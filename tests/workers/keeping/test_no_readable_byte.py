"""Test W13: a name in every field there is; after the erasure no store holds a byte of it that anybody can read."""

import json
import logging
import secrets
import subprocess
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import redis
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from minio import Minio
from sqlalchemy import select

from app.records.export import Asked, RecordExport
from app.records.files import Form
from benchmarks.servers.running import Server
from pipeline.evidence import EvidenceId, SubjectId, TenantId
from pipeline.ledger.entries import Act
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.replays import Replayed, Verdict
from pipeline.review.payouts import FeedbackWish, PayoutStatus, PayoutWish
from pipeline.webhooks import Secret
from storage.records.database import Transaction
from storage.records.keeping.subjects import subject_of
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.people.reveals import reveal
from storage.records.proof.checking import broken_entries
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import write_entry
from storage.records.proof.reasons import reasoned_alone
from storage.records.reviews.locks import ReviewLocks
from storage.records.reviews.payouts import Payouts
from storage.records.reviews.turns import ReviewTurns
from storage.records.schema import deliveries, events, subjects
from storage.records.tables import metadata
from storage.records.telling.endpoints import DUE
from tests.workers.houses import SENDER, House, served
from tests.workers.keeping.marked_lives import ANN, BOB, CLAIM, LIN, MARK, TYPED, WHOLE, erased, lived
from tests.workers.receivers import answering, receiving
from workers.keeping.tidying import packs_of
from workers.outside.egress import Egress
from workers.outside.outgoing import Outgoing
from workers.premises import prepared_objects
from workers.proof.marking import Marking
from workers.proof.proving import Proving
from workers.proof.signing import Signing, outside
from workers.replay.replays import enter

SPELLED = (MARK.encode(), MARK.encode("utf-16-le"), json.dumps(MARK).strip('"').encode(), b"NAUGHTY-7731")
SENIOR = Reviewer(name="user:mei", roles=frozenset({Role.SENIOR_REVIEWER}), tenant=DEFAULT_TENANT)
NONCE = 12
SEALED_IN = {  # table and column where the name must stand, sealed, before
    *(f"{table}.body" for table in ("records", "corrections", "answers", "decisions", "review_notes", "typed_reasons")),
    *(f"{table}.body" for table in ("review_drafts", "review_pauses", "payouts", "feedback")),
    *("claims.facts", "evidence.filename", "reviews.brief"),
}


@dataclass(frozen=True)
class Premises:
    """An installation and the servers it works on; none where all of it lies in its folder."""

    house: House
    postgres: Server | None = None
    bucket: Mapping[str, str] | None = None


@pytest.fixture(params=["embedded", "served"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Premises]:
    if request.param == "embedded":
        found = Premises(House.at(tmp_path, {}))
    else:
        exports = request.getfixturevalue("seaweed_server").exports
        own = {"S3_BUCKET": f"w{secrets.token_hex(6)}", "WORM_DAYS": "1"}
        bucket = {name.removeprefix("PROOFDESK_"): value for name, value in exports.items()} | own
        house = House.at(tmp_path, {**served(request), **bucket})
        prepared_objects(house.stores)
        found = Premises(house, request.getfixturevalue("postgres_server"), bucket)
    yield found
    found.house.stores.close()


def lived_long(house: House) -> EvidenceId:
    """After a first life everybody says the name once more, for every reason people are asked for."""
    file, stores = lived(house), house.stores
    pays, locks = Payouts(stores.database, stores.master), ReviewLocks(stores.database, stores.master)
    day = date(2026, 12, 1)
    pays.told(SENDER, CLAIM, PayoutWish(status=PayoutStatus.PAID, reference="R-1", on=day, note=MARK))
    pays.said(SENDER, CLAIM, FeedbackWish(score=1, explain=True, comment=MARK))
    pays.explained(LIN, CLAIM, MARK)
    turns = ReviewTurns(stores.database, stores.master)
    turns.reopen(LIN, CLAIM, MARK)
    locks.take(LIN, CLAIM)
    locks.escalate(LIN, CLAIM, MARK)
    locks.take(SENIOR, CLAIM)
    turns.ask(SENIOR, CLAIM, TYPED, day)
    _reasons(house, file)
    while Marking(stores).turn():
        pass
    left = stores.folder / f"{packs_of(DEFAULT_TENANT, CLAIM)}x"
    left.mkdir()
    (left / "pack.zip").write_text(MARK, "utf-8")  # as if a machine had gone off while a pack was being written
    return file


def waiting_exports(house: House) -> list[Path]:
    """What is left on the disk of packs of the claim."""
    return list(house.stores.folder.glob(f"{packs_of(DEFAULT_TENANT, CLAIM)}*/*"))


def outbox(house: House) -> set[str]:
    """The states of what webhooks were told, or are to be told, of the claim, as it lies in the tables."""

    def work(tx: Transaction) -> set[str]:
        mine = select(deliveries.c.state).join(events, events.c.id == deliveries.c.event)
        return set(tx.connection.execute(mine.where(events.c.claim_id == CLAIM)).scalars())

    return house.stores.database.read(work)


def told_on(house: House) -> list[bytes]:
    """A life of which webhooks tell a receiver that says the name in all its answers and takes none: they wait.

    What it got.
    """
    stores, named = house.stores, MARK.encode().decode("latin-1")
    text = f"HTTP/1.1 500 {named}\nX-Name: {named}\nContent-Length: {len(named)}\nConnection: close\n\n{named}"
    outgoing = Outgoing(stores.endpoints, Egress.private_too(), "porter")
    with receiving(answering(text)) as receiver:
        stores.endpoints.make(SENDER, f"http://127.0.0.1:{receiver.port}/hook", (), Secret(b"s" * 32).text())
        lived_long(house)
        while outgoing.send_due() or outgoing.under_way:
            pass
    outgoing.pool.shutdown()
    return receiver.requests


def _reasons(house: House, file: EvidenceId) -> None:
    stores = house.stores
    reveal(stores.reasons, LIN, file, CLAIM, MARK)
    stores.claim_reveals.ask(ANN, CLAIM, MARK)
    (ask,) = stores.claim_reveals.stand(BOB, CLAIM).asks
    stores.claim_reveals.agree(BOB, CLAIM, ask.number)
    Proving.at(stores).proved(ANN, CLAIM, "whole", MARK)
    RecordExport(stores, DEFAULT_TENANT, Asked(reason=MARK)).begun(ANN, Form.CSV)
    enter(stores, ANN, Replayed(evidence=file, record=1, verdict=Verdict.IDENTICAL), "", MARK)
    held = stores.holds.place(ANN, WHOLE, MARK)
    stores.holds.confirm(BOB, held.id, MARK)
    stores.holds.agree(BOB, stores.holds.lift(ANN, held.id, MARK).id)

    def sought(tx: Transaction) -> None:
        act = Act(action="audit.person_sought", on="search")
        write_entry(tx, ANN, reasoned_alone(tx, stores.master, DEFAULT_TENANT, act, MARK))

    stores.database.write(sought)


def rows(house: House) -> list[tuple[str, object]]:
    """Every value of every table, with where it stands."""

    def work(tx: Transaction) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        for table in metadata.sorted_tables:
            for row in tx.connection.execute(select(table)).mappings():
                found += [(f"{table.name}.{name}", value) for name, value in row.items() if value is not None]
        return found

    return house.stores.database.read(work)


def living_keys(house: House) -> list[bytes]:
    """Every key that somebody with the master key can still have."""

    def work(tx: Transaction) -> list[bytes]:
        wanted = select(subjects.c.id, subjects.c.tenant).where(subjects.c.wrapped_key != b"")
        living = tx.connection.execute(wanted).all()
        return [subject_of(tx, house.stores.master, TenantId(by), SubjectId(one)).key for one, by in living]

    return house.stores.database.read(work)


def opened_with(keys: list[bytes], sealed: bytes) -> Iterator[bytes]:
    """What AES-GCM hides, wherever it was bound to: its counter mode alone, with each key."""
    for key in keys:
        mode = modes.CTR(sealed[:NONCE] + b"\0\0\0\2")
        plain = Cipher(algorithms.AES(key), mode).decryptor().update(sealed[NONCE:])
        yield plain
        try:
            yield zlib.decompressobj().decompress(plain)
        except zlib.error:
            continue


def readable(house: House) -> set[str]:
    """Where the name can be read by whoever has the database and every key that is left."""
    keys, found = living_keys(house), set()
    for where, value in rows(house):
        raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode("utf-8", "surrogatepass")
        tries = [raw, *(opened_with(keys, raw) if isinstance(value, bytes | memoryview) and len(raw) > NONCE else ())]
        if any(spelled in one for one in tries for spelled in SPELLED):
            found.add(where)
    return found


def stored(there: Premises) -> Iterator[tuple[str, bytes]]:
    """Every byte of every store, as it lies there."""
    house = there.house
    for path in sorted(house.stores.folder.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes()
    for kept in outside(house.stores).names(""):
        with outside(house.stores).get(kept.name) as content:
            yield f"outside {kept.name}", content.read()
    if there.bucket is not None:
        yield from _versions(there.bucket)
        yield from _queue(house.stores.settings.places.redis_url)
    if there.postgres is not None:
        yield from _cluster(there.postgres, house.stores.settings.places.database_url)


def _versions(bucket: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    client = Minio(
        bucket["S3_ENDPOINT"], bucket["S3_ACCESS_KEY"], bucket["S3_SECRET_KEY"], secure=False, region="us-east-1"
    )
    for one in client.list_objects(bucket["S3_BUCKET"], recursive=True, include_version=True):
        if one.is_delete_marker:
            continue
        answer = client.get_object(bucket["S3_BUCKET"], str(one.object_name), version_id=one.version_id)
        yield f"object {one.object_name} {one.version_id}", str(one.object_name).encode() + b"\n" + answer.read()
        answer.close()


def _queue(url: str) -> Iterator[tuple[str, bytes]]:
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            yield f"queue {key!r}", bytes(key) + b"\n" + bytes(client.dump(key) or b"")


def _cluster(server: Server, url: str) -> Iterator[tuple[str, bytes]]:
    """A dump, and the files under it."""
    dump = Path(server.recipe.command[0]).with_name("pg_dump")
    plain = url.replace("+psycopg", "")
    told = subprocess.run([dump, "--dbname", plain], capture_output=True, check=True).stdout
    assert b"typed_reasons" in told, "without this the dump proves nothing"
    yield "dump", told
    yield "dump, bytes", MARK.encode() if MARK.encode().hex().encode() in told else b""
    for path in sorted((server.recipe.folder / "postgres").rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path), path.read_bytes()


def test_a_name_that_stood_everywhere_can_be_read_nowhere(there: Premises, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house = there.house
    sent = told_on(house)
    before, waiting = readable(house), (outbox(house), waiting_exports(house))
    before_keys = len(living_keys(house))

    assert erased(house).state == "done"
    Signing.at(house.stores).now()

    assert before >= SEALED_IN, "without this the scan proves nothing"
    assert waiting[0] == {DUE}, "without webhooks that wait the scan proves nothing of them"
    assert waiting[1], "without a pack that waits the scan proves nothing of it"
    assert waiting_exports(house) == []
    assert sent
    assert not any(spelled in body for spelled in SPELLED for body in sent), "webhooks name nobody"
    assert before - SEALED_IN <= {"answers.body"}
    assert readable(house) == set()
    assert len(living_keys(house)) < before_keys
    assert [where for where, held in stored(there) if any(spelled in held for spelled in SPELLED)] == []
    assert MARK not in caplog.text
    assert list(broken_entries(house.stores.database)) == []
    assert list(told_apart(house.stores.database)) == []
