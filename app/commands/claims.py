"""`proofdesk claims`: folders of claims in, their documents and answers out, no server."""

import argparse
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Protocol, TextIO

from app.commands.process import add_registers, catalogue, day, reader, today
from app.runs.batch import Read, attempted, taken, told
from app.runs.claim_folders import BrokenFolder, ClaimFolder, Document, claim_folders
from app.runs.cores import at_least_one, cores
from app.runs.inside import Unpacking
from app.runs.lanes import INTERRUPTED, in_order, interruptible
from app.runs.progress import Progress, clock_face, progress_on
from app.runs.wording import add_wording, with_wording
from app.showing.claim_screens import JsonClaims, TableClaims
from app.showing.paint import paint_for
from app.showing.safe import visible
from app.showing.table import Table
from pipeline.claim.result import ClaimResult
from pipeline.records import Record, Refusal
from workers.claims.claiming import ClaimDesk
from workers.claims.claiming import Read as ReadDocument
from workers.claims.statements import BadFacts
from workers.desk import Desk
from workers.jobs import Result
from workers.outside.registers import register_desk
from workers.policies.file import terms
from workers.settings import Settings

Claim = ClaimFolder | BrokenFolder


class ClaimScreen(Protocol):
    """Where answers are shown: each document's, then the claim's."""

    def show(self, answer: Record | Refusal) -> None: ...

    def close(self, result: ClaimResult) -> None: ...

    def broken(self, folder: BrokenFolder) -> None: ...

    def end(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """All one call of `claims` works with."""

    claim_desk: ClaimDesk
    read: Read
    lanes: int
    stop: Event
    screen: ClaimScreen
    notes: TextIO


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when every claim was answered and every file read, 1 when one was refused, 2 on wrong use."""
    options = _parser().parse_args(argv)
    settings = Settings.from_environment(with_wording(os.environ, options.wording))
    registers = register_desk(settings, options.registers)
    claim_desk = ClaimDesk(options.as_of, terms(options.policy), registers=registers)
    claims = tuple(claim_folders(Path(options.folder)))
    with (
        interruptible() as stop,
        TemporaryDirectory(prefix="proofdesk-") as folder,
        Desk.open(settings, lanes=options.jobs, today=options.as_of) as desk,
    ):
        unpacking = Unpacking(desk.room, desk.settings, Path(folder), stop)
        round_ = Round(
            claim_desk=claim_desk,
            read=reader(desk, 0),
            lanes=options.jobs,
            stop=stop,
            screen=_screen(options.json),
            notes=sys.stderr,
        )
        return answered(round_, tuple(_under_policy(_unpacked(claim, unpacking), claim_desk) for claim in claims))


def answered(round_: Round, claims: tuple[Claim, ...]) -> int:
    """Every document read, several at a time; every claim questioned as soon as its last one is."""
    began = time.monotonic()
    documents = [document for claim in claims if isinstance(claim, ClaimFolder) for document in claim.documents]
    progress = progress_on(round_.notes, len(documents))
    answers = in_order(
        documents,
        lambda document: attempted(lambda entry: taken(round_.read, entry), document.entry),
        lanes=round_.lanes,
        stop=round_.stop,
        on_tick=progress.tick,
    )
    told_of = [_told(round_, claim, answers, progress) for claim in claims]
    progress.clear()
    round_.screen.end()
    round_.notes.write(_summary(told_of, time.monotonic() - began))
    round_.notes.flush()
    if round_.stop.is_set():
        return INTERRUPTED
    return 0 if all(one.whole for one in told_of) else 1


@dataclass(frozen=True, slots=True)
class _Told:
    """What one claim came to; `whole`: its facts were taken and each of its files was read."""

    outcome: str
    whole: bool


def _told(round_: Round, claim: Claim, answers: Iterator[tuple[Document, Result]], progress: Progress) -> _Told:
    if isinstance(claim, BrokenFolder):
        return _broken(round_, claim)
    read = []
    for _, (document, result) in zip(claim.documents, answers, strict=False):
        read.append(ReadDocument(document.slot, result))
        progress.clear()
        for one in (result, *result.further):
            round_.screen.show(one.answer)
            progress.note(one.answer.name, told(one.answer))
    if len(read) < len(claim.documents):  # stopped: half a claim is no claim
        return _Told("stopped", False)
    try:
        answer = round_.claim_desk.enter(claim.stated, read)
    except BadFacts as bad:
        return _broken(round_, BrokenFolder(claim.name, bad.mistakes))
    round_.screen.close(answer)
    for file in claim.spare:
        round_.notes.write(f"{claim.name}/{visible(file)} is not named by claim.json and was not read.\n")
    return _Told(answer.outcome.value, all(isinstance(one.result.answer, Record) for one in read))


def _broken(round_: Round, folder: BrokenFolder) -> _Told:
    round_.screen.broken(folder)
    return _Told("refused", False)


def _under_policy(claim: Claim, claim_desk: ClaimDesk) -> Claim:
    if isinstance(claim, BrokenFolder):
        return claim
    try:
        return claim.under(claim_desk.policy(claim.stated))
    except BadFacts as bad:
        return BrokenFolder(claim.name, bad.mistakes)


def _unpacked(claim: Claim, unpacking: Unpacking) -> Claim:
    return claim if isinstance(claim, BrokenFolder) else claim.expanded(unpacking.expanded)


def _summary(told_of: Sequence[_Told], seconds: float) -> str:
    counts = Counter(one.outcome for one in told_of)
    listed = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    return f"{len(told_of)} claims in {clock_face(seconds)}: {listed}.\n"


def _screen(form: str) -> ClaimScreen:
    if form == "json":
        return JsonClaims(sys.stdout)
    paint = paint_for(sys.stdout)
    return TableClaims(sys.stdout, Table(catalogue(), paint, shutil.get_terminal_size((120, 24)).columns), paint)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk claims", description="Answer whole claims, without a server.")
    parser.add_argument("folder", metavar="DIR", help="a folder whose sub-folders hold a claim.json and its files")
    parser.add_argument("--policy", metavar="FILE", help="the campaign's policy: a TOML file, or a folder of them")
    add_registers(parser)
    parser.add_argument(
        "--as-of", type=day, default=today(), metavar="DATE", help="the day the rules take for today, YYYY-MM-DD"
    )
    parser.add_argument(
        "--jobs", type=at_least_one, default=cores(), metavar="N", help="documents read at a time (default: cores)"
    )
    add_wording(parser)
    parser.add_argument(
        "--json", action="store_const", const="json", default="table", help="print JSON Lines instead of tables"
    )
    return parser
