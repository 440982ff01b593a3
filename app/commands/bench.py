"""`proofdesk bench`: how right and how fast, measured here and now."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.commands.claims import Round, answered
from app.runs.claim_folders import ClaimFolder, claim_folders
from app.runs.clocked import ClockedDesk, KeptClaims
from app.runs.cores import at_least_one, cores
from app.runs.lanes import in_order, interruptible
from app.runs.progress import progress_on
from app.runs.wording import add_wording, with_wording
from app.showing.safe import json_line
from app.subcommands import add_word
from benchmarks.accuracy import Answer, measured, reader
from benchmarks.cascade import Shop
from benchmarks.cascade import compared as cascades
from benchmarks.cascade_report import as_object as cascade_object
from benchmarks.cascade_report import as_text as cascade_text
from benchmarks.claim_truth import as_object as claims_object
from benchmarks.claim_truth import as_text as claims_text
from benchmarks.claim_truth import held, truths
from benchmarks.copies import Library, Sent, as_told, sent
from benchmarks.copies import as_object as copies_object
from benchmarks.copies import as_text as copies_text
from benchmarks.desk import as_object as desk_object
from benchmarks.desk import as_text as desk_text
from benchmarks.desk import measured as desk_measured
from benchmarks.desk_filling import Fill
from benchmarks.installation import Installation
from benchmarks.kept import documents
from benchmarks.labels import Label, labels
from benchmarks.load import Load, Plan, measured_there
from benchmarks.load import measured as load_measured
from benchmarks.load_report import as_object as load_object
from benchmarks.load_report import as_text as load_text
from benchmarks.pace import Pace
from benchmarks.pace import as_object as pace_object
from benchmarks.pace import as_text as pace_text
from benchmarks.peers import environment, peers
from benchmarks.report import as_object, as_text
from benchmarks.speed import Read, born_digital, compared, first_page, pages_per_second, pictures
from benchmarks.tree import peak_memory
from pipeline.claim.claims import Paper
from pipeline.errors import WrongUse
from pipeline.records import Refusal
from workers.claims.claiming import Read as Filed
from workers.claims.claiming import sorted_out
from workers.desk import FALLBACK, Desk, kinds
from workers.jobs import Job, Result, processed
from workers.outside.registers import register_desk
from workers.policies.file import terms
from workers.settings import Settings

_PUSHED = (".jpg", ".jpeg", ".png", ".pdf")


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    status: int = options.start(options)
    return status


def _accuracy(options: argparse.Namespace) -> int:
    chosen = labels(Path(options.data), options.set)
    today = _today()
    with interruptible() as stop, _desk(options.jobs, today, options.wording) as desk:
        progress = progress_on(sys.stderr, len(chosen))
        read = reader(_fields_reader(desk, options), kinds(), today)
        answers = []
        for label, answer in in_order(chosen, read, lanes=options.jobs, stop=stop, on_tick=progress.tick):
            progress.note(f"{label.set_name}/{label.name}", "refused" if isinstance(answer, Refusal) else answer.kind)
            answers.append((label, answer))
        progress.clear()
    found = measured(answers)
    if len(answers) < len(chosen):
        sys.stderr.write(f"Stopped: the figures stand for {len(answers)} of {len(chosen)} documents.\n")
    text = json_line(as_object(found)) + "\n" if options.json else as_text(found, values=options.values)
    sys.stdout.write(text)
    return 0


def _claims(options: argparse.Namespace) -> int:
    folder = Path(options.data)
    known = truths(folder)
    day = date.fromisoformat(next(iter(known.values()))["as_of"])
    policy, registers = folder / "policy", folder / "registers"
    asked = register_desk(Settings.from_environment(os.environ), str(registers)) if registers.is_dir() else None
    clocked = ClockedDesk(day, terms(str(policy) if policy.is_dir() else None), registers=asked)
    kept = KeptClaims()
    with interruptible() as stop, _desk(options.jobs, day) as desk:
        claims = tuple(
            one.under(clocked.policy(one.stated)) if isinstance(one, ClaimFolder) else one
            for one in claim_folders(folder / "claims")
        )
        round_ = Round(
            claim_desk=clocked, read=_reader(desk), lanes=options.jobs, stop=stop, screen=kept, notes=sys.stderr
        )
        answered(round_, claims)
    found = [
        held(result, known[result.claim_id], milliseconds)
        for result, milliseconds in zip(kept.results, clocked.milliseconds, strict=True)
    ]
    sys.stdout.write(json_line(claims_object(found)) + "\n" if options.json else claims_text(found))
    return 0


def _copies(options: argparse.Namespace) -> int:
    pages = tuple(one for folder in options.data for one in sent(Path(folder)))
    with (
        TemporaryDirectory(prefix="proofdesk-") as folder,
        interruptible() as stop,
        _desk(options.jobs, _today()) as desk,
    ):
        library = Library.new(Path(folder))
        library.crowd(options.among)
        read = _reader(desk)

        def paper(one: Sent) -> Paper | None:
            if one.text is not None:
                return as_told(one)
            filing = sorted_out([Filed(None, read(Job(one.path.name, (one.path.name,), (one.path,))))])
            return next(iter(filing.papers), None)

        progress = progress_on(sys.stderr, len(pages))
        papers = in_order(pages, paper, lanes=options.jobs, stop=stop, on_tick=progress.tick)
        met = [library.meet(one, found) for one, found in papers if found is not None]
        progress.clear()
    sys.stdout.write(json_line(copies_object(met)) + "\n" if options.json else copies_text(met))
    return 0


def _speed(options: argparse.Namespace) -> int:
    chosen = labels(Path(options.data), options.set)
    seen = pictures(chosen, options.pages)
    if not seen:
        raise WrongUse("There are no labelled receipts with text boxes in this folder; give one that has them.")
    today, python = _today(), environment()
    with _desk(1, today) as desk:
        with peers(python) as others:
            courses = compared(seen, _reader(desk), others)
        born = born_digital(chosen, _reader(desk), rounds=5)
        one, peak = pages_per_second(seen, _reader(desk), 1), peak_memory()
    with _desk(2, today) as desk:
        rates = {1: one, 2: pages_per_second(seen, _reader(desk), 2)}
    first = first_page(next(label.path for label in seen if label.path), times=3)
    pace = Pace(courses=courses, pages_per_second=rates, peak=peak, first=first, born=born)
    sys.stdout.write(json_line(pace_object(pace)) + "\n" if options.json else pace_text(pace))
    return 0


def _cascade(options: argparse.Namespace) -> int:
    """Every setting on the same pages, in this process: no walls, so that only reading is measured."""
    seen = pictures(labels(Path(options.data), options.set), options.pages)
    if not seen:
        raise WrongUse("There are no labelled receipts with text boxes in this folder; give one that has them.")
    known = kinds()
    shop = Shop(kinds=known, fallback=next(kind for kind in known if kind.name == FALLBACK))
    with peers(environment()) as others:
        runs, courses = cascades(shop, seen, others)
    text = json_line(cascade_object(runs, courses)) + "\n" if options.json else cascade_text(runs, courses)
    sys.stdout.write(text)
    return 0


def _load(options: argparse.Namespace) -> int:
    folder = Path(options.data)
    paths = sorted(one for one in folder.rglob("*") if one.suffix.lower() in _PUSHED and one.is_file())
    plan = Plan(files=options.files, rate=options.rate, size=options.bytes, pages=options.pages, growth=options.growth)
    found = _their_load(options, paths, plan) if options.url else _our_load(paths, plan)
    sys.stdout.write(json_line(load_object(found)) + "\n" if options.json else load_text(found))
    return 0


def _our_load(paths: Sequence[Path], plan: Plan) -> Load:
    with _desk(2, _today()) as desk:
        read = _reader(desk)
        for path in paths[:2]:
            read(Job(path.name, (path.name,), (path,)))  # warms up, and is not counted
        return load_measured(paths, plan, read)


def _their_load(options: argparse.Namespace, paths: Sequence[Path], plan: Plan) -> Load:
    key = options.key or os.environ.get("PROOFDESK_KEY", "")
    if not key:
        raise WrongUse("Give the key of that service with --key, or in PROOFDESK_KEY where no one else sees it.")
    return measured_there(Installation(options.url.rstrip("/"), key), paths, plan)


def _waits(options: argparse.Namespace) -> int:
    fill = Fill(claims=options.claims, files=options.files, words=options.words)
    found = desk_measured(Settings.from_environment(os.environ), fill, options.rounds)
    sys.stdout.write(json_line(desk_object(found)) + "\n" if options.json else desk_text(found))
    return 0


def _reader(desk: Desk) -> Read:
    def read(job: Job) -> Result:
        return processed(desk, job, pictures=0)

    return read


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _desk(lanes: int, today: date, wording: str = "") -> Desk:
    return Desk.open(Settings.from_environment(with_wording(os.environ, wording)), lanes=lanes, today=today)


def _fields_reader(desk: Desk, options: argparse.Namespace) -> Callable[[Label], Answer]:
    read = documents(desk, options.keep, options.kept)
    return lambda label: read(label).answer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="proofdesk bench", description="Measure accuracy, speed or the whole service."
    )
    words = parser.add_subparsers(required=True, metavar="accuracy|cascade|claims|copies|desk|speed|service")
    _add_service(words)
    _add_desk(words)
    claims = add_word(words, "claims", "drawn claims: outcomes, sums, attainments, false alarms, flaws found")
    claims.set_defaults(start=_claims)
    claims.add_argument("--data", required=True, metavar="DIR", help="what `python -m fixtures.claims` drew")
    claims.add_argument("--jobs", type=at_least_one, default=cores(), metavar="N", help="documents at a time")
    claims.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    copies = add_word(words, "copies", "copies of drawn pages: how many are found, how many others taken for one")
    copies.set_defaults(start=_copies)
    copies.add_argument("data", nargs="+", metavar="DIR", help="what `python -m fixtures.copies` drew")
    copies.add_argument("--among", type=int, default=0, metavar="N", help="so many strange pages besides (default: 0)")
    copies.add_argument("--jobs", type=at_least_one, default=cores(), metavar="N", help="documents at a time")
    copies.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    accuracy = add_word(words, "accuracy", "per set, kind and field: n, exact, wrong, missing, 95 %% interval")
    accuracy.set_defaults(start=_accuracy)
    accuracy.add_argument("--data", required=True, metavar="DIR", help="a set with labels.jsonl, or a folder of sets")
    accuracy.add_argument("--set", default="", metavar="NAME", help="only this set")
    accuracy.add_argument("--jobs", type=at_least_one, default=cores(), metavar="N", help="documents at a time")
    add_wording(accuracy)
    lines = accuracy.add_mutually_exclusive_group()
    lines.add_argument("--keep", default="", metavar="FOLDER", help="keep what was read there (it is evidence)")
    lines.add_argument("--kept", default="", metavar="FOLDER", help="find the fields again in what was kept there")
    accuracy.add_argument("--values", action="store_true", help="show values where they differ (they are evidence)")
    accuracy.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    cascade = add_word(words, "cascade", "what reading costs and finds with other models, sizes and readers")
    cascade.set_defaults(start=_cascade)
    cascade.add_argument("--data", required=True, metavar="DIR", help="sets with receipts and their text boxes")
    cascade.add_argument("--set", default="", metavar="NAME", help="only this set")
    cascade.add_argument("--pages", type=at_least_one, default=40, metavar="N", help="pictures to read (default: 40)")
    cascade.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    speed = add_word(words, "speed", "seconds and memory per page, against plain readers in the same run")
    speed.set_defaults(start=_speed)
    speed.add_argument("--data", required=True, metavar="DIR", help="sets with receipts and their text boxes")
    speed.add_argument("--set", default="", metavar="NAME", help="only this set")
    speed.add_argument(
        "--pages", type=at_least_one, default=12, metavar="N", help="pictures to compare on (default: 12)"
    )
    speed.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    return parser


def _add_service(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    service = add_word(words, "service", "accepting under load, upload to record, overhead, memory")
    service.set_defaults(start=_load)
    service.add_argument(
        "--data", required=True, metavar="DIR", help="evidence to push: JPEG, PNG and PDF files below it"
    )
    service.add_argument(
        "--files", type=at_least_one, default=600, metavar="N", help="uploads under load (default: 600)"
    )
    service.add_argument("--rate", type=float, default=20.0, metavar="R", help="of them a second (default: 20)")
    service.add_argument("--bytes", type=int, default=1_000_000, metavar="B", help="padded to (default: 1,000,000)")
    service.add_argument("--pages", type=at_least_one, default=40, metavar="N", help="files to be read (default: 40)")
    service.add_argument("--growth", type=at_least_one, default=200, metavar="N", help="files to watch memory over")
    service.add_argument("--url", default="", metavar="URL", help="push there instead, such as http://127.0.0.1:8080")
    service.add_argument("--key", default="", metavar="KEY", help="an API key of that service (or PROOFDESK_KEY)")
    service.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def _add_desk(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """On the servers of the settings a new database and a new bucket are made, so that nothing of yours is touched."""
    desk = add_word(words, "desk", "the review desk: how long its pages take over HTTP, and what they weigh")
    desk.set_defaults(start=_waits)
    desk.add_argument("--claims", type=at_least_one, default=300, metavar="N", help="that wait (default: 300)")
    desk.add_argument("--files", type=at_least_one, default=5, metavar="N", help="of one full claim (default: 5)")
    desk.add_argument("--words", type=at_least_one, default=5_000, metavar="N", help="on each page (default: 5,000)")
    desk.add_argument("--rounds", type=at_least_one, default=100, metavar="N", help="times each page (default: 100)")
    desk.add_argument("--json", action="store_true", help="one JSON object instead of a table")
