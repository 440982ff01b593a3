"""Whether what a PDF's digital signature covers is still what was signed, as far as that is told without a network."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import pikepdf

from extractors.reading.ofd.der import CONTEXT_0, OCTETS, SEQUENCE, children, first
from pipeline.alterations import Sign, Trait

MOST_SIGNATURES = 16
_MOST_OBJECTS = 20_000
_LONGEST = 1024 * 1024  # bytes of one signature
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")  # 1.2.840.113549.1.9.4
_TIMESTAMP = "/ETSI.RFC3161"
_DETACHED = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
HASHES = {
    "2b0e03021a": "sha1",
    "608648016503040201": "sha256",
    "608648016503040202": "sha384",
    "608648016503040203": "sha512",
    "2a811ccf55018311": "sm3",  # 1.2.156.10197.1.401
}


def signatures(pdf: pikepdf.Pdf, content: bytes) -> tuple[Sign, ...]:
    """A sign for each signature that does not fit its content, cannot be checked, or was followed by changes."""
    found: list[Sign] = []
    covered = 0
    for signature in _signatures(pdf):
        start, length, further, more = (int(number) for number in signature["/ByteRange"])
        if str(signature.get("/SubFilter", "")) == _TIMESTAMP:
            covered = max(covered, further + more)
            continue
        if not (start >= 0 and 0 < length <= further and more > 0 and further + more <= len(content)):
            found.append(Sign(trait=Trait.SIGNATURE_BROKEN))
            continue
        covered = max(covered, further + more)
        said = content[start : start + length] + content[further : further + more]
        fits = _fits(bytes(signature["/Contents"]), str(signature.get("/SubFilter", "")), said)
        if fits is not True:
            found.append(Sign(trait=Trait.SIGNATURE_UNCHECKED if fits is None else Trait.SIGNATURE_BROKEN))
    if covered and content[covered:].strip(b"\x00\r\n\t "):
        found.append(Sign(trait=Trait.SIGNED_BEFORE, revision=content.count(b"%%EOF", 0, covered)))
    return tuple(found)


def _signatures(pdf: pikepdf.Pdf) -> Iterator[Any]:
    taken = 0
    for number, each in enumerate(pdf.objects):
        if number >= _MOST_OBJECTS or taken >= MOST_SIGNATURES:
            return
        signed = isinstance(each, pikepdf.Dictionary) and "/ByteRange" in each and "/Contents" in each
        if signed and len(each["/ByteRange"]) == 4:
            taken += 1
            yield each


def _fits(packed: bytes, kind: str, said: bytes) -> bool | None:
    """Whether the digest that was signed is that of `said`; None where this form of signature is not known here."""
    if kind not in _DETACHED or len(packed) > _LONGEST:
        return None
    try:
        name, signed = _digest(packed)
        return hmac.compare_digest(hashlib.new(name, said).digest(), signed)
    except (ValueError, IndexError, KeyError):
        return None


def _digest(packed: bytes) -> tuple[str, bytes]:
    """The hash's name and the signed digest out of RFC 5652 SignedData; raises ValueError for anything else."""
    wrapped = children(first(packed, SEQUENCE))[1].content
    parts = children(first(wrapped, SEQUENCE))
    signer = children(children(parts[-1].content)[0].content)
    algorithm = children(signer[2].content)[0].content
    attributes = next(part.content for part in signer if part.tag == CONTEXT_0)
    for attribute in children(attributes):
        oid, values = children(attribute.content)[:2]
        if oid.content == _MESSAGE_DIGEST:
            return HASHES[algorithm.hex()], first(values.content, OCTETS)
    raise ValueError("no digest was signed")
