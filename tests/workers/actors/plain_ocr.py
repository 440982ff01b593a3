"""An OCR child that answers from the pixels' own numbers, so that tests need no models; tricks by colour."""

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractors.engine import Image
from pipeline.fields import Reading
from pipeline.geometry import Box, Quad
from pipeline.pages import Line
from workers.room.ocr_desk import serve_with

CRASHING, HANGING, LYING = 66, 77, 55


@dataclass(frozen=True, slots=True)
class PlainPage:
    rows: tuple[tuple[Line, ...], ...]
    angle: float
    legibility: float
    turned: int = 0


class Plain:
    """Reads one line on every page: its size and the red of its first pixel."""

    @property
    def versions(self) -> Mapping[str, str]:
        return {"plain": "1"}

    def read(self, image: Image, number: int) -> PlainPage:
        red = int(image[0, 0, 0])
        if red == CRASHING:
            os.abort()
        if red == HANGING:
            time.sleep(600)
        text = f"{image.shape[1]}x{image.shape[0]} red {red} pid {os.getpid()}"
        quad = Quad.around(Box(page=number, left=0.1, top=0.1, right=0.9, bottom=0.2))
        stops = tuple((i / len(text), (i + 1) / len(text)) for i in range(len(text)))
        line = Line(text=text, quad=quad, stops=stops, scores=(0.5,) * len(text), reader="plain")
        return PlainPage(rows=((line,),), angle=0.0, legibility=0.5, turned=90 if red == LYING else 0)

    def reread(self, image: Image, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        red = int(image[0, 0, 0])
        if red == LYING:
            return tuple((Reading(reader="plain", text=_shape(image), confidence=1.0),) for _ in places)
        return tuple((Reading(reader="plain", text=f"{place.page}:{red}", confidence=1.0),) for place in places)

    def confirm(self, image: Image, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        return tuple((Reading(reader="plain", text=f"{image.shape[1]} wide", confidence=1.0),) for _ in places)


def _shape(image: Image) -> str:
    return f"{image.shape[1]}x{image.shape[0]}"


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    serve_with(lambda _: Plain(), channel, options, parent)
