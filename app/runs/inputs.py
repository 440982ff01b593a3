"""Which documents the paths on the command line name."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.page_names import numbered_as_one
from pipeline.records import Refusal
from workers.jobs import Job

Entry = Job | Refusal


def documents(paths: Iterable[str], *, spared: Path | None = None) -> tuple[Entry, ...]:
    """One entry per document, in the order given and sorted inside folders; what cannot be opened is refused at once.

    Pictures of one folder whose names differ only in a trailing `_pN` or `-pN` become one job, standing where its
    first file stood. `spared` is a folder whose contents are not answered (our own results).
    """
    avoided = spared.resolve() if spared else None
    found: list[Entry] = []
    for given in dict.fromkeys(paths):
        path = Path(given)
        found.extend(_folder(path, avoided) if _is_folder(path) else (_single(given, path),))
    return tuple(grouped(found))


def _single(name: str, path: Path) -> Entry:
    """A path the caller named: links are followed, hidden names are read, they were asked for."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return _refused(name, "missing_file", "There is no such file or folder; check the path.")
    except OSError as error:
        return _refused(name, "unreadable_path", f"It cannot be opened ({error.strerror}); check path and permissions.")
    if not stat.S_ISREG(mode):
        return _refused(name, "not_a_file", "This is neither a file nor a folder; give a file or a folder.")
    return Job(name, (name,), (path,))


def _folder(root: Path, spared: Path | None) -> Iterator[Entry]:
    bounds = root.resolve()
    for path in sorted(_walked(root, spared), key=lambda path: path.relative_to(root).parts):
        name = path.relative_to(root).as_posix()
        if _is_folder(path):  # only folders that could not be opened, and links to folders, arrive here
            yield _closed(name if name != "." else str(root), path)
        elif any(part.startswith(".") for part in Path(name).parts):
            yield _refused(name, "hidden_file", "Hidden files are not read; rename it if it is evidence.")
        else:
            yield inside(name, path, bounds)


def _walked(folder: Path, spared: Path | None) -> Iterator[Path]:
    """Every entry below `folder` that is not an open folder."""
    try:
        entries = list(folder.iterdir())
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            if spared is None or entry.resolve() != spared:
                yield from _walked(entry, spared)
        else:
            yield entry


def _is_folder(path: Path) -> bool:
    """Unlike Path.is_dir this answers False, not an error, for names too long or behind a closed folder."""
    return os.path.isdir(path)  # noqa: PTH112


def _closed(name: str, path: Path) -> Refusal:
    if path.is_symlink():
        return _refused(name, "link_to_folder", "Links to folders are not followed; give the folder itself.")
    return _refused(name, "unreadable_folder", "The folder may not be opened; check its permissions.")


def inside(name: str, path: Path, bounds: Path) -> Entry:
    """The file `path`, called `name`; a link out of the folder `bounds` is refused."""
    if not path.is_symlink():
        return _single(name, path)
    target = path.resolve()
    if not target.is_relative_to(bounds):
        return _refused(name, "link_outside", "The link leads out of the folder and is not followed; give the file.")
    return _single(name, target)


def _refused(name: str, code: str, message: str) -> Refusal:
    return Refusal(name=name, files=(name,), sha256="", media_type="", code=code, message=message)


def grouped(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Pages of one document joined, each group where its first member stood."""
    found = list(entries)
    for places in numbered_as_one([_path(entry) for entry in found]):
        jobs = [one for one in (found[place] for place in places) if isinstance(one, Job)]
        yield joined(jobs) if len(jobs) == len(places) > 1 else found[places[0]]


def joined(jobs: Sequence[Job]) -> Job:
    """One document whose pages are the files of `jobs`, called like the first."""
    return Job(jobs[0].name, tuple(job.name for job in jobs), tuple(job.paths[0] for job in jobs))


def _path(entry: Entry) -> str:
    """The name by which pages know each other: `name` below the folder it really lies in; a refused file has none."""
    return "" if isinstance(entry, Refusal) else f"{entry.paths[0].parent.resolve()}/\0/{entry.name}"
