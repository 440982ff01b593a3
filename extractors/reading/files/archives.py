"""Files inside zip archives (APPNOTE 6.3), within bounds: an archive that tricks us is refused before anything leaves it."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from extractors.reading.refusals import refused

_BLOCK = 256 * 1024
_LONGEST_DIRECTORY = 4 * 1024**2
_LOCAL_HEADER = 30  # bytes before the name of a member
_UTF8 = 0x800  # general purpose bit 11: the name is UTF-8
_ENCRYPTED = 0x1
_OTHER_FORMATS = ("[Content_Types].xml", "OFD.xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "mimetype")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, ValueError, NotImplementedError, OverflowError, IndexError, RuntimeError),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What an archive or a mail may hold; sizes in bytes.

    A member may be `ratio` times its packed size once it is larger than `free_bytes`. Of a member longer than
    `member_bytes` one byte more comes out, so that the gate refuses it.
    """

    members: int = 200
    member_bytes: int = 50 * 1024**2
    all_bytes: int = 200 * 1024**2
    ratio: int = 100
    free_bytes: int = 1024**2
    name_characters: int = 255


@dataclass(frozen=True, slots=True)
class Member:
    """One inner file: its name, a label only, and its bytes in blocks, which must be read before the next member."""

    name: str
    blocks: Iterator[bytes]


class _Bytes(BytesIO):
    """The directory is read in one go: one that is far too long is not taken apart (900,000 entries took 17 s)."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > _LONGEST_DIRECTORY:
            raise refused("too_many_members")
        return super().read(size)


def zipped(content: bytes, bounds: Bounds) -> tuple[Member, ...]:
    """Every file; folders, links and what macOS and Windows put beside files are left out.

    Everything is unpacked once to check it. Raises BadFile with `bad_archive encrypted_archive too_many_members
    expansion_limit unsupported_type`.
    """
    try:
        archive = zipfile.ZipFile(_Bytes(content))
        if any(entry.filename in _OTHER_FORMATS for entry in archive.infolist()):
            raise refused("unsupported_type")
        entries = _files(archive, bounds)
        for entry in entries:
            for _ in _unzipped(archive, entry, bounds):
                pass
    except _BROKEN as error:
        raise refused("bad_archive") from error
    return tuple(Member(_name(entry), _unzipped(archive, entry, bounds)) for entry in entries)


def package(content: bytes, bounds: Bounds) -> dict[str, bytes]:
    """Every part of a format that is a zip inside, by its name; names are looked up, never written to.

    Raises BadFile with `bad_archive` when a name leads out of the package or stands twice, and as `zipped`.
    """
    try:
        archive = zipfile.ZipFile(_Bytes(content))
        entries = _files(archive, bounds)
        names = [entry.filename for entry in entries]
        if len(set(names)) < len(names) or any(_leads_out(name) for name in names):
            raise refused("bad_archive")
        return {entry.filename: b"".join(_unzipped(archive, entry, bounds)) for entry in entries}
    except _BROKEN as error:
        raise refused("bad_archive") from error


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in PurePosixPath(name.replace("\\", "/")).parts


def _files(archive: zipfile.ZipFile, bounds: Bounds) -> list[zipfile.ZipInfo]:
    """The entries that are files, checked before anything is unpacked."""
    entries = archive.infolist()
    found = [entry for entry in entries if _is_file(entry)]
    if len(found) > bounds.members:
        raise refused("too_many_members")
    if any(entry.flag_bits & _ENCRYPTED for entry in found):
        raise refused("encrypted_archive")
    if any(_expands(entry, bounds) for entry in found):
        raise refused("expansion_limit")
    if sum(min(entry.file_size, bounds.member_bytes + 1) for entry in found) > bounds.all_bytes:
        raise refused("expansion_limit")
    if _overlapping(entries, archive.start_dir):
        raise refused("bad_archive")
    return found


def _expands(entry: zipfile.ZipInfo, bounds: Bounds) -> bool:
    return entry.file_size > bounds.free_bytes and entry.file_size > bounds.ratio * entry.compress_size


def _overlapping(entries: list[zipfile.ZipInfo], directory: int) -> bool:
    """Whether two members share bytes, or one reaches into the directory: a bomb, or sizes that lie."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + _LOCAL_HEADER + entry.compress_size for entry in ordered]
    begins = [*(entry.header_offset for entry in ordered[1:]), directory]
    return any(end > begin for end, begin in zip(ends, begins, strict=False))


def _is_file(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    link = stat.S_ISLNK(entry.external_attr >> 16)
    litter = bool(parts) and (parts[-1].startswith("._") or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini"))
    return not (entry.is_dir() or link or litter or "__MACOSX" in parts)


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: Bounds) -> Iterator[bytes]:
    left = min(bounds.member_bytes + 1, entry.file_size)
    if entry.CRC and not left:
        raise zipfile.BadZipFile("not as empty as it says")
    with archive.open(entry) as plain:
        while block := plain.read(min(_BLOCK, left)):
            left -= len(block)
            yield block
    if left:
        raise zipfile.BadZipFile("shorter than promised")


def in_blocks(content: bytes) -> Iterator[bytes]:
    return (content[begin : begin + _BLOCK] for begin in range(0, len(content), _BLOCK))


def _name(entry: zipfile.ZipInfo) -> str:
    """Without the mark for UTF-8 a name is what the packing computer spoke: in China GBK, else often UTF-8."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    said = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return said.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
