"""Which files are the pages of one document, told by their names and by how they were filed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

_PICTURES = frozenset({".jpg", ".jpeg", ".jpe", ".png", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".heic", ".heif"})
_PAGE_NAME = re.compile(r"(?P<stem>.*)(?P<mark>[_-]p)(?P<number>\d{1,6})(?P<suffix>\.[^.]+)", re.DOTALL)


def filed_as_one(files: Sequence[str]) -> bool:
    """Whether the files of one slot are one document: several pictures are its pages, in the order filed."""
    return len(files) > 1 and all(PurePath(file).suffix.lower() in _PICTURES for file in files)


def numbered_as_one(files: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """The places in `files` of each document's files, in page order, each document where its first file stands.

    Pictures of one folder whose names differ only in a trailing `_pN` or `-pN` are pages of one document.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    numbers: dict[int, int] = {}
    for place, file in enumerate(files):
        page = _page_of(file)
        if page is None:
            groups[str(place),] = [place]
            continue
        key, numbers[place] = page
        groups.setdefault(key, []).append(place)
    for group in groups.values():
        yield tuple(sorted(group, key=lambda place: (numbers.get(place, 0), files[place])))


def _page_of(file: str) -> tuple[tuple[str, ...], int] | None:
    path = PurePath(file)
    match = _PAGE_NAME.fullmatch(path.name)
    if match is None or match["suffix"].lower() not in _PICTURES:
        return None
    return (str(path.parent), match["stem"], match["mark"], match["suffix"]), int(match["number"])
