"""Reasons people typed, as auditors see them before they are shown personal values."""

from collections.abc import Mapping
from dataclasses import replace

from app.packs.masking import BLACK
from pipeline.ledger.entries import Act
from pipeline.ledger.reasons import SaidWhy, reason_id, said_why
from pipeline.people.persons import named_in


def masked_why(act: Act, known: Mapping[str, str], facts: Mapping[str, object]) -> SaidWhy:
    """Whole, as it says why somebody looked; blacked out where it names whom the facts of the claim name."""
    why = said_why(act, known)
    return replace(why, text=BLACK) if reason_id(act) and named_in(why.text, facts) else why
