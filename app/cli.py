"""The command line: each word starts the module of that name, and loads no other."""

import importlib
import io
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Protocol, cast

from app.runs.lanes import INTERRUPTED
from pipeline.errors import ProofdeskError, WrongUse

WRONG_USE = 2

# each is a module of app/commands with `main(argv) -> int`
COMMANDS = (
    *("process", "claims", "policy", "demo", "up", "submit", "serve", "worker", "reader", "porter"),
    *("webhooks", "keys", "users", "doctor", "bench", "eval", "audit", "witness", "replay", "export"),
    *("erase", "hold", "purge", "backup", "restore", "upgrade"),
)

USAGE = """\
usage: proofdesk COMMAND …

  process PATH…   read files and folders: a table per document, --json for machines, --out DIR for pages
  claims DIR      answer whole claims: sub-folders with a claim.json and its files, by --policy FILE
  policy          the campaign's terms: lint FILE… | explain FILE… | try FILE…
  demo            read the sample evidence that comes along and write its pages
  up              the whole product on this machine: HTTP API, review desk, readers, webhooks
  submit FILE…    hand files in, with or without a running server; --wait until they are read
  serve           the HTTP API and the review desk alone; their stores are chosen by settings
  worker          readers for it, on this machine or any other
  reader          one reader, for a supervisor of your own
  porter          what hands out work and sends webhooks, for a supervisor of your own
  keys            API keys: make | list | revoke
  users           people who sign in: add | list | link | grant | confirm | revoke | off | on
  audit           proof that nothing was changed: verify | prove | copy | export | key
  export          records as one file: --out FILE.csv | FILE.jsonl | FILE.parquet
  erase           erase a claim for good, once two persons agree: propose | confirm | withdraw | list | certificate
  hold            what must not be erased: add | confirm | lift | agree | list
  backup DIR      a copy of everything while it runs, the keys apart from it
  restore DIR     bring a backup back; tells what is missing against checkpoints kept outside
  upgrade         bring the database to its newest form; --role NAME: for programs that do not own it
  purge           let go what the retention policy says is over; --dry-run only tells
  replay          read originals again as they were read then, and compare: EVIDENCE… | --claim ID | --all
  witness         on another machine: vouch that a ledger only ever grew
  doctor          say what is installed and what to do about what is missing
  bench           measure: accuracy | speed | service | cascade | claims | copies | desk
  eval            what the probabilities are worth: examples | corrections | fit | report | audit
  webhooks        for developers of claims systems: listen | list | redeliver

`proofdesk COMMAND --help` explains one command.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0 when every file got a record, 1 when any was refused, 2 on wrong use, 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] in (["--help"], ["-h"], ["help"]):
        sys.stdout.write(USAGE)
        return 0
    if not words:
        sys.stderr.write(USAGE)
        return WRONG_USE
    if words[0] not in COMMANDS:
        near = get_close_matches(words[0], COMMANDS, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        sys.stderr.write(f"There is no command {words[0]!r}; {meant}`proofdesk --help` lists them all.\n")
        return WRONG_USE
    return _started(words[0], words[1:])


class Command(Protocol):
    def main(self, argv: Sequence[str]) -> int: ...


def _started(word: str, argv: Sequence[str]) -> int:
    try:
        return cast(Command, importlib.import_module(f"app.commands.{word}")).main(argv)
    except SystemExit as end:  # argparse has already said what is wrong
        return end.code if isinstance(end.code, int) else WRONG_USE
    except WrongUse as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    except ProofdeskError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone; give the rest nowhere to go instead of an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # of a place that was named, where the command had no better sentence
        if error.filename is None:
            raise
        sys.stderr.write(f"{error.filename} cannot be used ({error.strerror}); name a place you may read and write.\n")
        return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())
