"""`proofdesk eval`: what the probabilities are worth, and how they are made."""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol, cast

from app.audits import samples as audit_samples
from app.installation import existing
from app.runs.cores import at_least_one, cores
from app.runs.lanes import in_order, interruptible
from app.runs.progress import progress_on
from app.showing.safe import json_line
from app.subcommands import add_word
from benchmarks import examples as kept
from benchmarks.curves import risk_picture, truth_picture
from benchmarks.examples import Example, Missed, shared
from benchmarks.kept import documents
from benchmarks.labels import Label, labels
from benchmarks.learned import School
from benchmarks.scoring import ALIASES
from benchmarks.trust_page import Report, as_object, picture_name
from benchmarks.trust_report import DECISIVE, TARGET, Worth, worths
from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.records import Record, Refusal
from pipeline.trust.confidence import Coefficients, Weights
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.confidence import CHAMPION, loaded, written
from workers.desk import Desk, kinds
from workers.jobs import Result
from workers.settings import Settings

PICTURES = "pictures"  # the folder beside the report
_MOST_ERRORS = 0.5
Known = tuple[Example, float] | Missed


class Fitting(Protocol):
    def fitted(self, found: Sequence[Example]) -> dict[str, Weights]: ...

    def held_out(self, found: Sequence[Example]) -> tuple[tuple[Example, float], ...]: ...


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    status: int = options.start(options)
    return status


def _examples(options: argparse.Namespace) -> int:
    chosen = labels(Path(options.data), options.set)
    _check_names(chosen)
    found = tuple(_read(chosen, options))
    Path(options.out).write_text(kept.written(found), encoding="utf-8")
    sys.stdout.write(f"{len(found)} labelled values of {options.data} in {options.out}\n")
    return 0


def _corrections(options: argparse.Namespace) -> int:
    today = datetime.now(UTC).astimezone().date()
    stores = existing(options.data)
    try:
        with _desk(1, today) as desk:
            found = tuple(School(stores, desk, TenantId(options.tenant)).learned())
    finally:
        stores.close()
    Path(options.out).write_text(kept.written(found), encoding="utf-8")
    sys.stdout.write(f"{len(found)} values that people looked at in {options.out}\n")
    return 0


def _check_names(chosen: tuple[Label, ...]) -> None:
    known = {spec.name for kind in kinds() for spec in kind.fields} | ALIASES.keys()
    for label in chosen:
        strange = sorted({*label.accepted, *label.lists} - known)
        if strange:
            raise WrongUse(f"{label.set_name}/{label.name}: no kind has a field {strange[0]}; see docs/kinds.md.")


def _read(chosen: tuple[Label, ...], options: argparse.Namespace) -> Iterator[Example | Missed]:
    today, jobs = datetime.now(UTC).astimezone().date(), options.jobs
    with interruptible() as stop, _desk(jobs, today) as desk:
        read = documents(desk, options.keep, options.kept)
        files = tuple(label for label in chosen if label.path)
        progress, refused = progress_on(sys.stderr, len(files)), 0
        for label, result in in_order(files, read, lanes=jobs, stop=stop, on_tick=progress.tick):
            found = _answered(desk, label, result)
            refused += isinstance(result.answer, Refusal)
            progress.note(f"{label.set_name}/{label.name}", _said(result, len(found)))
            yield from found
        progress.clear()
    if refused:
        sys.stderr.write(f"{refused} of {len(files)} files were refused and are left out.\n")


def _said(result: Result, values: int) -> str:
    return f"refused ({result.answer.code})" if isinstance(result.answer, Refusal) else f"{values} values"


def _answered(desk: Desk, label: Label, result: Result) -> tuple[Example | Missed, ...]:
    if not isinstance(result.answer, Record) or result.document is None:
        return ()
    kind = next(kind for kind in desk.kinds if kind.name == result.answer.kind)
    return tuple(kept.examples(label, result.answer, result.document, kind))


