"""What every carrier of hints must hold to, in memory and on a real Valkey."""

import pytest

from benchmarks.servers import valkey
from benchmarks.servers.running import Server
from pipeline.evidence import EvidenceId
from pipeline.ports import Hints
from storage.memory import MemoryHints
from workers.rounds.hints import RedisHints

ONE, OTHER = EvidenceId("evd_01M8H312M27E0RWECBJ89VET79"), EvidenceId("evd_01M8H312M27E0RWECBJ89VET80")


@pytest.fixture(params=["memory", "valkey"])
def hints(request: pytest.FixtureRequest) -> Hints:
    if request.param == "memory":
        return MemoryHints()
    server: Server = request.getfixturevalue("valkey_server")
    valkey.flush(server)
    return RedisHints.at(server.exports["PROOFDESK_REDIS_URL"])


def test_what_was_sent_is_known(hints: Hints) -> None:
    hints.send(ONE, 1)

    assert hints.knows(ONE, 1)


def test_what_was_not_sent_is_not(hints: Hints) -> None:
    hints.send(ONE, 1)

    assert not hints.knows(OTHER, 1)
    assert not hints.knows(ONE, 2)


def test_every_try_is_a_hint_of_its_own(hints: Hints) -> None:
    hints.send(ONE, 1)
    hints.send(ONE, 2)

    assert hints.knows(ONE, 1)
    assert hints.knows(ONE, 2)


def test_a_hint_that_is_sent_again_is_still_known(hints: Hints) -> None:
    hints.send(ONE, 1)
    hints.send(ONE, 1)

    assert hints.knows(ONE, 1)


def test_there_is_room_and_each_hint_takes_some(hints: Hints) -> None:
    before = hints.room()
    hints.send(ONE, 1)

    assert before > 0
    assert hints.room() == before - 1
