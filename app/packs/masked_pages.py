"""Pages of a claim with what names a person painted over, for packs that show nobody's name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.packs.masking import masked_facts
from app.web.covering import covered
from app.web.masks import hidden_places, said_in
from pipeline.claim.claims import Paper
from pipeline.errors import StoreTrouble
from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.geometry import Quad
from pipeline.kinds import Kind
from storage.papers import unpacked
from workers.desk import kinds
from workers.stores import Stores

_PERSONS = ("claimant", "payout")  # of the facts of a claim: who asks, and whose account it is


@dataclass(frozen=True, slots=True)
class MaskedPages:
    """`secrets`: every text that names a person, on any document of the claim or in its facts."""

    secrets: frozenset[str]
    papers: Mapping[EvidenceId, Paper]
    kinds: Mapping[str, Kind]

    @classmethod
    def of(cls, stores: Stores, tenant: TenantId, claim: ClaimId) -> "MaskedPages":
        known = {kind.name: kind for kind in kinds()}
        papers = {}
        for file in stores.answers.files(tenant, claim):
            try:
                papers.update({file.id: unpacked(file.paper)} if file.paper else {})
            except StoreTrouble:
                continue  # kept by another version: its pages stay out
        facts = stores.claims.find(tenant, claim).facts or {}
        texts = {*_named(papers.values(), known), *(text for key in _PERSONS for text in _texts(facts.get(key)))}
        return cls(frozenset(text for text in texts if len(text) > 1), papers, known)

    def painted(self, evidence: EvidenceId, number: int, picture: bytes) -> bytes | None:
        """The page with those texts covered wherever a reader found them; None where nobody knows what stands on it."""
        paper = self.papers.get(evidence)
        if paper is None or paper.document is None:
            return None
        return covered(picture, (place for place in self._hidden(paper) if place.page == number))

    def _hidden(self, paper: Paper) -> Iterator[Quad]:
        kind = self.kinds.get(paper.kind)
        yield from hidden_places(paper.record.form, kind.fields if kind else (), paper.document)
        yield from said_in(paper.document, self.secrets)


def _named(papers: Iterable[Paper], known: Mapping[str, Kind]) -> Iterator[str]:
    for paper in papers:
        kind = known.get(paper.kind)
        for spec in kind.fields if kind else ():
            field = paper.record.form.field(spec.name)
            if spec.sensitive and field is not None and isinstance(field.value, str):
                yield from (field.value, field.raw)


def _texts(value: object) -> Iterator[str]:
    """Of a part of the facts, what a masked pack blacks out."""
    if not isinstance(value, Mapping):
        return
    shown = masked_facts(value)
    for key, inner in value.items():
        if isinstance(inner, str) and shown.get(key) != inner:
            yield inner
        yield from _texts(inner)
