"""`proofdesk eval audit`: values drawn by chance, read blindly by people, and the lanes that stand on their answers."""

import argparse
import os
import secrets
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.audits.answers import compared
from app.audits.sheet import Filled, Shown, filled, new_sheet, write
from app.installation import opened
from app.runs.cores import at_least_one
from app.showing.safe import json_line
from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.fields import FieldSpec, ValueType
from pipeline.kinds import Kind
from pipeline.ledger.entries import OPERATOR, Actor
from pipeline.trust.audits import Answer, Candidate, Sample, chosen
from pipeline.trust.lanes import Lane, named
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.audits import SqlAudits
from workers.audits import Found, candidates, chosen_terms
from workers.desk import kinds
from workers.settings import Settings
from workers.stores import Stores

_COMMAND_LINE = "command line"  # who draws: chance, not a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One tenant's audits in an open installation."""

    stores: Stores
    audits: SqlAudits
    kinds: tuple[Kind, ...]
    tenant: TenantId

    def spec(self, kind: str, field: str) -> FieldSpec:
        """Raises WrongUse where this is no decisive field that can be answered in a cell."""
        known = next((one for one in self.kinds if one.name == kind), None)
        if known is None:
            raise WrongUse(f"There is no kind {kind}; known are {', '.join(sorted(one.name for one in self.kinds))}.")
        decisive = {spec.name: spec for spec in known.fields if spec.critical and spec.type is not ValueType.ROWS}
        if field not in decisive:
            raise WrongUse(f"{kind} has no decisive field {field}; it has {', '.join(sorted(decisive)) or 'none'}.")
        return decisive[field]

    def record(self, value: Candidate) -> Mapping[str, object]:
        """The version of the record the value was drawn from."""
        return self.stores.standings.version(self.tenant, value.evidence, value.record)


