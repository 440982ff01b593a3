"""How an event is signed and a signature checked, as Standard Webhooks 1 (HMAC-SHA256) says."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.errors import WrongUse

LEAST_BYTES, MOST_BYTES = 24, 64  # of a secret
TOLERANCE = timedelta(minutes=5)
_PREFIX = "whsec_"
_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")  # no dot: dots part what is signed
_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Secret:
    """The key sender and receiver share, LEAST_BYTES to MOST_BYTES bytes; raises WrongUse for another length."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not LEAST_BYTES <= len(self.key) <= MOST_BYTES:
            raise WrongUse(
                f"A webhook secret holds {LEAST_BYTES} to {MOST_BYTES} bytes, this one {len(self.key)}; take another."
            )

    @classmethod
    def parsed(cls, text: str) -> "Secret":
        """From `whsec_` and standard base64. Raises WrongUse, which never repeats the text."""
        encoded = text.removeprefix(_PREFIX)
        if encoded == text:
            raise WrongUse(f"A webhook secret begins with {_PREFIX}; give it as it was shown.")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise WrongUse(f"What follows {_PREFIX} in a webhook secret is base64; give it as it was shown.") from None
        return cls(key)

    def text(self) -> str:
        """As it is shown once and as `parsed` takes it."""
        return _PREFIX + base64.b64encode(self.key).decode("ascii")


class Verdict(StrEnum):
    """What a receiver finds out about a signature."""

    GOOD = "signature ok"
    INCOMPLETE = "a webhook header is missing or malformed"
    UNTIMELY = "time stamp too far from now"
    FORGED = "no signature fits"


def signed_headers(event_id: str, at: datetime, body: bytes, secrets: Sequence[Secret]) -> dict[str, str]:
    """The three headers of one attempt made `at` (aware): one signature per secret, the newest first.

    Raises ValueError without a secret, or for an id that is not letters, digits, `_` and `-`.
    """
    if not _ID.fullmatch(event_id) or not secrets or at.tzinfo is None:
        raise ValueError("signing takes an id of letters, digits, _ and -, an aware time, and at least one secret")
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": event_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(secret, event_id, seconds, body) for secret in secrets),
    }


def verdict(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime, tolerance: timedelta = TOLERANCE
) -> Verdict:
    """What the headers (names in any case) prove about `body`, the bytes as received; `now` aware."""
    given = {name.lower(): value for name, value in headers.items()}
    event_id, seconds = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signatures = given.get("webhook-signature", "").split()
    if not event_id or not signatures or not _SECONDS.fullmatch(seconds):
        return Verdict.INCOMPLETE
    if abs(now.timestamp() - int(seconds)) > tolerance.total_seconds():
        return Verdict.UNTIMELY
    known = [_signature(secret, event_id, seconds, body).encode() for secret in secrets]
    pairs = [hmac.compare_digest(one, other.encode("utf-8", "replace")) for one in known for other in signatures]
    return Verdict.GOOD if any(pairs) else Verdict.FORGED


def verified(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime, tolerance: timedelta = TOLERANCE
) -> bool:
    """Whether one of `secrets` signed exactly this body, within `tolerance` of `now`."""
    return verdict(headers, body, secrets, now, tolerance) is Verdict.GOOD


def _signature(secret: Secret, event_id: str, seconds: str, body: bytes) -> str:
    signed = b".".join((event_id.encode("utf-8", "replace"), seconds.encode("ascii"), body))
    return "v1," + base64.b64encode(hmac.digest(secret.key, signed, hashlib.sha256)).decode("ascii")
