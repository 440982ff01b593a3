"""Why somebody did something, in a test: the words a person typed, or what the program says."""

from pipeline.evidence import TenantId
from pipeline.ledger.entries import Act
from pipeline.ledger.reasons import said_why
from storage.records.proof.reasons import Reasons


def why(reasons: Reasons, tenant: TenantId, act: Act) -> str | None:
    """None where no reason is told; "erased" where there was one."""
    said = said_why(act, reasons.of(tenant, [act]))
    return "erased" if said.erased else said.text or None
