"""The life of a child that writes a JPEG from pixels, so that people see what we drew and never what was sent."""

import socket
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from workers.room.frames import Kind, receive, send
from workers.room.sandbox import Walls, enter
from workers.room.wire import pixels_in

QUALITY = 85


def prepare() -> None:
    """Write one small picture, so that the encoder is loaded."""
    _jpeg(Image.new("RGB", (8, 8)))


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:  # noqa: ARG001
    """Answers one frame of pixels with one JPEG; `options`: `memory`, `cpu_seconds`, `files`, `most_pixels`."""
    memory, cpu, most_files = (int(options[name]) for name in ("memory", "cpu_seconds", "files"))
    enter(Walls(memory=memory, cpu_seconds=cpu, files=most_files, readable=()), parent)
    (width, height), pixels = pixels_in(receive(channel)[1], int(options["most_pixels"]))
    image = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width, 3)
    send(channel, Kind.PICTURE, _jpeg(Image.fromarray(image)))


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
