"""A reader process for tests: REDIS_URL NOTES SECONDS; writes each evidence it begins, and ends on SIGTERM."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from pipeline.evidence import EvidenceId
from workers.rounds.hints import RedisHints
from workers.rounds.rq_reader import HintedReader


def main(url: str, notes: Path, seconds: float) -> int:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def read(wanted: EvidenceId | None) -> bool:
        if wanted is None:
            return False
        with notes.open("a", encoding="utf-8") as lines:
            lines.write(f"{wanted}\n")
        time.sleep(seconds)
        return True

    def alarm(job: str, reason: str) -> None:
        with notes.open("a", encoding="utf-8") as lines:
            lines.write(f"ALARM {job[:40]} {reason}\n")

    notes.touch()
    HintedReader([RedisHints.at(url).queue], f"actor-{os.getpid()}", read, alarm).follow(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
