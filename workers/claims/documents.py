"""The documents of a claim in the service: which of its files are one, under which name and slot, in which order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.assemblies import ASSEMBLED, Assembly
from pipeline.claim.claims import Statement
from pipeline.claim.reasons import Slot
from pipeline.evidence import EvidenceId
from pipeline.page_names import filed_as_one, numbered_as_one
from pipeline.papers import paper_name
from storage.records.claims.answers import ReadFile
from workers.claims.members import INSIDE

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Named:
    """A file of a claim under a name that no other file of it has."""

    name: str
    file: ReadFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One document of a claim: `file` tells what was read of it, `came` are the uploads it was read from."""

    name: str
    slot: Slot | None
    file: ReadFile
    came: tuple[ReadFile, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Pictures that are one document and were not read as one yet."""

    filename: str
    made: Assembly


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """`wanted`: what must be put together first; until then its pages stand each by itself.

    `absent`: files that the facts name beside others of the same document and that did not come.
    """

    lying: tuple[Lying, ...]
    archives: tuple[Named, ...]
    wanted: tuple[Joined, ...]
    absent: tuple[tuple[Slot, str], ...]

    def listed(self) -> list[Mapping[str, object]]:
        """Every name that findings may use, with the id of the evidence it stands for."""
        archives = [{"file": one.name, "id": one.file.id} for one in self.archives]
        return [*map(_told, self.lying), *archives]


@dataclass(frozen=True, slots=True)
class _Group:
    slot: Slot | None
    pages: tuple[Named, ...]

    @property
    def made(self) -> Assembly:
        return Assembly(tuple(page.file.id for page in self.pages))


def documents(said: Statement, files: Iterable[ReadFile]) -> Documents:
    """As `proofdesk claims` finds them in a folder: in the order of the facts, else of their names.

    What the facts name is taken as they file it; what they do not name is joined where the names count pages.
    """
    files = tuple(files)
    made = {one.sha256: one for one in files if one.media_type == ASSEMBLED}
    came = _named(one for one in files if one.media_type != ASSEMBLED)
    groups = tuple(_groups(said, came))
    joined = [group for group in groups if len(group.pages) > 1]
    return Documents(
        lying=tuple(one for group in groups for one in _lying(group, made)),
        archives=tuple(one for one in came if one.file.kind == ARCHIVE),
        wanted=tuple(
            Joined(group.pages[0].file.filename, group.made) for group in joined if group.made.sha256 not in made
        ),
        absent=tuple(_absent(said, _by_name(came))),
    )


def _lying(group: _Group, made: Mapping[str, ReadFile]) -> Iterator[Lying]:
    """The document as one where it was read as one; every paper of a picture that shows several."""
    first = group.pages[0]
    whole = made.get(group.made.sha256)
    if len(group.pages) > 1 and whole:
        came = tuple(page.file for page in group.pages)
        yield Lying(name=first.name, slot=group.slot, file=whole, came=came)
        return
    for page in group.pages:
        papers = tuple(_papers(page.file.id, made))
        for number, paper in enumerate(papers, 1):
            yield Lying(name=paper_name(page.name, number), slot=group.slot, file=paper, came=(page.file,))
        if not papers:
            yield Lying(name=page.name, slot=group.slot, file=page.file, came=(page.file,))


def _papers(picture: EvidenceId, made: Mapping[str, ReadFile]) -> Iterator[ReadFile]:
    number = 1
    while paper := made.get(Assembly((picture,), number).sha256):
        yield paper
        number += 1


def _groups(said: Statement, came: tuple[Named, ...]) -> Iterator[_Group]:
    """First what the facts name, in their order, with what named archives hold; then the rest by name."""
    known = _by_name(came)
    filed = [(one, [known[name] for name in one.files if name in known]) for one in said.filed]
    left = {one.file.id: one for one in came}
    for _, found in filed:
        for one in found:
            left.pop(one.file.id, None)
    for entry, found in filed:
        if len(found) == len(entry.files) and filed_as_one(entry.files):
            yield _Group(entry.slot, tuple(found))
            continue
        for one in found:
            if one.file.kind != ARCHIVE:
                yield _Group(entry.slot, (one,))
                continue
            inside = [left.pop(key) for key, member in tuple(left.items()) if _lies_in(member, one)]
            yield from _numbered(entry.slot, inside)
    slots = {name: one.slot for one in said.filed for name in one.files}
    again = [one for one in left.values() if known[one.file.filename] is not one]
    rest = [one for one in left.values() if known[one.file.filename] is one]
    yield from _numbered(None, sorted(rest, key=lambda one: one.file.filename.split(INSIDE)[0]))
    yield from (_Group(slots.get(one.file.filename), (one,)) for one in again if one.file.kind != ARCHIVE)


def _numbered(slot: Slot | None, some: Iterable[Named]) -> Iterator[_Group]:
    read = [one for one in some if one.file.kind != ARCHIVE]
    for places in numbered_as_one([one.file.filename for one in read]):
        yield _Group(slot, tuple(read[place] for place in places))


def _absent(said: Statement, known: Mapping[str, Named]) -> Iterator[tuple[Slot, str]]:
    for entry in said.filed:
        missing = [name for name in entry.files if name not in known]
        if len(missing) < len(entry.files):
            yield from ((entry.slot, name) for name in missing)


def _by_name(came: tuple[Named, ...]) -> Mapping[str, Named]:
    """The newest of each name; what lies in an archive or a mail is also known by its name there."""
    inside = {one.file.filename.rsplit(INSIDE, 1)[-1]: one for one in came}
    return inside | {one.file.filename: one for one in came}


def _lies_in(member: Named, archive: Named) -> bool:
    return member.file.filename.startswith(f"{archive.file.filename}{INSIDE}")


def _named(files: Iterable[ReadFile]) -> tuple[Named, ...]:
    """Each file as it was called when it was sent; where an earlier one was called the same, with its id."""
    seen: set[str] = set()
    found = []
    for file in files:
        name = f"{file.filename} ({file.id})" if file.filename in seen else file.filename
        seen.add(file.filename)
        found.append(Named(name, file))
    return tuple(found)


def _told(one: Lying) -> Mapping[str, object]:
    of = [file.id for file in one.came]
    return {"file": one.name, "id": one.file.id} | ({"of": of} if of != [one.file.id] else {})
