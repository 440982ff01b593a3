"""Secrets that are shown once: what is kept of them is a hash."""

import hashlib
import os
from base64 import urlsafe_b64encode

_BYTES = 32
LONGEST = 200  # characters of what is worth looking up


def new_secret() -> str:
    """43 characters of URL-safe base64: 256 bits nobody can guess."""
    return urlsafe_b64encode(os.urandom(_BYTES)).decode().rstrip("=")


def hash_of(secret: str) -> str:
    """SHA-256 in hex; enough for what cannot be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
