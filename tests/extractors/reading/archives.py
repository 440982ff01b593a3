"""Archives and mails as small words: honest ones, and bytes of honest ones changed to lie."""

import struct
import zipfile
import zlib
from io import BytesIO

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def archive(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as packing:
        for name, content in files:
            packing.writestr(name, content, method)
    return held.getvalue()


def link(name: str, target: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    found = zipfile.ZipInfo(name)
    found.create_system, found.external_attr = 3, 0o120777 << 16
    return found, target


def lying(content: bytes, *, size: int | None = None, packed: int | None = None, flags: int = 0) -> bytes:
    """The last member's sizes and flags in the directory are as given, whatever it holds."""
    changed = bytearray(content)
    place = content.rindex(CENTRAL)
    old_flags = struct.unpack_from("<H", changed, place + 8)[0]
    struct.pack_into("<H", changed, place + 8, old_flags | flags)
    if packed is not None:
        struct.pack_into("<I", changed, place + 20, packed)
    if size is not None:
        struct.pack_into("<I", changed, place + 24, size)
    return bytes(changed)


def overlapping(count: int) -> bytes:
    """A bomb: `count` members of the directory are all the same bytes of the file (Fifield, A better zip bomb)."""
    plain = bytes(1_000_000)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeeze.compress(plain) + squeeze.flush()
    sizes = (zlib.crc32(plain), len(packed), len(plain))
    body = LOCAL + struct.pack("<5H3I2H", 20, 0, 8, 0, 0, *sizes, 1, 0) + b"a" + packed
    entry = CENTRAL + struct.pack("<6H3I5H2I", 20, 20, 0, 8, 0, 0, *sizes, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * count
    return body + directory + END + struct.pack("<4H2IH", 0, 0, count, count, len(directory), len(body), 0)


def crowded(count: int) -> bytes:
    """A directory of `count` empty members that are nowhere."""
    directory = (CENTRAL + struct.pack("<6H3I5H2I", 20, 20, *(0,) * 7, 1, *(0,) * 6) + b"a") * count
    return LOCAL + directory + END + struct.pack("<4H2IH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), 4, 0)


def mail(
    *parts: str, headers: str = "From: a@b.example\nTo: c@d.example\nSubject: claim\nMIME-Version: 1.0\n"
) -> bytes:
    """`parts`: headers, an empty line and a body each."""
    bodies = "".join(f"--edge\n{part}\n" for part in parts)
    return f"{headers}Content-Type: multipart/mixed; boundary=edge\n\n{bodies}--edge--\n".encode()
