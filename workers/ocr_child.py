"""The life of a child that reads pixels: it keeps the models loaded and never sees a stranger's bytes."""

import socket
from collections.abc import Mapping
from typing import Any

from extractors.reading.readers import Readers
from workers.ocr_desk import serve_with


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:  # noqa: ARG001
    """A life with all engines; see `serve_with`."""
    serve_with(Readers.load, channel, options, parent)
