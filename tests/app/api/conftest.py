"""One server for the whole session, and tenants that know nothing of each other."""

import secrets
from collections.abc import Iterator

import pytest

from tests.app.api.door import Caller, Running, calling, running, settings


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("house"))) as found:
        yield found


@pytest.fixture
def caller(house: Running) -> Iterator[Caller]:
    """A tenant nobody else is."""
    with calling(house, f"t{secrets.token_hex(4)}") as found:
        yield found


@pytest.fixture
def stranger(house: Running) -> Iterator[Caller]:
    """Another tenant, with all scopes."""
    with calling(house, f"s{secrets.token_hex(4)}") as found:
        yield found
