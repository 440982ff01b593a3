"""What could be drawn for an audit here, and under which terms lanes stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.evidence import Standing, TenantId
from pipeline.kinds import Kind
from pipeline.lifecycle import EvidenceState
from pipeline.trust.audits import Candidate, Terms, passed_values, sure_values
from pipeline.trust.confidence import Coefficients
from pipeline.trust.lanes import Automation, Lanes, LaneState
from storage.records.evidence.standings import Standings, Wanted
from storage.records.proof.audits import SqlAudits
from workers.confidence import loaded
from workers.outcomes import PIPELINE
from workers.policies.automation import own_automation
from workers.settings import Settings

_PAGE = 200  # standings asked for at a time


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate with the evidence and the record it comes from."""

    value: Candidate
    standing: Standing
    record: Mapping[str, object]


def terms(coefficients: Coefficients, automation: Automation) -> Terms:
    """Audits count for the pipeline and the weights that read what was audited, and for no others."""
    return Terms(f"{PIPELINE} {coefficients.version}", automation)


def chosen_terms(settings: Settings, known: tuple[Kind, ...]) -> Terms:
    """Those of an installation, by its settings; raises WrongUse where a file of theirs is refused."""
    own = settings.places.confidence
    coefficients = loaded(Path(own)) if own else loaded()
    return terms(coefficients, own_automation(settings.places.automation, known))


def standing_lanes(audits: SqlAudits, tenant: TenantId) -> Lanes:
    """The lanes as they stand now; one that may not stay open is closed on the way."""
    if not audits.terms.automation.allowed:
        return Lanes(audits.terms.automation)
    audits.close_failing(tenant)
    return audits.lanes(tenant)


def candidates(standings: Standings, audits: SqlAudits, tenant: TenantId) -> Iterator[Found]:
    """Every value nobody drew yet that passed without a person, or would have where its lane is closed."""
    lanes = audits.lanes(tenant)
    drawn = {(sample.value.evidence, sample.value.field) for sample in audits.samples(tenant)}
    for standing, record in _records(standings, tenant):
        if standing.kind is None or standing.record is None or _judge(record) != audits.terms.judge:
            continue
        passed = passed_values(record)
        for name in sure_values(record):
            is_open = lanes.of(standing.kind, name).state is LaneState.OPEN
            if (is_open and name not in passed) or (standing.evidence.id, name) in drawn:
                continue
            value = Candidate(evidence=standing.evidence.id, record=standing.record, kind=standing.kind, field=name)
            yield Found(value, standing, record)


def _judge(record: Mapping[str, object]) -> str:
    versions = record.get("versions")
    return f"{versions.get('pipeline')} {versions.get('confidence')}" if isinstance(versions, Mapping) else ""


def _records(standings: Standings, tenant: TenantId) -> Iterator[tuple[Standing, Mapping[str, object]]]:
    """The newest record of all evidence that was read, in the order in which it came."""
    wanted = Wanted(state=EvidenceState.SETTLED, limit=_PAGE)
    while page := standings.page(tenant, wanted):
        for standing in page:
            record = standings.record(tenant, standing)
            if record is not None:
                yield standing, record
        wanted = Wanted(state=EvidenceState.SETTLED, limit=_PAGE, after=page[-1].evidence.id)
