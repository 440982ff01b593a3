"""The form of a sealed stream: a header that holds its key, then chunks that cannot be cut, swapped or moved.

    PDS1 | content key, wrapped with the subject's key (60 bytes) | chunk 0 | chunk 1 | … | last chunk

A chunk is 64 KiB of plaintext, the last one less or as much, and 16 bytes of tag. Its nonce says its number and whether
it is the last (the STREAM construction, https://eprint.iacr.org/2015/189): four zero bytes, seven of number, one of
flag. The content key is fresh for every stream, so no nonce meets a key twice.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipeline.errors import Tampered
from storage.objects import sealing

MAGIC = b"PDS1"
HEADER = len(MAGIC) + sealing.WRAPPED
CHUNK = 64 << 10
SEALED_CHUNK = CHUNK + sealing.TAG


def header(subject_key: bytes, content_key: bytes, aad: bytes) -> bytes:
    """64 bytes; `aad` says where the stream belongs."""
    return MAGIC + sealing.wrapped(subject_key, content_key, MAGIC + aad)


def content_key(head: bytes, subject_key: bytes, aad: bytes) -> bytes:
    """Raises Tampered when `head` is not a header made with this key for this place."""
    if len(head) != HEADER or not head.startswith(MAGIC):
        raise Tampered("A stored object does not begin as a sealed one; stop and compare with a backup.")
    return sealing.unwrapped(subject_key, head[len(MAGIC) :], MAGIC + aad)


def closed(cipher: AESGCM, number: int, plaintext: bytes) -> bytes:
    """A chunk after which another follows."""
    return cipher.encrypt(_nonce(number, 0), plaintext, None)


def closed_last(cipher: AESGCM, number: int, plaintext: bytes) -> bytes:
    return cipher.encrypt(_nonce(number, 1), plaintext, None)


def opened(cipher: AESGCM, number: int, sealed: bytes) -> bytes:
    """Raises Tampered when this is not chunk `number` as it was written, with another after it."""
    return _opened(cipher, _nonce(number, 0), sealed)


def opened_last(cipher: AESGCM, number: int, sealed: bytes) -> bytes:
    """Raises Tampered when this is not chunk `number` as it was written, the last one."""
    return _opened(cipher, _nonce(number, 1), sealed)


def _opened(cipher: AESGCM, nonce: bytes, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise Tampered("A stored object was changed, cut or mixed; stop and compare with a backup.") from error


def _nonce(number: int, last: int) -> bytes:
    return bytes(4) + number.to_bytes(7, "big") + bytes([last])
