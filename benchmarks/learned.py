"""What people put right as labelled values: their evidence is read again, and each value's signals are kept."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.examples import Example, Missed, examples
from benchmarks.labels import Label
from pipeline.corrections import Correction
from pipeline.errors import BadFile, Missing
from pipeline.evidence import Evidence, EvidenceId, TenantId
from pipeline.records import Record
from workers.desk import Desk
from workers.jobs import Job, Result, admitted_job, judged, judged_paper
from workers.originals import original_files
from workers.stores import Stores

SET = "corrections"
_SELLERS = ("seller_name", "lab_name", "party_b", "payee_name")


@dataclass(frozen=True, slots=True)
class School:
    """One tenant's corrections, and the desk that reads their evidence again."""

    stores: Stores
    desk: Desk
    tenant: TenantId

    def learned(self) -> Iterator[Example | Missed]:
        """One per field somebody looked at, by its newest correction; evidence that is gone teaches nothing."""
        for one in self.stores.corrections.corrected(self.tenant):
            try:
                yield from self._taught_by(one)
            except (BadFile, Missing):
                continue

    def _taught_by(self, wanted: EvidenceId) -> Iterator[Example | Missed]:
        evidence = self.stores.standings.find(self.tenant, wanted).evidence
        result = self._read(evidence)
        record = result.answer
        if not isinstance(record, Record) or result.document is None:
            return
        label = _label(wanted, record, self.stores.corrections.of(self.tenant, wanted))
        kind = next(kind for kind in self.desk.kinds if kind.name == record.kind)
        shop = _shop(record)
        for found in examples(label, record, result.document, kind):
            yield replace(found, shop=shop) if isinstance(found, Example) else found

    def _read(self, evidence: Evidence) -> Result:
        """As the reader read it, without a claim's facts: weights learn what the paper alone tells."""
        with original_files(self.stores, evidence) as held:
            arrived = admitted_job(self.desk, Job(evidence.filename, held.names, held.paths))
            if held.made and held.made.paper:
                return judged_paper(self.desk, arrived, held.made.paper)
            return judged(self.desk, arrived, pictures=0)


def _label(wanted: EvidenceId, record: Record, kept: tuple[Correction, ...]) -> Label:
    """What people say of the record's fields; what they said of another kind says nothing of this one."""
    newest = {one.change.field: one.change.new for one in kept if one.change.kind == record.kind}
    accepted = {name: (value,) for name, value in newest.items()}
    return Label(set_name=SET, name=wanted, path=None, doc_type=record.kind, accepted=accepted)


def _shop(record: Record) -> str:
    """Whose paper it is as far as it was read: a fit and its test share no shop."""
    seller = next((text for name in _SELLERS if (text := record.form.text(name))), "")
    return hashlib.sha256(seller.casefold().encode()).hexdigest()[:16] if seller else ""
