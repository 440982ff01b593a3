"""The plain OCR child, in no hurry: somebody has time to die while it reads."""

import socket
import time
from collections.abc import Mapping
from typing import Any

from extractors.engine import Image
from tests.workers.actors.plain_ocr import Plain, PlainPage
from workers.room.ocr_desk import serve_with

SECONDS = 0.6


class Slow(Plain):
    def read(self, image: Image, number: int) -> PlainPage:
        time.sleep(SECONDS)
        return super().read(image, number)


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    serve_with(lambda _: Slow(), channel, options, parent)
