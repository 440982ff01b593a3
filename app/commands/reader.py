"""`proofdesk reader`: one process that reads what waits; `up` and `worker` start as many as there are cores."""

import argparse
import os
import signal
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from app.logs import begin_logs
from pipeline.errors import StoreTrouble
from workers.alarms import refused_hint
from workers.desk import Desk
from workers.owners import this_owner
from workers.reception import Reception
from workers.rounds.hints import RedisHints
from workers.rounds.reader import Reader
from workers.rounds.rq_reader import HintedReader
from workers.settings import Settings
from workers.stores import Stores

_NICENESS = 10
_IDLE = 0.1  # seconds between two looks for work
_LONGEST_IDLE = 5.0  # seconds, while the database is away
_HURRY = 2.0  # seconds before the drain ends in which the lease is given back


def main(argv: Sequence[str]) -> int:
    _parser().parse_args(argv)
    begin_logs()
    os.nice(_NICENESS)  # whoever hands files in is answered first
    settings = Settings.from_environment(os.environ)
    stores = Stores.open(settings)
    with Desk.open(settings, lanes=1, today=datetime.now(UTC).date()) as desk:
        desk.room.warm()
        reader = Reader(stores=stores, desk=desk, reception=Reception(stores), owner=this_owner())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
        signal.signal(signal.SIGTERM, lambda *_: _drain(reader))
        if isinstance(stores.hints, RedisHints):
            alarm = partial(refused_hint, stores, reader.owner)
            HintedReader([stores.hints.queue], reader.owner, reader.read_next, alarm).follow(reader.draining)
        else:
            _read_on(reader)
    stores.close()
    return 0


def _read_on(reader: Reader) -> None:
    """Without a carrier of hints: look in the database."""
    pause = _IDLE
    while not reader.draining.is_set():
        try:
            if reader.stores.work.waiting(1) and reader.read_next():
                pause = _IDLE
                continue
            pause = _IDLE
        except StoreTrouble:
            pause = min(2 * pause, _LONGEST_IDLE)
        reader.draining.wait(pause)


def _drain(reader: Reader) -> None:
    """Take nothing more; what is not finished in time is handed back, and this process ends."""
    if reader.draining.is_set():
        return
    reader.draining.set()
    patience = max(0.0, reader.stores.settings.pace.drain_seconds - _HURRY)
    timer = threading.Timer(patience, _give_up, (reader,))
    timer.daemon = True
    timer.start()


def _give_up(reader: Reader) -> None:
    try:
        reader.give_back()
    finally:
        os._exit(0)  # the reading thread sits in C code or waits for a child; its lease is no longer ours


def _parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog="proofdesk reader", description="Read what waits, one document at a time.")
