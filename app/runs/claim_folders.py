"""Claims as folders: a `claim.json` with the facts, and beside it the files it names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.runs.inputs import Entry, documents, inside, joined
from pipeline.claim.policy import Policy
from pipeline.claim.reasons import Slot
from pipeline.errors import WrongUse
from pipeline.page_names import filed_as_one
from pipeline.records import Refusal
from workers.claims.statements import BadFacts, Mistake, Stated, stated_json
from workers.jobs import Job

FACTS = "claim.json"
_MOST_FACTS = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Document:
    """One filed document, in the slot it was filed in; None where nobody said."""

    slot: Slot | None
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFolder:
    """One claim as it lies in its folder; `spare` are files that its facts do not name, which are not read."""

    name: str
    stated: Stated
    documents: tuple[Document, ...]
    spare: tuple[str, ...] = ()

    def under(self, policy: Policy) -> "ClaimFolder":
        """The same with every document asked by `policy`."""
        return replace(self, documents=tuple(_asked(document, policy) for document in self.documents))

    def expanded(self, unpack: Callable[[tuple[Entry, ...]], tuple[Entry, ...]]) -> "ClaimFolder":
        """The same with what archives and mails hold in their place, in the slot they were filed in."""
        found = (replace(one, entry=entry) for one in self.documents for entry in unpack((one.entry,)))
        return replace(self, documents=tuple(found))


@dataclass(frozen=True, slots=True)
class BrokenFolder:
    """A claim whose facts cannot be taken, with every mistake in them."""

    name: str
    mistakes: tuple[Mistake, ...]


def claim_folders(root: Path) -> Iterator[ClaimFolder | BrokenFolder]:
    """Every sub-folder with a `claim.json`, in the order of names; `root` itself where it holds one.

    Raises WrongUse where there is none.
    """
    if not root.is_dir():
        raise WrongUse(f"{root} is no folder; give the folder whose sub-folders are claims.")
    found = [root] if (root / FACTS).is_file() else [one for one in sorted(root.iterdir()) if (one / FACTS).is_file()]
    if not found:
        raise WrongUse(f"{root} holds no claim: no sub-folder has a {FACTS}.")
    for folder in found:
        yield _folder(folder, "" if folder == root else f"{folder.name}/")


def _folder(folder: Path, above: str) -> ClaimFolder | BrokenFolder:
    name = above.rstrip("/") or folder.resolve().name
    try:
        with (folder / FACTS).open("rb") as file:
            text = file.read(_MOST_FACTS + 1)
        if len(text) > _MOST_FACTS:
            return BrokenFolder(name, (Mistake(FACTS, f"the facts of a claim have at most {_MOST_FACTS} bytes"),))
        stated = stated_json(text)
    except BadFacts as bad:
        return BrokenFolder(name, bad.mistakes)
    except OSError as error:
        return BrokenFolder(name, (Mistake(FACTS, f"it cannot be read ({error.strerror})"),))
    filed = stated.statement.filed
    if not filed:
        read = (_called(entry, above) for entry in documents([str(folder)]) if entry.files != (FACTS,))
        return ClaimFolder(name=name, stated=stated, documents=tuple(Document(None, entry) for entry in read))
    named = {file for one in filed for file in one.files}
    beside = (file for entry in documents([str(folder)]) for file in entry.files)
    spare = tuple(file for file in beside if file != FACTS and file not in named)
    listed = tuple(Document(one.slot, entry) for one in filed for entry in _entries(folder, above, one.files))
    return ClaimFolder(name=name, stated=stated, documents=listed, spare=spare)


def _entries(folder: Path, above: str, files: tuple[str, ...]) -> Iterator[Entry]:
    """The pictures of one slot are the pages of one document; other files are each a document."""
    entries = [_called(_named(folder, file), above) for file in files]
    jobs = [entry for entry in entries if isinstance(entry, Job)]
    if len(jobs) == len(entries) and filed_as_one(files):
        yield joined(jobs)
    else:
        yield from entries


def _named(folder: Path, file: str) -> Entry:
    path = folder / file
    if Path(file).is_absolute() or ".." in Path(file).parts:
        message = "The claim names a file outside its own folder; put the file beside claim.json."
        return Refusal(name=file, files=(file,), sha256="", media_type="", code="link_outside", message=message)
    return inside(file, path, folder.resolve())


def _called(entry: Entry, above: str) -> Entry:
    return replace(entry, name=above + entry.name, files=tuple(above + file for file in entry.files))


def _asked(document: Document, policy: Policy) -> Document:
    entry = document.entry
    return document if isinstance(entry, Refusal) else replace(document, entry=replace(entry, policy=policy))