def _fit(options: argparse.Namespace) -> int:
    """A challenger, measured against the champion on held data; it takes its place only when it wins."""
    found = _kept(options.examples)
    held = _kept(options.held)
    both = shared(found, held)
    if both:
        raise WrongUse(
            f"{len(both)} things stand on both sides, the first: {both[0]}. What is fitted and what is held back may "
            "share no document, no shop and no template; take other files."
        )
    fitting = _fitting()
    champion = loaded(Path(options.champion))
    groups = _in_place_of(champion.groups, fitting.fitted(found), options.group)
    new, old = _decisive(_judged_by(groups, held)), _decisive(_judged_by(champion.groups, held))
    wins = _wins(new, old)
    compared = {"challenger": _short(new), "champion": _short(old), "wins": wins}
    made = {"on": _today(), "values": len(found), "sets": sorted({one.set_name for one in found})}
    held_sets = sorted({one.set_name for one in held})
    made |= {"compared": {**compared, "with": champion.version, "held": held_sets}}
    Path(options.out).write_text(written(groups, made), encoding="utf-8")
    sys.stdout.write(json_line(compared) + "\n")
    if not wins:
        sys.stderr.write("The challenger does not win on the held values; the champion stays.\n")
        return 1
    return 0


def _in_place_of(
    old: Mapping[str, Weights], new: Mapping[str, Weights], names: Sequence[str] | None
) -> Mapping[str, Weights]:
    """The groups `names` fitted anew and the others as they were; all of them anew when none is named."""
    unknown = sorted(set(names or ()) - set(new))
    if unknown:
        raise WrongUse(f"There is no group {unknown[0]}; there are {', '.join(sorted(new))}.")
    return {**old, **{name: new[name] for name in names}} if names else new


def _report(options: argparse.Namespace) -> int:
    found = tuple(one for path in options.examples for one in kept.read(Path(path)))
    read = tuple(one for one in found if isinstance(one, Example))
    judged = _fitting().held_out(read) if options.across else tuple((one, one.confidence) for one in read)
    missed = tuple(one for one in found if isinstance(one, Missed))
    report = Report(worths([*judged, *missed]), options.target)
    how = (
        "each value judged by weights that saw neither its document nor its shop"
        if options.across
        else ("each value with the probability its record gave")
    )
    about = f"{len(read)} values that were read and {len(missed)} that were not; {how}. Bounds: one-sided 95 %, exact."
    _write(Path(options.out), report, about)
    sys.stdout.write(Report(tuple(row for row in report.rows if row.whole), options.target).as_markdown(about))
    return 0


def _write(out: Path, report: Report, about: str) -> None:
    """`report.md`, `report.json`, and two pictures of every row of which something was read."""
    (out / PICTURES).mkdir(parents=True, exist_ok=True)
    (out / "report.md").write_text(report.as_markdown(about, PICTURES), encoding="utf-8")
    (out / "report.json").write_text(json_line(report.as_objects()) + "\n", encoding="utf-8")
    for row in report.rows:
        if row.judged:
            title = f"{row.name}, {row.source}"
            (out / PICTURES / f"{picture_name(row)}-risk.svg").write_text(risk_picture(row.curve, title), "utf-8")
            (out / PICTURES / f"{picture_name(row)}-truth.svg").write_text(truth_picture(row.judged, title), "utf-8")


def _kept(paths: Sequence[str]) -> tuple[Example, ...]:
    """Every value that was read; raises WrongUse for one of a field that its kind does not have."""
    known = {(kind.name, spec.name) for kind in kinds() for spec in kind.fields}
    found = tuple(one for path in paths for one in kept.read(Path(path)) if isinstance(one, Example))
    strange = sorted({(one.kind, one.field) for one in found} - known)
    if strange:
        raise WrongUse(f"No kind {strange[0][0]} has a field {strange[0][1]}; see docs/kinds.md.")
    return found


def _judged_by(groups: Mapping[str, Weights], held: Sequence[Example]) -> tuple[Known, ...]:
    weights = Coefficients(version="", groups=groups)
    return tuple((one, weights.of(one.kind).probability(one.field, one.signals)) for one in held)


