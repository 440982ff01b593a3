"""Ids that sort by time, say what they name, and cannot be guessed."""

from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
RANDOM_BYTES = 10


def made(prefix: str, at: datetime, randomness: bytes) -> str:
    """`prefix_` and 26 characters as in the ULID specification: 48 bits of milliseconds, 80 random bits.

    `randomness`: RANDOM_BYTES bytes.
    """
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"an id takes {RANDOM_BYTES} random bytes")
    number = int(at.timestamp() * 1000) << 80 | int.from_bytes(randomness)
    return f"{prefix}_{''.join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))}"
