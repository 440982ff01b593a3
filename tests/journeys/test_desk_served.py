"""The desk by keyboard on real servers: PostgreSQL keeps the records, S3 the objects, Valkey carries the hints."""

import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from tests.app.api.door import Running, running, settings
from tests.journeys.desk_walks import (
    at_desk,
    from_sign_in_to_the_entry,
    server_restarted_while_typing,
    two_reviewers_on_one_claim,
)
from workers.premises import prepared_objects
from workers.settings import Settings
from workers.stores import Stores


@pytest.fixture(scope="module")
def chosen(
    postgres_server: Server,
    seaweed_server: Server,
    valkey_server: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    """A new database and a new bucket on them."""
    tag, plain = secrets.token_hex(6), settings(tmp_path_factory.mktemp("served"))
    of = {**seaweed_server.exports, **valkey_server.exports}
    places = replace(
        plain.places,
        database_url=new_database(postgres_server, f"t{tag}"),
        redis_url=of["PROOFDESK_REDIS_URL"],
        s3_endpoint=of["PROOFDESK_S3_ENDPOINT"],
        s3_bucket=f"b{tag}",
        s3_access_key=of["PROOFDESK_S3_ACCESS_KEY"],
        s3_secret_key=of["PROOFDESK_S3_SECRET_KEY"],
        s3_secure=0,
    )
    chosen = replace(plain, places=places)
    stores = Stores.open(chosen)
    prepared_objects(stores)
    stores.close()
    return chosen


@pytest.fixture(scope="module")
def house(chosen: Settings) -> Iterator[Running]:
    with running(chosen) as found:
        assert found.stores.embedded is False
        yield found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_sign_in_to_the_entry(chromium: Browser, house: Running, language: str) -> None:
    with at_desk(house) as desk:
        from_sign_in_to_the_entry(chromium, desk, language)


def test_two_reviewers_on_one_claim(chromium: Browser, house: Running) -> None:
    with at_desk(house) as desk:
        two_reviewers_on_one_claim(chromium, desk, "zh")


def test_a_server_that_restarts_while_somebody_types(chromium: Browser, chosen: Settings) -> None:
    server_restarted_while_typing(chromium, chosen, "en")