def _decisive(judged: Sequence[Known]) -> Worth:
    rows = {row.source: row for row in worths(judged) if row.name == DECISIVE}
    if not rows:
        raise WrongUse("The held files hold no decisive value; take labelled evidence that has some.")
    return rows.get("real") or rows["drawn"]


def _wins(new: Worth, old: Worth) -> bool:
    """Ranks no worse, is no less true, and lets no less through at the target error; better in one of them."""
    ours, theirs = _figures(new), _figures(old)
    return all(one >= other for one, other in zip(ours, theirs, strict=True)) and ours > theirs


def _figures(worth: Worth) -> tuple[float, float, float]:
    found = as_object(worth)
    through = worth.through(TARGET)
    return (
        float(str(found["auroc"] or 0.5)),
        -float(str(found["brier"])),
        through.coverage if through else 0.0,
    )


def _short(worth: Worth) -> dict[str, object]:
    return {name: value for name, value in as_object(worth).items() if name != "curve"}


def _fitting() -> Fitting:
    """Fitting alone needs scikit-learn, which the product does not."""
    try:
        return cast(Fitting, importlib.import_module("benchmarks.fitting"))
    except ImportError as error:
        raise WrongUse("Fitting needs scikit-learn, which `./run lint` or `./run test` install.") from error


def _error_rate(text: str) -> float:
    """A share above 0 and at most 0.5, for argparse."""
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= _MOST_ERRORS:
        raise argparse.ArgumentTypeError("give the share that may be wrong, above 0 and at most 0.5, such as 0.005")
    return rate


def _desk(lanes: int, today: date) -> Desk:
    return Desk.open(Settings.from_environment(os.environ), lanes=lanes, today=today)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk eval", description="What the probabilities are worth.")
    words = parser.add_subparsers(required=True, metavar="examples|corrections|fit|report|audit")
    read = add_word(words, "examples", "read labelled documents and keep each value's signals, without evidence")
    read.set_defaults(start=_examples)
    read.add_argument("--data", required=True, metavar="DIR", help="a set with labels.jsonl, or a folder of sets")
    read.add_argument("--set", default="", metavar="NAME", help="only this set")
    read.add_argument("--jobs", type=at_least_one, default=cores(), metavar="N", help="documents at a time")
    lines = read.add_mutually_exclusive_group()
    lines.add_argument("--keep", default="", metavar="FOLDER", help="keep what was read there (it is evidence)")
    lines.add_argument("--kept", default="", metavar="FOLDER", help="find the values again in what was kept there")
    read.add_argument("--out", required=True, metavar="FILE", help="file of examples (JSON Lines)")
    corrected = add_word(words, "corrections", "the same of what people put right: fit on it to learn from them")
    corrected.set_defaults(start=_corrections)
    corrected.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    corrected.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose corrections")
    corrected.add_argument("--out", required=True, metavar="FILE", help="file of examples (JSON Lines)")
    fit = add_word(words, "fit", "fit a challenger; it wins only on values it never saw")
    fit.set_defaults(start=_fit)
    fit.add_argument("--examples", required=True, nargs="+", metavar="FILE", help="files of examples to fit on")
    fit.add_argument("--held", required=True, nargs="+", metavar="FILE", help="files of examples it must win on")
    fit.add_argument("--out", required=True, metavar="FILE", help="file of coefficients to write")
    fit.add_argument("--champion", default=str(CHAMPION), metavar="FILE", help="coefficients it is compared with")
    fit.add_argument("--group", action="append", metavar="NAME", help="fit only this group of kinds anew")
    report = add_word(
        words, "report", "per kind, field and source: n, exact, wrong, missing, calibration, ranking, what may pass"
    )
    report.set_defaults(start=_report)
    report.add_argument("--examples", required=True, nargs="+", metavar="FILE", help="files of examples")
    report.add_argument(
        "--target", type=_error_rate, default=TARGET, metavar="RATE", help="error that may pass (default: 0.005)"
    )
    report.add_argument(
        "--across", action="store_true", help="judge each value by weights fitted without its document and shop"
    )
    report.add_argument("--out", required=True, metavar="DIR", help="folder for report.md, report.json and pictures")
    audit_samples.add_to(words)
    return parser
