"""The programs an installation is made of, as command lines for a supervisor."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from storage.records.evidence.sweeping import Sweeping
from workers.outcomes import quarantined
from workers.owners import owner, this_owner
from workers.rounds.supervisor import Program
from workers.stores import Stores

_ROOT = Path(__file__).resolve().parents[1]


def server(stores: Stores, host: str, port: int) -> Program:
    """The HTTP server."""
    words = ("serve", "--host", host, "--port", str(port))
    return Program(name="serve", command=_command(*words), environment=_environment(stores))


def porter(stores: Stores) -> Program:
    return Program(name="porter", command=_command("porter"), environment=_environment(stores))


def readers(stores: Stores, count: int) -> tuple[Program, ...]:
    """As many readers; the leases of one that dies end at once."""
    sweeping = Sweeping(stores.work, quarantined)

    def died(pid: int) -> None:
        sweeping.orphaned(this_owner(), owner(pid))

    return tuple(
        Program(name=f"reader {number}", command=_command("reader"), environment=_environment(stores), died=died)
        for number in range(1, count + 1)
    )


def _command(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", "app.cli", *words)


def _environment(stores: Stores) -> Mapping[str, str]:
    """Ours, with the folder as it was given on the command line, and without the key of the first start."""
    kept = {name: value for name, value in os.environ.items() if name != "PROOFDESK_BOOTSTRAP_KEY"}
    return {**kept, "PROOFDESK_HOME": str(stores.folder), "PYTHONPATH": str(_ROOT)}
