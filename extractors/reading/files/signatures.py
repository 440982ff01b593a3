"""What a file is, by its first bytes, and where it ends."""

import re
import struct

from extractors.reading.files import frames, heif

PDF, JPEG, PNG, TIFF = "application/pdf", "image/jpeg", "image/png", "image/tiff"
WEBP, BMP, GIF, HEIC = "image/webp", "image/bmp", "image/gif", heif.HEIC
ZIP, EML = "application/zip", "message/rfc822"
OFD, XML = "application/ofd", "application/xml"
PICTURES = (JPEG, PNG, TIFF, WEBP, BMP, GIF, HEIC)
READ = (PDF, OFD, XML, *PICTURES)  # the formats we take
UNKNOWN = "application/octet-stream"
REFUSED_BY_NAME = (UNKNOWN, heif.AVIF, heif.OTHER)  # whatever the ending promises
PDF_WITHIN = 1_024  # ISO 32000-1 annex H: readers accept the header within the first 1,024 bytes

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PNG\r\n\x1a\n", PNG),  # lost its first byte on the way: still a PNG, but a damaged one
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"DDS ", "image/vnd.ms-dds"),
    (b"%!PS", "application/postscript"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x7fELF", "application/x-executable"),
)
# GB/T 33190: OFD.xml at the root, documents in Doc_N; makers put them in any order, so the first of either decides.
_OFD = re.compile(rb"PK\x03\x04.{26}(?:OFD\.xml|Doc_\d{1,4}/)", re.S)
_MARKUP = (
    (
        re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE\s+svg[^>]*>\s*)?<svg\b", re.I | re.S),
        "image/svg+xml",
    ),
    (re.compile(rb"\s*(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body|script)\b", re.I | re.S), "text/html"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|(?:\w{1,20}:)?e-?invoice)\b", re.I), XML),
)
_PDF_PARTS = re.compile(rb"%PDF|\b\d{1,10} \d{1,5} obj\b|\btrailer\s*<<")  # of one that lost its header
_MAIL = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}"
)  # RFC 5322: header fields
_MAIL_SAYS = re.compile(
    rb"^(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Reply-To|Sender|"
    rb"X-Received|X-Originating-IP|DKIM-Signature|ARC-Seal|Authentication-Results):",
    re.I | re.M,
)
_CLAIMS = {
    "pdf": PDF,
    "jpg": JPEG,
    "jpeg": JPEG,
    "jpe": JPEG,
    "jfif": JPEG,
    "png": PNG,
    "tif": TIFF,
    "tiff": TIFF,
    "webp": WEBP,
    "bmp": BMP,
    "dib": BMP,
    "gif": GIF,
    "heic": HEIC,
    "heif": HEIC,
    "ofd": OFD,
    "xml": XML,
}
_FOREIGN = re.compile(rb"PK\x03\x04|PK\x05\x06|<html\b|<script\b|<!doctype|%PDF-|\x7fELF|Rar!\x1a\x07", re.I)
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def sniffed(head: bytes) -> str:
    """The media type by the first bytes (1,024 suffice); UNKNOWN when nothing fits."""
    if _OFD.match(head):
        return OFD
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return heif.sort_of(head)
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return BMP
    if b"%PDF-" in head[:PDF_WITHIN]:
        return PDF
    if _PDF_PARTS.search(head[:PDF_WITHIN]):
        return PDF
    if _MAIL.match(head) and len(_MAIL_SAYS.findall(head)) > 1:
        return EML
    return next((media_type for pattern, media_type in _MARKUP if pattern.match(head)), UNKNOWN)


def claimed(name: str) -> str | None:
    """The media type the file's name promises, when it is one we read."""
    _, dot, ending = name.rpartition(".")
    return _CLAIMS.get(ending.lower()) if dot else None


def trail(media_type: str, content: bytes) -> bytes:
    """What stands behind the format's own end, padding left out; empty when the end is missing or is the end."""
    end = _ENDS.get(media_type, len)(content)
    behind = content[end:].strip(b"\x00\r\n\t ")
    # Phones put a second whole picture behind the first (CIPA DC-007): that is the format, not a stowaway.
    return b"" if media_type == JPEG and behind.startswith(b"\xff\xd8\xff") else behind


def foreign(behind: bytes) -> bool:
    """Whether another format starts in `behind`: the file has two faces."""
    return _FOREIGN.search(behind) is not None


def animated(media_type: str, content: bytes) -> bool:
    """Whether a picture says that it moves."""
    moves = {PNG: _png_moves, GIF: frames.gif_moves, WEBP: frames.webp_moves, HEIC: heif.moves}.get(media_type)
    return moves is not None and moves(content)


def _png_moves(content: bytes) -> bool:
    """acTL stands before the picture itself."""
    return any(kind == b"acTL" for kind, _ in _png_chunks(content))


def _png_end(content: bytes) -> int:
    return next((end for kind, end in _png_chunks(content) if kind == b"IEND"), len(content))


def _png_chunks(content: bytes) -> list[tuple[bytes, int]]:
    """Kind and end of every chunk."""
    chunks, place = [], 8
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        place += 12 + length
        if place > len(content):
            break
        chunks.append((kind, place))
        if kind == b"IEND":
            break
    return chunks


def _jpeg_end(content: bytes) -> int:
    """Behind the first EOI that follows a scan; segments with a length are stepped over, as thumbnails hide in them."""
    place = 2
    while found := _MARKER.search(content, place):
        marker = content[found.end() - 1]
        if marker == 0xD9:
            return found.end()
        if marker in (0xD8, 0x01) or found.end() + 2 > len(content):
            place = found.end()
        else:
            place = found.end() + max(2, struct.unpack_from(">H", content, found.end())[0])
    return len(content)


def _pdf_end(content: bytes) -> int:
    found = content.rfind(b"%%EOF")
    return len(content) if found < 0 else found + 5


_ENDS = {
    JPEG: _jpeg_end,
    PNG: _png_end,
    PDF: _pdf_end,
    GIF: frames.gif_end,
    WEBP: frames.webp_end,
    BMP: frames.bmp_end,
    HEIC: heif.end,
}