def add_to(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `audit` with its own words to those of `proofdesk eval`; each sets `start`, which takes the options."""
    audit = words.add_parser("audit", help="audit what passes without a person, and open or close its lanes")
    verbs = audit.add_subparsers(required=True, metavar="draw|sheet|answer|status|open|close")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    common.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose lanes")
    draw = verbs.add_parser("draw", parents=[common], help="draw values by chance into a sheet for a person")
    draw.set_defaults(start=_draw)
    draw.add_argument("--kind", default="", help="only this kind (with --field)")
    draw.add_argument("--field", default="", help="only this field (with --kind); else every lane of the policy")
    draw.add_argument(
        "--size", type=at_least_one, metavar="N", help="values of each lane (default: as many as it needs)"
    )
    draw.add_argument("--seed", default="", metavar="S", help="the same seed draws the same (default: by chance)")
    draw.add_argument("--out", required=True, metavar="FILE", help="a new CSV file")
    sheet = verbs.add_parser("sheet", parents=[common], help="everything drawn and not answered, into a sheet again")
    sheet.set_defaults(start=_sheet)
    sheet.add_argument("--out", required=True, metavar="FILE", help="a new CSV file")
    answer = verbs.add_parser("answer", parents=[common], help="take a person's answers from a sheet")
    answer.set_defaults(start=_answer)
    answer.add_argument("sheet", metavar="FILE", help="the CSV file, with the column value filled in")
    answer.add_argument("--by", required=True, metavar="NAME", help="who read the values")
    status = verbs.add_parser("status", parents=[common], help="every lane: audited, wrong, bound, open or why not")
    status.set_defaults(start=_status)
    for verb, start, says in (("open", _open, "let values pass"), ("close", _close, "let no value pass any more")):
        turn = verbs.add_parser(verb, parents=[common], help=says)
        turn.set_defaults(start=start)
        turn.add_argument("kind", metavar="KIND")
        turn.add_argument("field", metavar="FIELD")
        turn.add_argument("--by", required=True, metavar="NAME", help="who decides this")
        if verb == "close":
            turn.add_argument("--reason", required=True, metavar="TEXT", help="why, for the ledger")


def _draw(options: argparse.Namespace) -> int:
    with _office(options) as office:
        seed = options.seed or secrets.token_hex(8)
        picked = {found.value: found for found in _picked(office, options, seed)}
        if not picked:
            raise WrongUse(f"Nothing was drawn: {_nothing(office, options)}")
        with new_sheet(Path(options.out)) as stream:
            drawn = office.audits.draw(
                Actor(tenant=office.tenant, name=_COMMAND_LINE, role=OPERATOR), seed, tuple(picked)
            )
            write(stream, (_shown(office, sample, picked[sample.value].record) for sample in drawn))
    sys.stdout.write(json_line({"drawn": len(drawn), "seed": seed, "sheet": options.out}) + "\n")
    return 0


def _picked(office: Office, options: argparse.Namespace, seed: str) -> Iterator[Found]:
    pairs = _pairs(office, options)
    pool: dict[tuple[str, str], dict[Candidate, Found]] = defaultdict(dict)
    for found in candidates(office.stores.standings, office.audits, office.tenant):
        pool[found.value.kind, found.value.field][found.value] = found
    lanes = office.audits.lanes(office.tenant)
    for pair in pairs:
        lane = lanes.of(*pair)
        size = options.size or max(0, lane.still_needed - lane.audited.waiting)
        values = chosen(pool[pair], seed, size)
        waits = f"; {lane.audited.waiting} drawn before wait for answers" if lane.audited.waiting else ""
        told = f"{len(values)} drawn of {len(pool[pair])} values, {size} wanted{waits}"
        sys.stderr.write(f"{' '.join(pair)}: {told}.\n")
        yield from (pool[pair][value] for value in values)


def _nothing(office: Office, options: argparse.Namespace) -> str:
    """Why there was nothing to draw, and what to do about it."""
    lanes = office.audits.lanes(office.tenant)
    asked = [lanes.of(*pair) for pair in _pairs(office, options)]
    if any(lane.audited.waiting for lane in asked):
        return "what was drawn before waits for answers; `eval audit sheet` writes it into a sheet again."
    if options.size or any(lane.still_needed for lane in asked):
        return "no value was read surely that was not drawn before; read more documents first."
    return "no lane needs more values; --size N draws some all the same."


def _pairs(office: Office, options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    if bool(options.kind) != bool(options.field):
        raise WrongUse("Give --kind and --field together, or neither for every lane of the policy.")
    if options.kind:
        office.spec(options.kind, options.field)
        return ((options.kind, options.field),)
    pairs = tuple((one.kind, one.field) for one in office.audits.terms.automation.allowed)
    if not pairs:
        raise WrongUse("Policy allows no lane: set PROOFDESK_AUTOMATION to its file, or give --kind and --field.")
    return pairs


def _sheet(options: argparse.Namespace) -> int:
    with _office(options) as office:
        waiting = [sample for sample in office.audits.samples(office.tenant) if sample.right is None]
        with new_sheet(Path(options.out)) as stream:
            write(stream, (_shown(office, sample, office.record(sample.value)) for sample in waiting))
    sys.stdout.write(json_line({"waiting": len(waiting), "sheet": options.out}) + "\n")
    return 0


def _shown(office: Office, sample: Sample, record: Mapping[str, object]) -> Shown:
    spec = office.spec(sample.value.kind, sample.value.field)
    return Shown(sample=sample, file=str(record.get("file", "")), label=f"{spec.zh} {spec.en}", record=record)


def _answer(options: argparse.Namespace) -> int:
    actor_name = named(options.by)
    rows, blank = filled(Path(options.sheet))
    if not rows:
        raise WrongUse(
            f"{options.sheet} holds no answer: write into the column value what the paper says, and save it."
        )
    with _office(options) as office:
        samples = {sample.id: sample for sample in office.audits.samples(office.tenant)}
        answers = tuple(_compared(office, row, samples) for row in rows)
        closed = office.audits.answer(Actor(tenant=office.tenant, name=actor_name, role=OPERATOR), answers)
        for lane in closed:
            sys.stderr.write(f"{lane.audited.kind} {lane.audited.field}: {lane.reason.en}.\n")
        wrong = sum(not answer.right for answer in answers)
        sys.stdout.write(json_line({"answered": len(answers), "wrong": wrong, "blank": blank}) + "\n")
        _tell_all(office)
    return 0


def _compared(office: Office, row: Filled, samples: dict[str, Sample]) -> Answer:
    """One answer beside the machine's value; raises WrongUse with the row that is wrong."""
    sample = samples.get(row.sample)
    if sample is None:
        raise WrongUse(f"Row {row.row}: there is no sample {row.sample!r}, or another version read it; draw again.")
    value = sample.value
    if (row.evidence, row.record, row.kind, row.field) != (value.evidence, str(value.record), value.kind, value.field):
        raise WrongUse(f"Row {row.row} is about another record than its sample; change nothing but the column value.")
    spec = office.spec(value.kind, value.field)
    try:
        return compared(sample, office.record(value), spec, row.value)
    except WrongUse as error:
        raise WrongUse(f"Row {row.row}: {error}") from error


def _status(options: argparse.Namespace) -> int:
    with _office(options) as office:
        _tell_all(office)
    return 0


def _open(options: argparse.Namespace) -> int:
    with _office(options) as office:
        office.spec(options.kind, options.field)
        _tell(office.audits.open_lane(_person(office, options), options.kind, options.field))
    return 0


def _close(options: argparse.Namespace) -> int:
    reason = " ".join(options.reason.split())
    if not reason:
        raise WrongUse("Say why: what --reason says stands in the ledger.")
    with _office(options) as office:
        office.spec(options.kind, options.field)
        _tell(office.audits.close_lane(_person(office, options), options.kind, options.field, reason))
    return 0


def _person(office: Office, options: argparse.Namespace) -> Actor:
    return Actor(tenant=office.tenant, name=named(options.by), role=OPERATOR)


def _tell_all(office: Office) -> None:
    for lane in office.audits.lanes(office.tenant).all():
        _tell(lane)


def _tell(lane: Lane) -> None:
    told_of = {
        "kind": lane.audited.kind,
        "field": lane.audited.field,
        "state": lane.state,
        "why": lane.why,
        "reason": {"zh": lane.reason.zh, "en": lane.reason.en},
        "target_error": lane.allowed.target_error if lane.allowed else None,
        "confidence": lane.allowed.level if lane.allowed else None,
        "audited": lane.audited.n,
        "wrong": lane.audited.errors,
        "waiting": lane.audited.waiting,
        "bound": round(lane.bound, 6),
        "still_needed": lane.still_needed,
    }
    sys.stdout.write(json_line(told_of) + "\n")


@contextmanager
def _office(options: argparse.Namespace) -> Iterator[Office]:
    """Open until the body ends; a lane that may not stay open is closed before anything is asked."""
    known = kinds()
    terms = chosen_terms(Settings.from_environment(os.environ), known)
    stores = opened(options.data)
    try:
        office = Office(stores=stores, audits=stores.audits(terms), kinds=known, tenant=TenantId(options.tenant))
        office.audits.close_failing(office.tenant)
        yield office
    finally:
        stores.close()
