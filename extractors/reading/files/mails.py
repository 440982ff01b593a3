"""Files inside mails (RFC 5322, RFC 2045): attachments and pictures, of forwarded mails too; its text is no evidence."""

import email
from email.header import decode_header
from email.message import Message
from email.policy import Compat32

from extractors.reading.files.archives import Bounds, Member, in_blocks
from extractors.reading.refusals import refused

_DISPLAYED = ("image/", "application/pdf")
_MOST_BOUNDARIES = 20_000  # lines that may begin a part: a million and a half took 73 s
_BROKEN = (RecursionError, ValueError, LookupError, AttributeError, TypeError)


class _BareBytes(Compat32):
    """Headers with bytes that no header may hold are read all the same: as UTF-8, or as GBK, usual in China."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the library's signature
        said = value.encode("utf-8", "surrogateescape")
        for encoding in ("utf-8", "gb18030"):
            try:
                return said.decode(encoding)
            except UnicodeDecodeError:
                continue
        return said.decode("latin-1")


def mailed(content: bytes, bounds: Bounds) -> tuple[Member, ...]:
    """Raises BadFile with `bad_archive too_many_members expansion_limit`."""
    if content.count(b"\n--") > _MOST_BOUNDARIES:
        raise refused("too_many_members")
    try:
        message = email.message_from_bytes(content, policy=_BareBytes())
        parts = [part for part in message.walk() if not part.is_multipart() and _shown_or_attached(part)]
        if len(parts) > bounds.members:
            raise refused("too_many_members")
        held = [(_name(part), _payload(part)[: bounds.member_bytes + 1]) for part in parts]
    except _BROKEN as error:
        raise refused("bad_archive") from error
    if sum(len(payload) for _, payload in held) > bounds.all_bytes:
        raise refused("expansion_limit")
    return tuple(Member(name, in_blocks(payload)) for name, payload in held)


def _shown_or_attached(part: Message) -> bool:
    attached = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    return attached or part.get_content_type().startswith(_DISPLAYED)


def _payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _name(part: Message) -> str:
    """RFC 2231 names are decoded by the library; RFC 2047 words, which mailers send all the same, here."""
    name = part.get_filename()
    if not name:
        return f"attachment.{part.get_content_subtype()}"
    return "".join(_word(word, charset) for word, charset in decode_header(name))


def _word(word: str | bytes, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    try:
        return word.decode(charset or "utf-8", "replace")
    except LookupError:
        return word.decode("utf-8", "replace")
