"""Ruled tables of PDFs found three ways: as the file draws them, as its picture shows them, by pdfplumber alone."""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import cv2
import pdfplumber

from extractors.reading.intake import Limits
from extractors.reading.marks.seen_rules import seen_rules
from extractors.reading.pdf.pages import Pdf
from pipeline.grids import Grid

T = TypeVar("T")
Shapes = list[tuple[int, int, int]]
_LINES = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Tables of one page as cells, rows and columns; processor seconds of each way."""

    drawn: Shapes
    seen: Shapes
    drawn_seconds: float
    seen_seconds: float
    alone_seconds: float


def found(content: bytes) -> Iterator[Found]:
    """Every page of a PDF."""
    file = Pdf(content, Limits())
    with pdfplumber.open(BytesIO(content)) as other:
        for number in range(1, file.pages + 1):
            page = other.pages[number - 1]
            image = file.image(number)
            drawn, drawn_seconds = _timed(partial(file.drawn, number))
            seen, seen_seconds = _timed(partial(seen_rules, image, number))
            _, alone_seconds = _timed(partial(page.find_tables, _LINES))
            yield Found(
                drawn=_shapes(drawn.grids if drawn else ()),
                seen=_shapes(seen),
                drawn_seconds=drawn_seconds,
                seen_seconds=seen_seconds,
                alone_seconds=alone_seconds,
            )


def main(argv: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.ruling", description=__doc__)
    options.add_argument("folder", type=Path, help="folder with PDFs; what lies deeper counts, too")
    paths = sorted(options.parse_args(argv).folder.rglob("*.[pP][dD][fF]"))
    cv2.setNumThreads(1)
    pages = [page for path in paths for page in found(path.read_bytes())]
    if not pages:
        print("No PDFs there.", file=sys.stderr)
        return 2
    print(_told(pages))
    return 0


def _told(pages: list[Found]) -> str:
    drawn = sum(len(page.drawn) for page in pages)
    both = sum((Counter(page.drawn) & Counter(page.seen)).total() for page in pages)
    seen = sum(len(page.seen) for page in pages)
    ways = (("drawn", "drawn_seconds"), ("seen", "seen_seconds"), ("pdfplumber alone", "alone_seconds"))
    costs = (f"  {name:17}{_cost([getattr(page, field) for page in pages])}" for name, field in ways)
    head = f"{len(pages)} pages: {drawn} tables drawn, {seen} seen, {both} alike in cells, rows and columns"
    return "\n".join((head, *costs))


def _cost(seconds: list[float]) -> str:
    return f"{1000 * statistics.mean(seconds):8.1f} ms a page, {1000 * max(seconds):8.1f} at most"


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    done = work()
    return done, time.process_time() - begun


def _shapes(grids: tuple[Grid, ...]) -> Shapes:
    return [(len(grid.cells), grid.rows, grid.columns) for grid in grids]


if __name__ == "__main__":
    sys.exit(main())
