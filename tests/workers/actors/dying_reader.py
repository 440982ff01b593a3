"""A real reader over real stores that dies, or loses its children, at a named point of its work.

Its stores are those of the environment it is given. It tells the process ids of its children just before, and ends when
nothing waits any more. A nursery forks one for each line of orders, so that libraries are loaded once.
"""

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import psutil

from benchmarks.invariants import open_evidence
from extractors.wanted import WANTED
from pipeline.evidence import EvidenceId, Lease
from pipeline.ports import Objects
from storage.records.database import Transaction
from storage.records.evidence.work import Outcome, Work
from workers.alarms import refused_hint
from workers.confidence import loaded
from workers.desk import FALLBACK, Desk, kinds
from workers.owners import this_owner
from workers.reception import Reception
from workers.room.open_document import OpenDocument
from workers.room.reading_room import Cast, ReadingRoom
from workers.rounds.reader import Reader
from workers.rounds.rq_reader import HintedReader
from workers.settings import Settings
from workers.stores import Stores

POINTS = (
    "before the claim",
    "after the claim",
    "before the object",
    "after the object",
    "before reading",
    "in the middle of reading",
    "before settling",
    "inside the transaction",
    "after the commit",
    "before the next claim",
)
MIDDLE = POINTS[5]
VICTIMS = ("reader", "children", "both")
QUICK, IN_NO_HURRY = Cast(ocr="tests.workers.actors.plain_ocr"), Cast(ocr="tests.workers.actors.slow_ocr")


@dataclass
class Fate:
    """Strikes once, at `point`."""

    point: str
    victim: str
    struck: bool = False
    settled: bool = False

    def at(self, point: str) -> None:
        if point != self.point or self.struck:
            return
        self.struck = True
        children = psutil.Process().children(recursive=True)
        sys.stdout.write(json.dumps([child.pid for child in children]) + "\n")
        sys.stdout.flush()
        if self.victim != "reader":
            for child in children:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        if self.victim != "children":
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class FatedWork(Work):
    fate: Fate = field(kw_only=True)

    def claim(self, owner: str, wanted: EvidenceId | None = None) -> Lease | None:
        self.fate.at("before the next claim" if self.fate.settled else "before the claim")
        lease = super().claim(owner, wanted)
        if lease:
            self.fate.at("after the claim")
        return lease

    def settle(self, lease: Lease, outcome: Outcome) -> int:
        self.fate.at("before settling")
        version = super().settle(lease, outcome)
        self.fate.at("after the commit")
        self.fate.settled = True
        return version

    def settled(self, tx: Transaction, lease: Lease, outcome: Outcome) -> int:
        version = super().settled(tx, lease, outcome)
        self.fate.at("inside the transaction")
        return version


class FatedStream:
    """An object on its way here."""

    def __init__(self, stream: BinaryIO, fate: Fate) -> None:
        self._stream, self._fate = stream, fate

    def read(self, size: int = -1, /) -> bytes:
        return self._stream.read(size)

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> "FatedStream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._fate.at("after the object")


class FatedObjects:
    """What a reader asks of objects."""

    def __init__(self, objects: Objects, fate: Fate) -> None:
        self._objects, self._fate = objects, fate

    def get(self, name: str) -> BinaryIO:
        self._fate.at("before the object")
        return cast(BinaryIO, FatedStream(self._objects.get(name), self._fate))


@dataclass(frozen=True, kw_only=True)
class FatedStores(Stores):
    fate: Fate

    @property
    def work(self) -> Work:
        lease = float(self.settings.pace.lease_seconds)
        return FatedWork(self.database, self.master, lease, fate=self.fate)


class FatedRoom(ReadingRoom):
    fate: Fate

    def open(self, paths: tuple[Path, ...], media_type: str) -> OpenDocument:
        self.fate.at("before reading")
        if self.fate.point == MIDDLE and not self.fate.struck:
            threading.Timer(0.3, self.fate.at, (MIDDLE,)).start()
        return super().open(paths, media_type)


def desk(settings: Settings, room: ReadingRoom) -> Desk:
    """A desk on which a cheap stand-in reads the pixels."""
    found = kinds()
    fallback = next(kind for kind in found if kind.name == FALLBACK)
    today = datetime.now(UTC).date()
    return Desk(settings=settings, room=room, kinds=found, fallback=fallback, today=today, coefficients=loaded())


def fated(stores: Stores, fate: Fate) -> Stores:
    held = {each.name: getattr(stores, each.name) for each in fields(Stores)}
    return FatedStores(**{**held, "objects": FatedObjects(stores.objects, fate)}, fate=fate)


def main(point: str, victim: str) -> None:
    settings = Settings.from_environment(os.environ)
    fate = Fate(point, victim)
    stores = fated(Stores.open(settings), fate)
    room = FatedRoom(settings, lanes=1, wanted=WANTED, cast=IN_NO_HURRY if point == MIDDLE else QUICK)
    room.fate = fate
    with desk(settings, room) as here:
        room.warm()
        reader = Reader(stores=stores, desk=here, reception=Reception(stores), owner=this_owner())
        if stores.hints:
            follow(reader)
        else:
            while reader.read_next() or open_evidence(stores.database):
                time.sleep(0.02)


def follow(reader: Reader) -> None:
    """Until a look finds nothing and nothing is left."""
    stop = threading.Event()

    def read(wanted: EvidenceId | None) -> bool:
        did = reader.read_next(wanted)
        if not did and not open_evidence(reader.stores.database):
            stop.set()
        return did

    if reader.stores.hints:
        alarm = partial(refused_hint, reader.stores, reader.owner)
        HintedReader([reader.stores.hints.queue], reader.owner, read, alarm).follow(stop)


def live(order: Mapping[str, Any]) -> None:
    """A forked reader's life; never returns."""
    status = 70
    try:
        os.environ.clear()
        os.environ.update(order["environment"])
        main(order["point"], order["victim"])
        status = 0
    except Exception:  # noqa: BLE001 - the status says it
        traceback.print_exc()
    finally:
        os._exit(status)


def nursery() -> None:
    """One reader after the other, one for each line; the process ids it told and how it ended are written back."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(json.loads(line))
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    nursery()
