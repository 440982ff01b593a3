"""The life of a child that reads pixels: it keeps the models loaded and never sees a stranger's bytes."""

import re
import socket
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from extractors.reading.readers import Readers
from workers.ocr_desk import serve_with


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:  # noqa: ARG001
    """A life with all engines; see `serve_with`."""
    serve_with(practised, channel, options, parent)


def practised(wanted: re.Pattern[str]) -> Readers:
    """Readers that have read and read again a line of our own.

    Some libraries load parts of themselves only when first used. Behind the walls that fails where strangers may not
    look into the folder of the program, as in a home.
    """
    readers = Readers.load(wanted)
    paper = np.full((96, 480, 3), 255, dtype=np.uint8)
    cv2.putText(paper, "TOTAL 12.50", (40, 64), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
    rows = readers.read(paper, 1).rows
    readers.reread(paper, tuple(line.quad for row in rows for line in row))
    return readers
