"""What the desk is asked to do with one document, and what comes back."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from extractors.reading.intake import admitted
from pipeline.claim.claims import Case, Paper, Statement
from pipeline.claim.policy import DEFAULT, Policy
from pipeline.claim.reasons import Slot
from pipeline.claim.registers import RegisterDesk
from pipeline.errors import BadFile, ReaderTrouble, StoreTrouble
from pipeline.fields import Reading
from pipeline.findings import Finding
from pipeline.flow import extracted, read_again, routed
from pipeline.geometry import Quad
from pipeline.kinds import Kind
from pipeline.pages import Document
from pipeline.papers import paper_name, unparted
from pipeline.records import Record, Refusal
from pipeline.rules import Facts
from pipeline.sheets import Sheet
from pipeline.trust.agreement import Bar
from pipeline.trust.confidence import weighed
from pipeline.trust.passages import passages
from validators.book import BOOK, CLAIM_BOOK, questioned
from workers.claims import broken_rules
from workers.claims.papers import Understood, papers, whole
from workers.desk import Desk
from workers.elsewhere import backed
from workers.outcomes import PIPELINE
from workers.outside.registers import confirmed


@dataclass(frozen=True, slots=True)
class Job:
    """One document: its `name` as the caller gave it, the names of all its files, and where they lie.

    `policy`: the terms its rules ask by; `statement`: the facts of the claim it belongs to, where they are known, and
    `registers`: who is asked about it then.
    """

    name: str
    files: tuple[str, ...]
    paths: tuple[Path, ...]
    policy: Policy = DEFAULT
    statement: Statement | None = None
    registers: RegisterDesk | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer, the document it was read from, and, when asked for, one JPEG per page.

    `further`: the other papers of the same picture, each read by itself. `papers`: how many the picture shows where it
    was read whole all the same.
    """

    answer: Record | Refusal
    document: Document | None
    pictures: tuple[bytes, ...]
    further: tuple["Result", ...] = ()
    papers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A job with what the gates know of it; `flags` are theirs."""

    job: Job
    sha256: str = ""
    further_sha256: tuple[str, ...] = ()
    media_type: str = "application/octet-stream"
    flags: tuple[str, ...] = ()


class Opened(Protocol):
    """What can still be asked of a file whose lines were read."""

    @property
    def versions(self) -> Mapping[str, str]: ...

    def marked(self, document: Document) -> Document: ...

    def ruled(self, document: Document) -> Document: ...

    def pictured(self, document: Document) -> Document: ...

    def reread(self, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]: ...

    def picture(self, page: int, longest: int) -> bytes: ...


def processed(desk: Desk, job: Job, *, pictures: int) -> Result:
    """One document from file to judged record; `pictures` is their longest side in pixels, 0 for none.

    A file that cannot be read comes back as a Refusal with its code; only a broken program raises.
    """
    arrived = Arrived(job=job)
    try:
        arrived = admitted_job(desk, job)
        return _each(desk, arrived, pictures)
    except (BadFile, ReaderTrouble) as trouble:
        return Result(refusal(arrived, trouble.code, trouble.message), None, ())
    except StoreTrouble as trouble:
        return Result(refusal(arrived, "unreadable_path", str(trouble)), None, ())
    except OSError as error:
        message = f"The file cannot be opened ({error.strerror}); check that it is there and may be read."
        return Result(refusal(arrived, "unreadable_path", message), None, ())


def judged(desk: Desk, arrived: Arrived, *, pictures: int) -> Result:
    """A document that was let in, from its pages to its route, as one whatever it shows.

    Raises BadFile, ReaderTrouble or StoreTrouble.
    """
    with desk.room.open(arrived.job.paths, arrived.media_type) as opened:
        understood, count = whole(opened.read(), desk)
        return replace(read_on(desk, arrived, (opened, understood), pictures), papers=count)


def judged_paper(desk: Desk, arrived: Arrived, number: int) -> Result:
    """The paper `number`, from 1, of those on a picture, by itself; raises what `judged` raises."""
    with desk.room.open(arrived.job.paths, arrived.media_type) as opened:
        found = papers(opened.read(), desk)
        if not 1 <= number <= len(found):
            raise BadFile("paper_not_found", f"The picture shows no paper {number} any more; send each by itself.")
        return read_on(desk, arrived, (opened, found[number - 1]), 0)


def _each(desk: Desk, arrived: Arrived, pictures: int) -> Result:
    """Every paper of a picture by itself: the first with the others as `further`, named `name#2`, `name#3`, …"""
    with desk.room.open(arrived.job.paths, arrived.media_type) as opened:
        found = papers(opened.read(), desk)
        first, *others = (
            read_on(desk, _named(arrived, number), (opened, paper), pictures) for number, paper in enumerate(found, 1)
        )
        return replace(first, further=tuple(others))


def _named(arrived: Arrived, number: int) -> Arrived:
    return replace(arrived, job=replace(arrived.job, name=paper_name(arrived.job.name, number)))


def admitted_job(desk: Desk, job: Job) -> Arrived:
    """The job's files hashed, and every one let in by the gates, in order; raises BadFile."""
    digest, *further = map(_sha256, job.paths)
    media_types: list[str] = []
    flags: list[str] = []
    for name, path in zip(job.files, job.paths, strict=True):
        with path.open("rb") as content:
            found = admitted(name, content, desk.settings.limits)
        media_types.append(found.media_type)
        flags += found.flags
    return Arrived(
        job=job,
        sha256=digest,
        further_sha256=tuple(further),
        media_type=media_types[0],
        flags=tuple(dict.fromkeys(flags)),
    )


