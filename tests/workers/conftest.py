"""An empty Redis that answers, for every test that asks for its address."""

from collections.abc import Iterator

import pytest

from benchmarks.servers.running import Server
from benchmarks.servers.valkey import flush


@pytest.fixture
def url(valkey_server: Server) -> Iterator[str]:
    valkey_server.start()
    flush(valkey_server)
    yield valkey_server.exports["PROOFDESK_REDIS_URL"]
    valkey_server.start()  # a test may have left it dead
