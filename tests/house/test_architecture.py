"""What ARCHITECTURE.md names is there, and what is there it names."""

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import PRODUCT, ROOT

TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
WALKS = TEXT.partition("## One file, step by step")[2]


def named() -> Iterator[str]:
    """Each file that is named; one without its folder stands in the folder of the one before it in its cell."""
    for cell in re.split(r"[|;\n]", WALKS):
        folder = ""
        for name in re.findall(r"`([\w./-]+(?:\.py|\.toml|/))`", cell):
            if name.endswith("/"):
                folder = name.rstrip("/")
                continue
            parts = name.split("/")
            near = folder if len(parts) == 1 else "" if parts[0] in PRODUCT else folder.rpartition("/")[0]
            path = f"{near}/{name}".lstrip("/")
            folder = path.rpartition("/")[0]
            yield path


@pytest.mark.parametrize("path", sorted(set(named())))
def test_each_file_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).is_file(), "the file moved: mend its path in ARCHITECTURE.md"


def test_each_folder_of_a_room_is_told() -> None:
    folders = {path.name for room in PRODUCT for path in (ROOT / room).iterdir() if (path / "__init__.py").is_file()}

    assert {name for name in folders if f"`{name}/`" not in TEXT} == set()
