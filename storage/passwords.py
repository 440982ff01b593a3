"""Passwords at rest: argon2id, a few at a time, as each takes its memory."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = threading.BoundedSemaphore(4)
_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)  # OWASP's first recommendation
_NOBODY = (  # takes as long as anybody's, and no password fits
    "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def fits(kept: str | None, password: str) -> bool:
    """Whether `password` is the one behind `kept`; takes as long where nothing is kept."""
    with _AT_ONCE:
        try:
            return _hasher.verify(kept or _NOBODY, password.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False
