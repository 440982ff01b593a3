"""What finance and customers told, as the bytes the ledger holds a hash of."""

import json

from pipeline.evidence import ClaimId
from pipeline.review.payouts import FeedbackWish, Payout


def payout_place(claim: ClaimId, number: int) -> str:
    """What a sealed pay result, and its hash, is bound to."""
    return f"payout/{claim}/{number}"


def feedback_place(claim: ClaimId, number: int) -> str:
    """The same of a customer's words."""
    return f"feedback/{claim}/{number}"


def payout_bytes(kept: Payout) -> bytes:
    """A pay result whole; the same from its row as when it came."""
    said = kept.said
    told = {
        "schema": "proofdesk.payout/1",
        "number": kept.number,
        "decision": kept.decision,
        "status": said.status.value,
        "reference": said.reference,
        "paid_on": said.on.isoformat(),
        "amount": None if said.amount is None else format(said.amount, "f"),
        "note": said.note,
        **({"cause": said.cause.value} if said.cause else {}),
        "by": kept.by,
        "at": kept.at.isoformat(),
    }
    return json.dumps(told).encode()


def feedback_bytes(number: int, wish: FeedbackWish) -> bytes:
    """A customer's words whole."""
    said = {"score": wish.score, "explain": wish.explain, "comment": wish.comment}
    told = {"schema": "proofdesk.feedback/1", "number": number, **said}
    return json.dumps(told).encode()
