"""Hints kept in a list."""

from pipeline.evidence import EvidenceId
from storage.memory import MemoryHints

ONE, OTHER = EvidenceId("one"), EvidenceId("other")


def test_a_hint_is_known_until_somebody_takes_it() -> None:
    hints = MemoryHints()

    hints.send(ONE, 2)

    assert hints.knows(ONE, 2)
    assert not hints.knows(ONE, 1)
    assert not hints.knows(OTHER, 2)
    hints.sent.clear()
    assert not hints.knows(ONE, 2)


def test_room_shrinks_with_every_hint_and_never_below_none() -> None:
    hints = MemoryHints(places=2)

    rooms = [hints.room()]
    for attempt in range(3):
        hints.send(ONE, attempt)
        rooms.append(hints.room())

    assert rooms == [2, 1, 0, 0]
