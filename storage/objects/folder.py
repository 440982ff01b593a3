"""Objects as files of one folder."""

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import Missing, StoreTrouble, WrongUse
from pipeline.ports import Kept
from storage.keys import checked, checked_prefix
from storage.objects.durable import linked, sync_folder
from storage.objects.streams import BLOCK, Seen, Sum, Watched, buffered, seen

_DRAFTS = ".drafts"  # no name begins with a dot
_DRAFT_LIVES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FolderObjects:
    """The port `Objects` below `folder`; safe to call from several threads and processes."""

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> "FolderObjects":
        """Both the folder and its corner for drafts are made when missing. Raises WrongUse when they cannot be."""
        try:
            (folder / _DRAFTS).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUse(f"{folder} cannot hold objects ({error.strerror}); name a folder you may write.") from error
        return cls(folder)

    def put(self, name: str, content: BinaryIO) -> bool:
        place = self._place(name)
        with self._guard():
            handle, path = tempfile.mkstemp(dir=self.folder / _DRAFTS)
            draft = Path(path)
            try:
                self._write(handle, draft, content)
                self._make_folders(place.parent)
                return linked(draft, place)
            finally:
                draft.unlink(missing_ok=True)

    def get(self, name: str) -> BinaryIO:
        place = self._place(name)
        with self._guard():
            try:
                return buffered(Watched(_opened(place), self._guard))
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                self._stand()
                raise Missing(f"There is no object {name}; look for it in a backup.") from error

    def delete(self, name: str) -> None:
        place = self._place(name)
        with self._guard():
            try:
                place.unlink()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                self._stand()
                return
            sync_folder(place.parent)

    def names(self, prefix: str) -> Iterator[Kept]:
        inside = checked_prefix(prefix).rpartition("/")[0]
        with self._guard():
            self._stand()
            yield from (kept for kept in self._below(self.folder / inside) if kept.name.startswith(prefix))

    def upload_address(self, name: str, seconds: int) -> str | None:  # noqa: ARG002 - a folder has no address
        checked(name)
        return None

    def probe(self) -> None:
        with self._guard(), tempfile.TemporaryFile(dir=self.folder / _DRAFTS) as file:
            file.write(b"?")
            file.flush()
            os.fsync(file.fileno())

    def tidy(self, now: datetime) -> int:
        """Drafts that a crash left more than an hour before `now` go; how many went."""
        with self._guard():
            old = [
                draft
                for draft in (self.folder / _DRAFTS).iterdir()
                if datetime.fromtimestamp(draft.stat().st_mtime, UTC) < now - _DRAFT_LIVES
            ]
            for draft in old:
                draft.unlink(missing_ok=True)
        return len(old)

    def _place(self, name: str) -> Path:
        return self.folder / checked(name)

    def _stand(self) -> None:
        """Raises OSError when the folder is not ours any more: nothing is missing while a disk is unmounted."""
        (self.folder / _DRAFTS).stat()

    def _write(self, handle: int, draft: Path, content: BinaryIO) -> None:
        """Fill `draft`, and read it again to see that it holds what was sent."""
        content.seek(0)
        sent = Sum()
        with os.fdopen(handle, "wb", buffering=0) as file:
            while block := content.read(BLOCK):
                sent.write(block)
                _write_all(file.fileno(), block)
            os.fsync(file.fileno())
        with draft.open("rb") as again:
            self._compare(seen(again), sent.seen())

    def _compare(self, stored: Seen, sent: Seen) -> None:
        if stored != sent:
            raise StoreTrouble(
                f"{self.folder} gave back other bytes than it was given; check this disk, then try again."
            )

    def _make_folders(self, folder: Path) -> None:
        """Every folder between ours and `folder`, each durable; ours is never made here: it may be unmounted."""
        if folder == self.folder or folder.is_dir():
            return
        self._make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)

    def _below(self, folder: Path) -> Iterator[Kept]:
        """Every file below `folder` in the order of whole names, in which a folder counts with its slash."""
        try:
            entries = [entry for entry in os.scandir(folder) if entry.name != _DRAFTS]
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in sorted(entries, key=lambda one: one.name + "/" * one.is_dir(follow_symlinks=False)):
            if entry.is_dir(follow_symlinks=False):
                yield from self._below(Path(entry.path))
            elif kept := self._kept(Path(entry.path)):
                yield kept

    def _kept(self, path: Path) -> Kept | None:
        try:
            found = path.lstat()
        except FileNotFoundError:  # deleted while we were listing
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return Kept(
            path.relative_to(self.folder).as_posix(), found.st_size, datetime.fromtimestamp(found.st_mtime, UTC)
        )

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreTrouble(
                f"{self.folder} did not do as asked ({error.strerror}); make room or mend this disk, then try again."
            ) from error


def _opened(place: Path) -> BinaryIO:
    """Raises OSError for a link that leads elsewhere, IsADirectoryError for what is no file."""
    handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb", buffering=0)
    os.close(handle)
    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))


def _write_all(handle: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(handle, view) :]
