"""Real servers and a real browser, each started once for a session that asks for it, and gone with it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.servers import postgres, seaweed, valkey
from benchmarks.servers.running import Server
from fixtures.browser import open_browser
from storage.objects.bucket import Place


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Outside pytest's own folder, which only we may enter: PostgreSQL may run as another account."""
    folder = Path(tempfile.mkdtemp(prefix="proofdesk-servers-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def seaweed_server(servers_folder: Path) -> Iterator[Server]:
    with seaweed.seaweed(servers_folder) as server:
        yield server


@pytest.fixture(scope="session")
def s3(seaweed_server: Server) -> Place:
    """A bucket with versions and locks on a real store."""
    return seaweed.place(seaweed_server.recipe)


@pytest.fixture(scope="session")
def valkey_server(servers_folder: Path) -> Iterator[Server]:
    with valkey.valkey(servers_folder) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server(servers_folder: Path) -> Iterator[Server]:
    with postgres.postgres(servers_folder) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser; each test opens a context of its own in it. It ends with the module: others draw with theirs."""
    with open_browser() as browser:
        yield browser
