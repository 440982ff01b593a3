"""What the main process orders from the fork parent: one message with open descriptors."""

import socket
from collections.abc import Mapping, Sequence
from typing import Any

from workers.room.frames import Gone, Kind, receive, send
from workers.room.wire import packed, unpacked

_BATCH = 200  # descriptors in one message; Linux takes 253
_MORE, _LAST = b"+", b"."


def send_order(link: socket.socket, facts: Mapping[str, object], descriptors: Sequence[int] = ()) -> None:
    """Raises Gone when the other side is."""
    left = list(descriptors)
    try:
        while len(left) > _BATCH:
            socket.send_fds(link, [_MORE], left[:_BATCH])
            left = left[_BATCH:]
        socket.send_fds(link, [_LAST], left)
    except OSError:
        raise Gone from None
    send(link, Kind.FACTS, packed(facts))


def receive_order(link: socket.socket) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
    """Facts and descriptors, now ours; None when the other side closed the link."""
    descriptors: list[int] = []
    try:
        mark = _MORE
        while mark == _MORE:
            mark, found, _, _ = socket.recv_fds(link, 1, _BATCH)
            descriptors += found
        return (unpacked(receive(link)[1]), tuple(descriptors)) if mark == _LAST else None
    except (Gone, OSError):
        return None
