"""A hundred thousand records come back in less than a quarter of an hour, and the gap is told."""

import hashlib
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import insert

from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from pipeline.ledger.entries import Act, Actor, body_hash
from storage.keys import original
from storage.objects.folder import FolderObjects
from storage.records.database import Transaction
from storage.records.keeping.subjects import Subject, new_subject
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.schema import claims, entries, evidence, records
from tests.workers.houses import House, png
from tests.workers.keeping.test_backups import Places
from tests.workers.keeping.test_purging import settled
from workers.keeping.backups import Backup, backed_up
from workers.keeping.restoring import restored
from workers.premises import prepared_objects
from workers.proof.signing import Signing, outside

MANY, AT_ONCE = 100_000, 2_000
WITHIN = 15 * 60.0  # seconds
ACTOR = Actor(tenant=DEFAULT_TENANT, name="test")


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    found = Places(tmp_path)
    yield found
    for stores in found.open_ones:
        stores.close()


def settings(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """Nothing where all lies in a folder; else a new database and a new bucket on the real servers."""
    if request.node.callspec.params["kept"] == "in a folder":
        return {}
    records: Server = request.getfixturevalue("postgres_server")
    objects: Server = request.getfixturevalue("seaweed_server")
    tag = secrets.token_hex(6)
    ours = {name.removeprefix("PROOFDESK_"): value for name, value in objects.exports.items()}
    return {**ours, "S3_BUCKET": f"b{tag}", "DATABASE_URL": new_database(records, f"t{tag}")}


def filled(house: House, start: int, entered: int, tx: Transaction) -> Sequence[str]:
    """Claims with a file that was read, each under a key of its own, as they stand after years; the files' names."""
    names = []
    rows: dict[str, list[dict[str, object]]] = {"claims": [], "evidence": [], "records": [], "entries": []}
    for number in range(start, start + AT_ONCE):
        subject = new_subject(tx, house.stores.master, DEFAULT_TENANT)
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        common = {"tenant": DEFAULT_TENANT, "claim_id": f"L-{number}", "subject": subject.id}
        moments = {"made_at": tx.now, "changed_at": tx.now}
        rows["claims"].append({**common, **moments, "version": 0, "news": 0})
        rows["evidence"].append({**common, **_read(tx, subject, f"evd_{number:026}", sha256, number)})
        body = subject.sealed(json.dumps({"text": "x" * 4_000}).encode(), f"record/evd_{number:026}/1")
        told = {"evidence": f"evd_{number:026}", "version": 1, "pipeline": "1", "round": 0, "made_at": tx.now}
        rows["records"].append({**told, "body": body})
        rows["entries"].append(_entry(tx, entered + number + 1, f"evd_{number:026}", sha256))
        names.append(original(DEFAULT_TENANT, subject.id, sha256))
    for table in (claims, evidence, records, entries):
        tx.connection.execute(insert(table), rows[table.name])
    return names


def put(house: House, name: str) -> None:
    """A file; in a folder without the second look that each one gets on its usual way in."""
    content = os.urandom(20_000)
    if not isinstance(house.stores.objects, FolderObjects):
        house.stores.objects.put(name, BytesIO(content))
        return
    place = house.stores.folder / "objects" / name
    place.parent.mkdir(parents=True)
    place.write_bytes(content)


def _read(tx: Transaction, subject: Subject, made: str, sha256: str, number: int) -> dict[str, object]:
    counts = {"priority": 5, "version": 1, "attempt": 0, "failures": 0, "troubles": 0, "round": 0, "record": 1}
    times = {"received_at": tx.now, "rank": tx.now, "changed_at": tx.now, "due_at": tx.now}
    about = {"id": made, "scope": f"L-{number}", "sha256": sha256, "size": 20_000, "media_type": "image/png"}
    name = subject.sealed(b"a.png", "filename")
    return {**counts, **times, **about, "filename": name, "channel": "test", "state": "settled"}


def _entry(tx: Transaction, number: int, made: str, sha256: str) -> dict[str, object]:
    act = Act(action="evidence.received", on=made, new="received", reason=sha256)
    told = {"number": number, "at": tx.now, "tenant": ACTOR.tenant, "actor": ACTOR.name}
    body = {"action": act.action, "object": act.on, "new": act.new, "reason": act.reason}
    return {**told, **body, "body_hash": body_hash(tx.now, ACTOR, act)}


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kept", ["in a folder", "on servers"])
def test_a_hundred_thousand_records_come_back_in_a_quarter_of_an_hour(
    places: Places, tmp_path: Path, kept: str, request: pytest.FixtureRequest
) -> None:
    house, backup = places.house("home", settings(request)), Backup(tmp_path / "backup", tmp_path / "keys")
    prepared_objects(house.stores)
    settled(house, png(0), "C-first")
    Signing.at(house.stores).now()
    newest = Signing.at(house.stores).ledger.newest()
    assert newest is not None
    with ThreadPoolExecutor(16) as pool:
        for start in range(0, MANY, AT_ONCE):
            names = house.stores.database.write(partial(filled, house, start, newest.size))
            list(pool.map(partial(put, house), names))
    begun = time.monotonic()
    backed_up(house.stores, backup)
    took = time.monotonic() - begun
    settled(house, png(1), "C-later")
    Signing.at(house.stores).now()

    empty = places.fresh(backup, settings(request))
    prepared_objects(empty)
    begun = time.monotonic()
    told = restored(empty, backup, [outside(house.stores)])
    back = time.monotonic() - begun

    sys.stderr.write(f"{kept}: backup {took:.0f} s, restore {back:.0f} s; {told['said']}\n")
    assert (told["records"], told["broken"], told["files"]) == (MANY + 1, [], MANY + 1)
    assert int(str(told["gap"])) > 0
    assert back < WITHIN