def read_on(desk: Desk, arrived: Arrived, seen: tuple[Opened, Understood], pictures: int) -> Result:
    """Extract, read again, question, judge: what is left of the hall once the kind of a paper is known.

    `seen`: what can still be asked of the file, and what was understood of it.
    """
    opened, understood = seen
    document, sheet, verdict = understood.document, understood.sheet, understood.verdict
    document = opened.pictured(opened.marked(document) if verdict.kind.marked else document)
    if verdict.kind.tabular:
        document = opened.ruled(document)
        sheet = Sheet(document, desk.wording)
    form = read_again(unparted(extracted(sheet, verdict.kind), document), verdict.kind, opened)
    form = backed(form)
    form = weighed(form, verdict.kind.fields, document, desk.coefficients)
    record = Record(
        name=arrived.job.name,
        files=arrived.job.files,
        sha256=arrived.sha256,
        further_sha256=arrived.further_sha256,
        media_type=arrived.media_type,
        flags=tuple(dict.fromkeys((*arrived.flags, *document.traces.flags))),
        pages=document.pages,
        kind=verdict.kind.name,
        kind_confidence=verdict.confidence,
        form=form,
        versions=_versions(opened.versions, desk, arrived.job),
    )
    facts = document_facts(desk.today, arrived.job.policy, document, verdict.kind)
    findings = questioned(form, replace(facts, slot=_slot(arrived.job)))
    findings += _of_the_claim(desk, arrived.job, Paper(record=record, document=document))
    broken_rules.told(findings)
    bar = Bar(floor=desk.coefficients.of(form.kind).floor, granted=desk.lanes.granted)
    judgement = routed(form, verdict, findings, bar)
    record = replace(
        record,
        findings=findings,
        route=judgement.route,
        needs_person=judgement.needs_person,
        lanes=passages(form, judgement.needs_person, desk.lanes),
    )
    drawn = tuple(opened.picture(page.number, pictures) for page in document.pages) if pictures else ()
    return Result(record, document, drawn)


def _slot(job: Job) -> Slot | None:
    """What the facts of its claim say the document is."""
    filed = job.statement.filed if job.statement else ()
    return next((one.slot for one in filed if set(job.files) & set(one.files)), None)


def _of_the_claim(desk: Desk, job: Job, paper: Paper) -> tuple[Finding, ...]:
    """What the rules about claims say of this one document, where its claim's facts are known."""
    if job.statement is None:
        return ()
    case = Case(statement=job.statement, papers=(paper,), policy=job.policy, today=desk.today)
    case = replace(case, confirmed=confirmed(job.registers, case))
    answers = (finding for rule in CLAIM_BOOK for finding in rule.ask(case))
    return tuple(replace(finding, file="") for finding in answers if finding.file == paper.name)


def _versions(readers: Mapping[str, str], desk: Desk, job: Job) -> Mapping[str, object]:
    """What read and judged a document; a merchant's own label words and policies by the hash of their files."""
    policy = "" if job.policy is DEFAULT else job.policy.version
    named = {"wording": desk.wording.version, "automation": desk.lanes.automation.version, "policy": policy}
    own = {name: version for name, version in named.items() if version}
    judges = {"rules": len(BOOK), "confidence": desk.coefficients.version}
    return {"pipeline": PIPELINE, "readers": dict(readers), **judges, **own}


def document_facts(today: date, policy: Policy, document: Document, kind: Kind) -> Facts:
    """What the rules about one document may know besides its form."""
    stores = (name for merchant in policy.merchants for name in (merchant.name, *merchant.aliases, *merchant.phones))
    return Facts(
        today=today,
        document=document,
        specs=kind.fields,
        amount_cap=policy.amount_cap,
        stores=tuple(stores),
        refund_window_days=policy.refund_window_days,
    )


def refusal(arrived: Arrived, code: str, message: str) -> Refusal:
    """The answer for a document that could not be read."""
    return Refusal(
        name=arrived.job.name,
        files=arrived.job.files,
        sha256=arrived.sha256,
        media_type=arrived.media_type,
        code=code,
        message=message,
        flags=arrived.flags,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
