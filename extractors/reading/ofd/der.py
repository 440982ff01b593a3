"""Elements of DER (X.690) as signatures and certificates are packed in it."""

from dataclasses import dataclass

SEQUENCE, SET, OID, OCTETS, INTEGER, BITS, CONTEXT_0 = 0x30, 0x31, 0x06, 0x04, 0x02, 0x03, 0xA0


@dataclass(frozen=True, slots=True)
class Element:
    """`raw` is the element with its head, as it was signed."""

    tag: int
    content: bytes
    raw: bytes


def first(packed: bytes, wanted: int) -> bytes:
    """What the element at the start holds; raises ValueError or IndexError for another one."""
    element = _element(packed, 0)
    if element.tag != wanted:
        raise ValueError("another element was expected")
    return element.content


def children(packed: bytes) -> list[Element]:
    """The elements that stand one after the other; raises ValueError or IndexError where one is cut short."""
    found: list[Element] = []
    at = 0
    while at < len(packed):
        element = _element(packed, at)
        found.append(element)
        at += len(element.raw)
    return found


def bits(content: bytes) -> bytes:
    """What a bit string of whole bytes holds, without its count of unused bits."""
    return content[1:]


def _element(packed: bytes, start: int) -> Element:
    tag, length = packed[start], packed[start + 1]
    at = start + 2
    if length & 0x80:
        size = length & 0x7F
        if not 0 < size <= 4:
            raise ValueError("no definite length")
        length = int.from_bytes(packed[at : at + size], "big")
        at += size
    if at + length > len(packed):
        raise ValueError("cut short")
    return Element(tag, packed[at : at + length], packed[start : at + length])
