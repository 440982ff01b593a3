"""What the ledger costs: writing entries, signing them, checking a million with the stand-alone program, one proof."""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from pipeline.errors import Tampered, WrongUse
from pipeline.ledger.entries import Act, Actor, body, body_hash
from pipeline.ledger.merkle import included, leaf_hash
from storage.records.database import Transaction, opened, sqlite_address
from storage.records.migration import migrated
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.ledger import write_entry
from storage.records.schema import entries as entry_rows
from storage.signer import Signer

_ROOT = Path(__file__).resolve().parents[1]
_ACTOR = Actor(tenant="default", name="key:1", request="r1", role="reviewer")
_SIGNER = Signer.of(bytes(range(32)))
_AT_ONCE = 1_000  # entries of one transaction, so that the disk is not what is measured
_WRITTEN = 20_000  # entries written as the program writes them; the others are filled in at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Milliseconds an entry, seconds for the rest; `proof_bytes` of entry, path and checkpoint as JSON."""

    entries: int
    append_ms: float
    sign_ms: float
    verify_seconds: float
    proof_bytes: int
    proof_check_ms: float


def measured(entries: int, every: int) -> Figures:
    """A ledger of `entries` in a temporary folder, signed every so many."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.sqlite"
        database = opened(sqlite_address(file))
        migrated(database)
        ledger = Checkpoints(database)
        ledger.named(_ACTOR, _SIGNER.key)
        append = sign = 0.0
        for start in range(1, entries, _AT_ONCE):
            fill = _write if start < _WRITTEN else _fill
            seconds = _timed(partial(database.write, partial(fill, start=start, entries=entries)))
            append += seconds if start < _WRITTEN else 0.0
            if start % every < _AT_ONCE:
                sign += _timed(lambda: ledger.sign(_SIGNER))
        ledger.sign(_SIGNER)
        size, check = _proof(ledger, entries // 2)
        database.close()
        return Figures(
            entries=entries,
            append_ms=1_000 * append / min(entries, _WRITTEN),
            sign_ms=1_000 * sign / entries,
            verify_seconds=_verified(file),
            proof_bytes=size,
            proof_check_ms=1_000 * check,
        )


def _write(tx: Transaction, start: int, entries: int) -> None:
    for number in range(start, min(start + _AT_ONCE, entries)):
        write_entry(tx, _ACTOR, _act(number))


def _fill(tx: Transaction, start: int, entries: int) -> None:
    """The same rows, faster than one by one."""
    named = {"at": tx.now, "tenant": "default", "actor": _ACTOR.name, "role": _ACTOR.role, "request": _ACTOR.request}
    rows = []
    for number in range(start, min(start + _AT_ONCE, entries)):
        act = _act(number)
        told = {"action": act.action, "object": act.on, "old": act.old, "new": act.new, "content": act.content}
        rows.append({"number": number + 1, **named, **told, "body_hash": body_hash(tx.now, _ACTOR, act)})
    tx.connection.execute(insert(entry_rows), rows)


def _act(number: int) -> Act:
    return Act(action="evidence.claim", on=f"evd_{number}", old="received", new="reading", content="ab" * 32)


def _proof(ledger: Checkpoints, number: int) -> tuple[int, float]:
    newest, tree, entry = ledger.newest(), ledger.tree(), ledger.entry(number)
    if newest is None or entry is None:
        raise WrongUse("Measure with two entries or more.")
    proof = tree.inclusion(number - 1, newest.size)
    told = json.dumps({"number": number, "proof": [step.hex() for step in proof], "checkpoint": newest.note})
    leaf = leaf_hash(body(entry.at, entry.actor, entry.act))
    return len(told), _timed(lambda: included(leaf, number - 1, newest.size, newest.head.root, proof))


def _verified(file: Path) -> float:
    """By the file that goes to others, run as they would."""
    program = run_path(str(_ROOT / "app" / "packs" / "verify.py"))
    words = ["--database", str(file), "--key", str(_SIGNER.key)]
    with redirect_stdout(io.StringIO()) as told:
        seconds = _timed(lambda: program["main"](words))
    if "OK:" not in told.getvalue():
        raise Tampered(told.getvalue())
    return seconds


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description="What proofs cost.")
    parser.add_argument("--entries", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--every", type=int, default=1_000, metavar="N", help="entries of one checkpoint")
    options = parser.parse_args(argv)
    sys.stdout.write(json.dumps(asdict(measured(options.entries, options.every))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
