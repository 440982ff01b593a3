"""Why somebody did something, in words of their own, as the ledger keeps it."""

from pipeline.errors import WrongUse

SHORTEST, LONGEST = 3, 300  # characters


def reason_of(said: str) -> str:
    """`said` on one line. Raises WrongUse for what tells nobody anything, and for a story."""
    told = " ".join(said.split())
    if not SHORTEST <= len(told) <= LONGEST:
        raise WrongUse(
            f"Say why, in {SHORTEST} to {LONGEST} signs; it is written down for good, so no personal details."
        )
    return told
