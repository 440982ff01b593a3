"""Files inside mails and zip archives, one after the other, within bounds; only names and bytes come out."""

import email
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from io import BytesIO
from itertools import pairwise
from pathlib import PurePosixPath

from extractors.reading.refusals import refused
from extractors.reading.signatures import EML, ZIP

MOST_MEMBERS = 200
MOST_IN_ALL = 200 * 1024**2  # bytes of all members
MOST_RATIO = 100  # a member may be this many times its packed size …
FREE_BYTES = 1024**2  # … once it is larger than this
LONGEST_NAME = 255
_BLOCK = 256 * 1024
_OTHER_FORMATS = ("[Content_Types].xml", "OFD.xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "mimetype")
_DISPLAYED = ("image/", "application/pdf")


@dataclass(frozen=True, slots=True)
class Member:
    """One inner file: its name, a label only, and its bytes in blocks, which must be read before the next member."""

    name: str
    blocks: Iterator[bytes]


def members(content: bytes, media_type: str, most_bytes: int) -> Iterator[Member]:
    """Every file in a mail or an archive; `most_bytes`: of one member.

    Raises BadFile with `bad_archive encrypted_archive too_many_members expansion_limit empty_archive
    unsupported_type`.
    """
    found = {ZIP: _zipped, EML: _mailed}[media_type](content, most_bytes)
    names: dict[str, int] = {}
    count = 0
    for member in found:
        count += 1
        if count > MOST_MEMBERS:
            raise refused("too_many_members")
        yield Member(_own_name(member.name, names), member.blocks)
    if not count:
        raise refused("empty_archive")


def _zipped(content: bytes, most_bytes: int) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        entries = _files(archive)
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise refused("bad_archive") from error
    left = MOST_IN_ALL
    for entry in entries:
        if entry.file_size > left:
            raise refused("expansion_limit")
        left -= entry.file_size
        yield Member(entry.filename, _unzipped(archive, entry, most_bytes))


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The entries that are files, checked before anything is unpacked."""
    entries = archive.infolist()
    if any(entry.filename in _OTHER_FORMATS for entry in entries):
        raise refused("unsupported_type")
    found = [entry for entry in entries if _is_file(entry)]
    if len(found) > MOST_MEMBERS:
        raise refused("too_many_members")
    if any(entry.flag_bits & 1 for entry in found):
        raise refused("encrypted_archive")
    if any(entry.file_size > FREE_BYTES and entry.file_size > MOST_RATIO * entry.compress_size for entry in found):
        raise refused("expansion_limit")
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, following in pairwise(ordered):
        if entry.header_offset + entry.compress_size > following.header_offset:
            raise refused("bad_archive")  # two members share their bytes: a bomb
    return found


def _is_file(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    link = stat.S_ISLNK(entry.external_attr >> 16)
    return not (entry.is_dir() or link or "__MACOSX" in parts or (parts and parts[-1].startswith(".")))


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_bytes: int) -> Iterator[bytes]:
    left = min(most_bytes + 1, entry.file_size)  # one byte too many is enough for the gate
    try:
        with archive.open(entry) as plain:
            while left > 0 and (block := plain.read(min(_BLOCK, left))):
                left -= len(block)
                yield block
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise refused("bad_archive") from error


def _mailed(content: bytes, most_bytes: int) -> Iterator[Member]:
    """Attachments and pictures of a mail (RFC 5322, RFC 2045), those of forwarded mails too; its text is no evidence."""
    message = email.message_from_bytes(content)
    try:
        parts = [part for part in message.walk() if not part.is_multipart() and _shown_or_attached(part)]
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise refused("bad_archive") from error
    for part in parts:
        yield Member(_part_name(part), iter((_payload(part)[: most_bytes + 1],)))


def _shown_or_attached(part: Message) -> bool:
    return part.get_filename() is not None or part.get_content_type().startswith(_DISPLAYED)


def _payload(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise refused("bad_archive") from error
    return found if isinstance(found, bytes) else b""


def _part_name(part: Message) -> str:
    """RFC 2231 names are decoded by the library, RFC 2047 words, which mailers use all the same, here."""
    name = part.get_filename()
    if name is None:
        return f"attachment.{part.get_content_subtype()}"
    try:
        words = email.header.decode_header(name)
        return "".join(
            word.decode(charset or "utf-8", "replace") if isinstance(word, bytes) else word for word, charset in words
        )
    except (ValueError, LookupError):
        return name


def _own_name(name: str, names: dict[str, int]) -> str:
    """Printable, bounded, and no member's twice."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)[-LONGEST_NAME:]
    plain = plain or "unnamed"
    names[plain] = names.get(plain, 0) + 1
    if names[plain] == 1:
        return plain
    stem, dot, ending = plain.rpartition(".")
    return f"{stem} ({names[plain]}).{ending}" if dot else f"{plain} ({names[plain]})"
