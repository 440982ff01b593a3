"""`proofdesk process`: files and folders in, records out, no server."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.records.files import Form, parquet
from app.runs.batch import JsonScreen, Read, Run, Screen, TableScreen, answered
from app.runs.cores import at_least_one, cores
from app.runs.inputs import Entry, documents
from app.runs.inside import Unpacking
from app.runs.keep import Keeper
from app.runs.lanes import interruptible
from app.runs.progress import progress_on
from app.runs.wording import add_wording, with_wording
from app.showing.catalogue import Catalogue
from app.showing.paint import paint_for
from app.showing.table import Table
from pipeline.claim.registers import RegisterDesk
from pipeline.errors import WrongUse
from storage.results import Results
from workers.claims.statements import BadFacts, Stated, stated_json
from workers.desk import Desk, kinds
from workers.jobs import Job, Result, processed
from workers.outside.registers import register_desk
from workers.policies.file import terms
from workers.policies.terms import Terms, governing_unread
from workers.settings import Settings

PICTURE_SIDE = 1600  # pixels of the longest side of a page picture on a result page


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    if options.registers and not options.claim:
        raise WrongUse("--registers are asked about a claim; give its facts with --claim, too.")
    terms_told = terms(options.policy)
    claim = _claim(Path(options.claim)) if options.claim else None
    results = Results.open(Path(options.out)) if options.out else None
    tables = _tables(options.tables, results)
    entries = documents(options.paths, spared=results.folder if results else None)
    if not entries:
        sys.stderr.write("The folder holds no files; nothing was read.\n")
    settings = Settings.from_environment(with_wording(os.environ, options.wording))
    asked = _asked_by(terms_told, claim, register_desk(settings, options.registers) if claim else None)
    return read(entries, screen(options.json), results, Setting(settings, options.jobs, options.as_of, asked, tables))


def _tables(asked: tuple[Form, ...], results: Results | None) -> tuple[Form, ...]:
    """What lies beside the pages; raises WrongUse before anything is read."""
    if Form.PARQUET in asked:
        if results is None:
            raise WrongUse("--parquet lies in the folder of --out; name that, too.")
        parquet()
    return asked


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run reads: `lanes` documents at a time, `today` the day the rules take for today.

    `asked` gives a job the terms and facts its rules ask by; `tables` are written when all is kept.
    """

    settings: Settings
    lanes: int
    today: date
    asked: Callable[[Job], Job] = lambda job: job
    tables: tuple[Form, ...] = (Form.CSV,)


def read(entries: tuple[Entry, ...], shown: Screen, results: Results | None, setting: Setting) -> int:
    """Open a desk, read every entry, and what archives and mails hold, and close it again; the exit status."""
    with (
        interruptible() as stop,
        TemporaryDirectory(prefix="proofdesk-") as folder,
        Desk.open(setting.settings, lanes=setting.lanes, today=setting.today) as desk,
    ):
        entries = Unpacking(desk.room, desk.settings, Path(folder), stop).expanded(entries)
        entries = tuple(setting.asked(one) if isinstance(one, Job) else one for one in entries)
        run = Run(
            read=reader(desk, PICTURE_SIDE if results else 0),
            lanes=setting.lanes,
            stop=stop,
            screen=shown,
            progress=progress_on(sys.stderr, len(entries)),
            keeper=Keeper(results, catalogue(), setting.tables) if results else None,
            notes=sys.stderr,
        )
        return answered(run, entries)


def _claim(path: Path) -> Stated:
    """The facts in a claim.json; raises WrongUse with every mistake in them."""
    try:
        return stated_json(path.read_bytes())
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}); check that it is there.") from error
    except BadFacts as bad:
        told = "\n".join(f"{path}: {mistake.key}: {mistake.message}" for mistake in bad.mistakes)
        raise WrongUse(told) from bad


def _asked_by(terms_told: Terms, claim: Stated | None, registers: RegisterDesk | None) -> Callable[[Job], Job]:
    """Every job under the policy in force on the day of purchase, with the claim's facts and who is asked about it."""
    try:
        policy = governing_unread(terms_told, claim)
    except BadFacts as bad:
        raise WrongUse(str(bad)) from bad
    statement = claim.statement if claim else None
    return lambda job: replace(job, policy=policy, statement=statement, registers=registers)


def reader(desk: Desk, side: int) -> Read:
    """Reads one job at `desk`, with page pictures of `side` pixels, 0 for none."""

    def read_one(job: Job) -> Result:
        return processed(desk, job, pictures=side)

    return read_one


def screen(form: str) -> Screen:
    """`json` or `table`, on standard output."""
    if form == "json":
        return JsonScreen(sys.stdout)
    columns = shutil.get_terminal_size((120, 24)).columns
    table = Table(catalogue(), paint_for(sys.stdout), columns)
    return TableScreen(sys.stdout, table)


def catalogue() -> Catalogue:
    return Catalogue(kinds())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk process", description="Read files and folders, without a server.")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files, or folders of files")
    parser.add_argument("--claim", metavar="FILE", help="the claim's facts, as JSON: each file is held against them")
    parser.add_argument("--policy", metavar="FILE", help="the campaign's policy: a TOML file, or a folder of them")
    add_registers(parser)
    parser.add_argument(
        "--as-of", type=day, default=today(), metavar="DATE", help="the day the rules take for today, YYYY-MM-DD"
    )
    parser.add_argument(
        "--jobs", type=at_least_one, default=cores(), metavar="N", help="documents read at a time (default: cores)"
    )
    add_wording(parser)
    parser.add_argument("--out", metavar="DIR", help="also write a record and a page per document into DIR")
    parser.add_argument(
        "--parquet",
        dest="tables",
        action="store_const",
        const=(Form.CSV, Form.PARQUET),
        default=(Form.CSV,),
        help="with --out: records.parquet, too, beside records.csv",
    )
    parser.add_argument(
        "--json", action="store_const", const="json", default="table", help="print JSON Lines instead of tables"
    )
    return parser


def add_registers(parser: argparse.ArgumentParser) -> None:
    """The option that names who is asked about a claim; PROOFDESK_REGISTERS where it is not given."""
    told = "who confirms a claim's orders, payments and others: a folder of CSV files, or a URL"
    parser.add_argument("--registers", metavar="FOLDER|URL", help=told)


def day(text: str) -> date:
    """A day on the command line; argparse says what is wrong with another word."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-01-31") from error


def today() -> date:
    """The day it is here."""
    return datetime.now(UTC).astimezone().date()
