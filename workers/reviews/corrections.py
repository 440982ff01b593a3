"""A value of a claim put right at the desk: checked, laid beside what stands, and kept with its place."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.corrections import Change, Correction, Stands, as_text, said_again
from pipeline.errors import Conflict, Missing, WrongUse
from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.fields import FieldSpec, ValueType
from pipeline.geometry import Box
from pipeline.kinds import Kind
from pipeline.people.reviewers import Reviewer
from pipeline.trust.audits import field_of
from pipeline.typed_values import told
from workers.reviews.correcting import Beside, Correcting


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionWish:
    """`seen`: the value the person looked at, None where none was read; `value`: what the paper says, `-` for nothing.

    `box` None: it stands where it was read.
    """

    evidence: EvidenceId
    field: str
    seen: str | None
    value: str
    box: Box | None = None


class StaleValue(Conflict):
    """Another value stands there by now."""

    def __init__(self, stands: Stands, sent: str) -> None:
        super().__init__("Somebody put this value right meanwhile; look at what stands there now.")
        self.stands = stands
        self.sent = sent


def corrected(
    correcting: Correcting, kinds: Mapping[str, Kind], person: Reviewer, claim: ClaimId, wish: CorrectionWish
) -> Correction:
    """Raises Missing for evidence of another claim, WrongUse for what cannot be such a value, StaleValue with both."""
    standing = correcting.stores.standings.find(TenantId(person.tenant), wish.evidence)
    if standing.evidence.claim_id != claim:
        raise Missing("There is no such file in this claim.")
    beside = correcting.beside(TenantId(person.tenant), standing)
    change = _change(beside, _spec(kinds, beside, wish.field), wish)
    again = said_again(beside.stands(wish.field), beside.kept, change, person.name)
    if again is not None:
        return again
    if beside.stands(wish.field).value != wish.seen:
        raise StaleValue(beside.stands(wish.field), change.new)
    return correcting.corrected(person.actor, beside, change)


def _spec(kinds: Mapping[str, Kind], beside: Beside, name: str) -> FieldSpec:
    kind = kinds.get(str(beside.record.get("kind")))
    found = next((spec for spec in kind.fields if spec.name == name), None) if kind else None
    if found is None or found.type is ValueType.ROWS:
        raise WrongUse("This paper has no such value that could be put right by itself.")
    return found


def _change(beside: Beside, spec: FieldSpec, wish: CorrectionWish) -> Change:
    now = beside.stands(wish.field)
    return Change(
        evidence=wish.evidence,
        record=now.record,
        kind=now.kind,
        field=wish.field,
        read=as_text(field_of(beside.record, wish.field).get("value")),
        old=wish.seen,
        new=told(wish.value, spec),
        box=wish.box or now.box,
        crop="",
        after=now.correction,
    )
