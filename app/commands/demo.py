"""`proofdesk demo`: the sample evidence that comes along, read and shown."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.commands.process import Setting, read, screen
from app.runs.cores import cores
from app.runs.inputs import documents
from pipeline.errors import WrongUse
from pipeline.records import Refusal
from storage.results import Results
from workers.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "samples" / "demo"
OUT = Path("out/demo")


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    entries = tuple(
        entry
        for entry in documents([str(SAMPLES)])
        if not isinstance(entry, Refusal) and entry.paths[0].suffix != ".jsonl"
    )
    if not entries:
        raise WrongUse(f"The samples are missing from {SAMPLES}; fetch the whole repository again.")
    sys.stderr.write(f"Reading {len(entries)} drawn samples of one claim; nothing in them is real.\n")
    results = Results.open(Path(options.out))
    today = datetime.now(UTC).astimezone().date()
    return read(entries, screen("table"), results, Setting(Settings.from_environment(os.environ), cores(), today))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk demo", description="Read the samples and write a page for each.")
    parser.add_argument("--out", default=str(OUT), metavar="DIR", help=f"where the pages go (default: {OUT})")
    return parser
