"""Sealing: bytes nobody reads or changes without the key (AES-256-GCM, https://doi.org/10.6028/NIST.SP.800-38D)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipeline.errors import Tampered, WrongUse

KEY = 32  # bytes of every key
NONCE = 12
TAG = 16
WRAPPED = NONCE + KEY + TAG


def new_key() -> bytes:
    """32 fresh random bytes."""
    return os.urandom(KEY)


def cipher(key: bytes) -> AESGCM:
    """Raises WrongUse for a key of another length."""
    if len(key) != KEY:
        raise WrongUse(f"A key has {KEY} bytes, this one {len(key)}; give the whole key.")
    return AESGCM(key)


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """A small value, whole: 12-byte random nonce, ciphertext, 16-byte tag.

    `aad` says what this is and where it belongs; opening it elsewhere fails. Random nonces are safe for 2^32 seals
    with one key.
    """
    return _closed(key, plaintext, b"value\0" + aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """What `seal` was given. Raises Tampered when key, bytes or `aad` are not those."""
    return _open(key, sealed, b"value\0" + aad)


def wrapped(master: bytes, key: bytes, aad: bytes) -> bytes:
    """`key` sealed with `master`, 60 bytes; never opens as a value."""
    if len(key) != KEY:
        raise WrongUse(f"A key has {KEY} bytes, this one {len(key)}; give the whole key.")
    return _closed(master, key, b"key\0" + aad)


def unwrapped(master: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The 32 bytes `wrapped` was given. Raises Tampered when they cannot be had."""
    return _open(master, sealed, b"key\0" + aad)


def _closed(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher(key).encrypt(nonce, plaintext, aad)


def _open(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    opener = cipher(key)
    if len(sealed) < NONCE + TAG:
        raise Tampered(f"A sealed value of {len(sealed)} bytes was cut; stop and compare with a backup.")
    try:
        return opener.decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    except InvalidTag as error:
        raise Tampered(
            "A sealed value was changed, or belongs to another key or place; stop and compare with a backup."
        ) from error
