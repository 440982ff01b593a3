"""The parts of an OFD file (GB/T 33190): which part names which, and where pages, templates and pictures lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from extractors.reading.files.archives import Bounds, package
from extractors.reading.files.markup import Node, tree
from extractors.reading.refusals import refused

DAMAGED = "corrupt_ofd"
BOUNDS = Bounds(members=2_000)
MOST_SIGNATURES = 16


@dataclass(frozen=True, slots=True)
class Part:
    """One XML part and its name, from which the names in it are reckoned."""

    name: str
    root: Node


class Package:
    """Raises BadFile for what it lacks or what is damaged: `corrupt_ofd unsafe_xml text_limit`, and as archives do."""

    def __init__(self, content: bytes) -> None:
        self._parts: Mapping[str, bytes] = package(content, BOUNDS)
        self.start = self.part("OFD.xml")
        root = next(self.start.root.every("DocRoot"), None)
        if root is None:
            raise refused(DAMAGED)
        self.document = self.named(self.start, root.text)

    def part(self, name: str) -> Part:
        if name not in self._parts:
            raise refused(DAMAGED)
        return Part(name, tree(self._parts[name], DAMAGED))

    def named(self, by: Part, location: str) -> Part:
        return self.part(resolved(by.name, location))

    def held(self, name: str) -> bytes | None:
        return self._parts.get(name)

    def pages(self) -> tuple[tuple[str, str], ...]:
        """Id and name of every page's part, in page order."""
        found = self.document.root.first("Pages")
        pages = [] if found is None else [node for node in found.children if node.name == "Page"]
        return tuple((node.attributes.get("ID", ""), self._name(node)) for node in pages)

    def templates(self) -> dict[str, str]:
        """The parts of template pages by their id."""
        return {node.attributes.get("ID", ""): self._name(node) for node in self.document.root.every("TemplatePage")}

    def media(self) -> dict[str, str]:
        """The names of pictures by their id."""
        found: dict[str, str] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for reference in self.document.root.every(kind):
                part = self.named(self.document, reference.text)
                base = resolved(part.name, part.root.attributes.get("BaseLoc", ""))
                for media in part.root.every("MultiMedia"):
                    place = media.first("MediaFile")
                    if place is not None:
                        found[media.attributes.get("ID", "")] = resolved(f"{base}/_", place.text)
        return found

    def records(self) -> tuple[Node, ...]:
        """What the file says of its invoice besides its pages: in its start, and as the attachment the platform adds."""
        name = resolved(self.document.name, "Attachs/original_invoice.xml")
        return (self.start.root, *((self.part(name).root,) if name in self._parts else ()))

    def stamps(self, page: str) -> tuple[Node, ...]:
        """What is put on a page after it was made: the appearances of its annotations."""
        reference = self.document.root.first("Annotations")
        if reference is None or resolved(self.document.name, reference.text) not in self._parts:
            return ()
        listing = self.named(self.document, reference.text)
        pages = (node for node in listing.root.every("Page") if node.attributes.get("PageID") == page)
        places = [place for node in pages if (place := node.first("FileLoc"))]
        return tuple(each for place in places for each in self.named(listing, place.text).root.every("Appearance"))

    @property
    def signature_list(self) -> str:
        """The part that lists the signatures; empty where there is none."""
        found = next(self.start.root.every("Signatures"), None)
        return "" if found is None or not found.text else resolved(self.start.name, found.text)

    def signatures(self) -> tuple[Part, ...]:
        """The parts of the signatures that are there."""
        if self.signature_list not in self._parts:
            return ()
        listing = self.part(self.signature_list)
        named = [resolved(listing.name, node.attributes.get("BaseLoc", "")) for node in listing.root.every("Signature")]
        return tuple(self.part(name) for name in named[:MOST_SIGNATURES] if name in self._parts)

    def seen(self) -> frozenset[str]:
        """What says what the pages show, pictures and what is stamped on them aside."""
        pages = (name for _, name in self.pages())
        return frozenset({self.document.name, *pages, *self.templates().values()})

    def _name(self, node: Node) -> str:
        return resolved(self.document.name, node.attributes.get("BaseLoc", ""))


def resolved(by: str, location: str) -> str:
    """The part a location names, reckoned from the folder of the part that names it; it never leaves the package."""
    parts: list[str] = [] if location.startswith("/") else list(PurePosixPath(by).parts[:-1])
    for part in PurePosixPath(location.lstrip("/")).parts:
        if part == "..":
            if not parts:
                raise refused("bad_archive")
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
