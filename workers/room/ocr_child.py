"""The life of a child that reads pixels: it keeps the models loaded and never sees a stranger's bytes."""

import re
import socket
from collections.abc import Mapping
from typing import Any

import numpy as np

from extractors.engine import Image
from extractors.reading.lines.readers import Readers
from workers.room.ocr_desk import serve_with


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:  # noqa: ARG001
    """A life with all engines; see `serve_with`."""
    serve_with(practised, channel, options, parent)


def practised(wanted: re.Pattern[str]) -> Readers:
    """Readers that have read and read again a line of our own.

    Some libraries load parts of themselves only when first used. Behind the walls that fails where strangers may not
    look into the folder of the program, as in a home.
    """
    readers = Readers.load(wanted)
    rows = readers.read(_paper(), 1).rows
    readers.reread(_paper(), tuple(line.quad for row in rows for line in row))
    return readers


def _paper() -> Image:
    """`11111` in bars: a short line costs little, and OpenCV's fonts take longer to load than the line to read."""
    paper = np.full((64, 128, 3), 255, dtype=np.uint8)
    for left in (22, 38, 54, 70, 86):
        paper[20:44, left : left + 4] = 0
    return paper
