"""Which terms govern a claim: the version in force on the day of purchase, and what the claim states for itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.claim.policy import DEFAULT, Policy, ThresholdBasis
from workers.claims.statements import Amount, BadFacts, Count, Day, Stated, Text, mistakes

_TABLE = "policy"


class _Own(BaseModel):
    """The terms one claim may state for itself; those left out stay the campaign's."""

    model_config = ConfigDict(extra="ignore")

    refund_window_days: Count = None
    usage_cycles_required: Count = None
    cycle_days: Count = None
    attainment_threshold_pct: Annotated[Amount, Field(gt=0, le=100)] = None
    threshold_basis: ThresholdBasis | None = None
    basis: Text = None
    campaign_start: Day = None
    campaign_end: Day = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Every version of a campaign's policy; DEFAULT governs where there is none."""

    versions: tuple[Policy, ...] = ()

    def on(self, day: date | None) -> Policy:
        """The version in force on the day of purchase; the newest where nobody knows the day."""
        if not self.versions:
            return DEFAULT
        newest = max(self.versions, key=lambda policy: policy.effective_from or date.min)
        if day is None:
            return newest
        return next((policy for policy in self.versions if policy.governs(day)), newest)


def governing(terms: Terms, stated: Stated, day: date | None) -> Policy:
    """The policy of a claim bought on `day`, with the terms it states for itself; raises BadFacts."""
    return own_terms(terms.on(day), stated.terms)


def governing_unread(terms: Terms, stated: Stated | None) -> Policy:
    """The policy before anything is read: by the day of purchase that is stated, else of the claim; raises BadFacts."""
    if stated is None:
        return terms.on(None)
    said = stated.statement
    return governing(terms, stated, said.purchase_date or said.submitted_on)


def own_terms(policy: Policy, table: Mapping[str, object]) -> Policy:
    """`policy` with what one claim states for itself; raises BadFacts, a mistake for each key."""
    if not table:
        return policy
    try:
        own = _Own.model_validate({key: value for key, value in table.items() if _says(value)})
    except ValidationError as error:
        raise BadFacts(tuple(mistakes(error, _TABLE))) from error
    stated = {name: value for name, value in own if value is not None}
    return replace(policy, **stated)


def _says(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
