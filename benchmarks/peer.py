"""Another program's reader, run in an environment of its own: one JSON line in per picture, one out.

Started as a script with the reader's name; knows nothing of our packages.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO


def pytesseract_reader() -> Callable[[str], str]:
    """Plain `image_to_string`, as most people call it."""
    import pytesseract  # noqa: PLC0415 - each peer loads only itself
    from PIL import Image  # noqa: PLC0415

    def read(path: str) -> str:
        with Image.open(path) as picture:
            return str(pytesseract.image_to_string(picture))

    return read


def rapidocr_reader() -> Callable[[str], str]:
    """The packaged pipeline with its own defaults."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - not in our environment

    engine: Any = RapidOCR()

    def read(path: str) -> str:
        return "\n".join(engine(path).txts or ())

    return read


READERS = {"pytesseract": pytesseract_reader, "rapidocr": rapidocr_reader}


def spent() -> float:
    """Processor seconds of this process and the children it has outlived."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def serve(name: str, asked: TextIO, told: TextIO) -> None:
    read = READERS[name]()
    told.write(json.dumps({"ready": name}) + "\n")
    told.flush()
    for line in asked:
        cpu, wall = spent(), time.perf_counter()
        text = read(json.loads(line)["path"])
        told.write(json.dumps({"cpu": spent() - cpu, "wall": time.perf_counter() - wall, "text": text}) + "\n")
        told.flush()


if __name__ == "__main__":
    OUT = sys.stdout
    sys.stdout = sys.stderr  # what the readers print is not an answer
    serve(sys.argv[1], sys.stdin, OUT)
