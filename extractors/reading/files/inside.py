"""Files inside others, whatever holds them: bounded, named so that no two are confused."""

from collections.abc import Iterator

from extractors.reading.files.archives import Bounds, Member, zipped
from extractors.reading.files.mails import mailed
from extractors.reading.files.signatures import EML, ZIP
from extractors.reading.refusals import refused


def members(content: bytes, media_type: str, bounds: Bounds) -> Iterator[Member]:
    """Every file in a mail or an archive, or none: what is refused is refused before the first comes out.

    Raises BadFile with `bad_archive encrypted_archive too_many_members expansion_limit empty_archive
    unsupported_type`.
    """
    found = {ZIP: zipped, EML: mailed}[media_type](content, bounds)
    if not found:
        raise refused("empty_archive")
    names: set[str] = set()
    for member in found:
        name = _own_name(member.name, names, bounds.name_characters)
        names.add(name)
        yield Member(name, member.blocks)


def _own_name(name: str, taken: set[str], longest: int) -> str:
    """Printable, bounded, and no other member's; it is shown, and never a place to write to."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    plain = plain[-longest:] or "unnamed"
    found, number = plain, 1
    while found in taken:
        number += 1
        found = _numbered(plain, number, longest)
    return found


def _numbered(name: str, number: int, longest: int) -> str:
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    behind = f" ({number}){dot}{ending}"
    return f"{stem[: max(1, longest - len(behind))]}{behind}"[-longest:]
