"""A folder of objects: what a crash, a full disk and a hostile neighbour do to it."""

import errno
import io
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import Missing, StoreTrouble, WrongUse
from storage.objects.folder import FolderObjects
from tests.house.sources import ROOT
from tests.kernel_limits import files_of_at_most

WRITING_WITHOUT_END = """
import io, sys
from pathlib import Path
from storage.objects.folder import FolderObjects
objects = FolderObjects.open(Path(sys.argv[1]))
for number in range(10**9):
    objects.put(f"t/{number}", io.BytesIO(b"%d" % number * 100_000))
    print(number, flush=True)
"""


def test_what_was_acknowledged_before_a_kill_is_whole(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITING_WITHOUT_END, tmp_path],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with writer, writer.stdout or io.BytesIO() as said:
        acknowledged = [int(said.readline()) for _ in range(20)]
        writer.kill()

    objects = FolderObjects.open(tmp_path)

    kept = {one.name: one.size for one in objects.names("")}
    assert all(kept[f"t/{number}"] == len(str(number)) * 100_000 for number in acknowledged)
    assert all(size == len(name[2:]) * 100_000 for name, size in kept.items())


def test_only_old_drafts_are_tidied_away(tmp_path: Path) -> None:
    objects = FolderObjects.open(tmp_path)
    for name, hours in (("old", 2), ("young", 0.5)):
        draft = tmp_path / ".drafts" / name
        draft.touch()
        os.utime(draft, times=(time.time() - hours * 3600,) * 2)

    assert objects.tidy(datetime.now(UTC)) == 1
    assert [path.name for path in (tmp_path / ".drafts").iterdir()] == ["young"]
    assert objects.tidy(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert list(objects.names("")) == []


def test_a_full_disk_is_trouble_and_leaves_no_draft(tmp_path: Path) -> None:
    objects = FolderObjects.open(tmp_path)
    with files_of_at_most(100_000), pytest.raises(StoreTrouble, match=f"{os.strerror(errno.EFBIG)}.* make room"):
        objects.put("t/a", io.BytesIO(bytes(1 << 20)))

    assert list((tmp_path / ".drafts").iterdir()) == []
    assert list(objects.names("")) == []


def test_a_folder_that_was_unmounted_is_trouble_and_nothing_in_it_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    objects = FolderObjects.open(folder)
    folder.rename(tmp_path / "elsewhere")
    folder.mkdir()

    for call in (
        objects.probe,
        lambda: objects.put("a", io.BytesIO(b"1")),
        lambda: objects.get("a"),
        lambda: objects.delete("a"),
        lambda: list(objects.names("")),
    ):
        with pytest.raises(StoreTrouble):
            call()
    assert list(folder.iterdir()) == []


def test_a_file_is_no_folder_for_objects(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(WrongUse, match="name a folder"):
        FolderObjects.open(tmp_path / "file")


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("master key")
    objects = FolderObjects.open(tmp_path / "objects")
    (tmp_path / "objects/a").symlink_to(tmp_path / "secret")

    with pytest.raises((Missing, StoreTrouble)):
        objects.get("a").read()
    assert list(objects.names("")) == []
    assert not objects.put("a", io.BytesIO(b"1"))
    assert (tmp_path / "secret").read_text() == "master key"


def test_nobody_else_can_read_an_object(tmp_path: Path) -> None:
    FolderObjects.open(tmp_path).put("t/a", io.BytesIO(b"1"))

    assert (tmp_path / "t/a").stat().st_mode & 0o077 == 0
    assert (tmp_path / "t").stat().st_mode & 0o077 == 0
