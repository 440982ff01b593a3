"""Seals and signatures of an OFD (GB/T 33190 chapter 18, GB/T 38540): where they show, and whether what they sign still stands."""

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.reading.files.markup import Node
from extractors.reading.ofd.der import BITS, INTEGER, OCTETS, OID, SEQUENCE, bits, children, first
from extractors.reading.ofd.objects import box
from extractors.reading.ofd.package import Package, Part, resolved
from extractors.reading.ofd.sm2 import Point, verified

MOST_STAMPS = 16  # of one signature
_MOST_REFERENCES = 2_000
_METHODS = {"1.2.156.10197.1.401": "sm3", "sm3": "sm3", "sha1": "sha1", "md5": "md5", "sha256": "sha256"}
_SM2_WITH_SM3 = bytes.fromhex("2a811ccf55018375")  # 1.2.156.10197.1.501
_SM2_KEY = bytes.fromhex("2a811ccf5501822d")  # 1.2.156.10197.1.301
_UNPACKING = (ValueError, IndexError, KeyError, StopIteration, UnicodeDecodeError)

Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One signature. `fits`: whether what it signs still stands, None where that cannot be told here.

    `shown`: ids of pages with the place on them (left, top, width, height in millimetres); `picture` empty where the
    signature has none; `name` as the seal calls itself.
    """

    fits: bool | None
    shown: tuple[tuple[str, Area], ...] = ()
    name: str = ""
    kind: str = ""
    picture: bytes = b""


def seals(package: Package) -> tuple[Seal, ...]:
    return tuple(_seal(package, part) for part in package.signatures())


def _seal(package: Package, part: Part) -> Seal:
    value = _value(package, part)
    name, kind, picture = _looks(value)
    stamps = list(part.root.every("StampAnnot"))[:MOST_STAMPS]
    return Seal(
        fits=_fits(package, part, value),
        shown=tuple((node.attributes.get("PageRef", ""), box(node.attributes.get("Boundary", ""))) for node in stamps),
        name=name,
        kind=kind,
        picture=picture,
    )


def _value(package: Package, part: Part) -> bytes:
    place = next(part.root.every("SignedValue"), None)
    return (package.held(resolved(part.name, place.text)) if place else None) or b""


def _fits(package: Package, part: Part, value: bytes) -> bool | None:
    """False where a page or picture is not what was signed, or the signature is not that of these parts under its own key.

    None where something that shows was not signed, or the frame of the document is another one.
    """
    listed = next(part.root.every("References"), None)
    if listed is None:
        return None
    told = dict(_references(package, part, listed))
    framing = {package.start.name, package.document.name}  # makers write into these after they signed
    signed = _signed(package.held(part.name) or b"", value)
    if signed is False or any(fits is False for name, fits in told.items() if name not in framing):
        return False
    return True if signed and all(told.values()) and package.seen() <= told.keys() else None


def _references(package: Package, part: Part, listed: Node) -> Iterator[tuple[str, bool | None]]:
    """Each part that was signed and whether it still is what it was; a later signature adds itself to their list."""
    method = _METHODS.get(listed.attributes.get("CheckMethod", "MD5").lower())
    for reference in [node for node in listed.children if node.name == "Reference"][:_MOST_REFERENCES]:
        name = resolved(part.name, reference.attributes.get("FileRef", ""))
        said, content = reference.first("CheckValue"), package.held(name)
        if name == package.signature_list:
            continue
        if content is None:
            yield name, False
        elif method is None or said is None:
            yield name, None
        else:
            yield name, hmac.compare_digest(hashlib.new(method, content).digest(), _decoded(said.text))


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text)
    except ValueError:
        return b""


def _signed(told: bytes, value: bytes) -> bool | None:
    """Whether `value` signs the hash of `told`; None for another form than GB/T 38540, or another algorithm."""
    try:
        top = children(first(value, SEQUENCE))
        body = children(top[0].content)
        method = next(part.content for part in (*top, *body) if part.tag == OID)
        key = _key(next(part.content for part in (*top, *body) if part.tag == OCTETS))
        r, s = (int.from_bytes(part.content, "big") for part in children(first(bits(top[-1].content), SEQUENCE)))
        hashed = [bits(part.content) for part in body if part.tag == BITS][-1]
        if method != _SM2_WITH_SM3 or top[-1].tag != BITS or body[0].tag != INTEGER:
            return None
        return hmac.compare_digest(hashlib.new("sm3", told).digest(), hashed) and verified(top[0].raw, key, (r, s))
    except _UNPACKING:
        return None


def _key(certificate: bytes) -> Point:
    """The public key of an X.509 certificate; raises ValueError for one of another curve."""
    parts = children(children(first(certificate, SEQUENCE))[0].content)
    for part in parts:
        inside = children(part.content) if part.tag == SEQUENCE else []
        if len(inside) == 2 and inside[1].tag == BITS and _SM2_KEY in inside[0].content:
            point = bits(inside[1].content)
            if len(point) == 65 and point[0] == 4:
                return int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    raise ValueError("no key of this curve")


def _looks(value: bytes) -> tuple[str, str, bytes]:
    """Name, kind of picture and picture of the seal inside; empty for a signature without one."""
    try:
        seal = children(children(children(first(value, SEQUENCE))[0].content)[1].content)[0]
        _, _, about, picture = children(seal.content)[:4]
        name = children(about.content)[1].content.decode("utf-8")
        kind, content = children(picture.content)[:2]
        return name, kind.content.decode("ascii").lower(), content.content
    except _UNPACKING:
        return "", "", b""
