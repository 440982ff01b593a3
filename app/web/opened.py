"""A claim's documents for the desk: as the machine read them, as people put them right, hidden where they must be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.showing.catalogue import Catalogue
from app.web.shown import Looking, Shown, shown, unread
from pipeline.claim.claims import Paper
from pipeline.corrections import Correction, put_right
from pipeline.evidence import EvidenceId
from pipeline.findings import Finding
from pipeline.kinds import Kind
from storage.papers import recalled
from storage.records.claims.answers import ReadFile
from workers.claims.documents import ARCHIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """`files` by the names the claim's answer uses, `corrected` what people put right in each, oldest first.

    `blind`: evidence and field of values that are keyed before they are shown; `revealed`: of which personal values are
    shown.
    """

    files: Mapping[str, ReadFile]
    corrected: Mapping[EvidenceId, tuple[Correction, ...]]
    findings: tuple[Finding, ...] = ()
    blind: frozenset[tuple[EvidenceId, str]] = frozenset()
    revealed: frozenset[EvidenceId] = frozenset()


def laid_open(papers: Papers, catalogue: Catalogue) -> tuple[Shown, ...]:
    """Every document on its tab, in the order of the answer; archives are told by what lies in them."""
    lying = [(name, file) for name, file in papers.files.items() if file.kind != ARCHIVE]
    return tuple(_one(papers, number, name, file, catalogue) for number, (name, file) in enumerate(lying, 1))


def paper_of(file: ReadFile, kept: tuple[Correction, ...], kinds: tuple[Kind, ...]) -> tuple[Paper, Paper] | None:
    """As the machine read it and as people put it right; None for what could not be read. Raises StoreTrouble."""
    if file.paper is None:
        return None
    read = recalled(file.paper)
    specs = next((kind.fields for kind in kinds if kind.name == read.kind), ())
    return read, replace(read, record=put_right(read.record, kept, {spec.name: spec.type for spec in specs}))


def _one(papers: Papers, number: int, name: str, file: ReadFile, catalogue: Catalogue) -> Shown:
    kept = papers.corrected.get(file.id, ())
    found = paper_of(file, kept, catalogue.kinds)
    if found is None:
        return unread(number, name, file.id, _why_not(file))
    read, right = found
    look = Looking(
        number=number,
        evidence=file.id,
        blind=frozenset(field for evidence, field in papers.blind if evidence == file.id),
        revealed=file.id in papers.revealed,
        stands=dict(_stands(kept, right.kind)),
    )
    about = tuple(one for one in papers.findings if one.file == name)
    return shown(replace(right, record=replace(right.record, name=name)), read.record, look, catalogue, about)


def _stands(kept: tuple[Correction, ...], kind: str) -> Iterator[tuple[str, str]]:
    """Per field the newest correction."""
    yield from ((one.change.field, one.id) for one in kept if one.change.kind == kind)


def _why_not(file: ReadFile) -> str:
    error = file.record.get("error")
    return str(error["message"]) if isinstance(error, dict) else ""
