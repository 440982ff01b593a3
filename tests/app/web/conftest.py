"""One server with the desk for the whole session, and a tenant of its own for each test."""

from collections.abc import Iterator

import httpx
import pytest

from tests.app.api.door import Running, running, settings
from tests.app.web.desk import Desk


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("desk"))) as found:
        yield found


@pytest.fixture(scope="session")
def browserless(served: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as http:
        yield http


@pytest.fixture
def desk(served: Running, browserless: httpx.Client) -> Desk:
    """A tenant nobody else is."""
    browserless.cookies.clear()
    return Desk(running=served, http=browserless)
