"""PP-OCRv6 tiny: finds the lines of a page and reads each of them once."""

from extractors.engine import Engine
from extractors.reading.lines.ctc import CtcReader
from extractors.reading.lines.finding import PageFinder
from extractors.reading.lines.models import TINY_CHARACTERS, TINY_FINDER, TINY_READER, mark

ENGINE = Engine(
    name="ppocr-v6-tiny",
    version=lambda: f"{mark(TINY_FINDER)}+{mark(TINY_READER)}",
    reader=lambda: CtcReader(TINY_READER, TINY_CHARACTERS),
    finder=lambda: PageFinder(TINY_FINDER),
)
