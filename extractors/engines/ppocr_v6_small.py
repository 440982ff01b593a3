"""PP-OCRv6 small: reads again what matters; five times the work of tiny and surer."""

from extractors.engine import Engine
from extractors.reading.lines.ctc import CtcReader
from extractors.reading.lines.models import SMALL_CHARACTERS, SMALL_READER, mark

ENGINE = Engine(
    name="ppocr-v6-small",
    version=lambda: mark(SMALL_READER),
    reader=lambda: CtcReader(SMALL_READER, SMALL_CHARACTERS),
)
