"""What a power cut must not undo."""

import os
from pathlib import Path


def linked(draft: Path, place: Path) -> bool:
    """Give a finished and synced `draft` its second name; False when something has it already.

    The name is durable either way: whoever was faster may not have got that far. Raises OSError.
    """
    try:
        os.link(draft, place, follow_symlinks=False)
        fresh = True
    except FileExistsError:
        fresh = False
    sync_folder(place.parent)
    return fresh


def sync_folder(folder: Path) -> None:
    """The names in `folder` as they are now survive. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
