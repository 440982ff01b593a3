"""Which program this is, and on what sort of machine it runs: what a reading depends on and no record names."""

import hashlib
import platform
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_ROOMS = ("pipeline", "extractors", "validators", "storage", "workers")
_SOURCES = frozenset({".py", ".toml", ".json", ".csv", ".txt"})
_PROCESSORS = Path("/proc/cpuinfo")
_MODEL = "model name"


@cache
def build() -> str:
    """Of every file that reads and judges: 12 hex digits; the same exactly where the program is the same."""
    told = hashlib.sha256(platform.python_version().encode())
    for room in _ROOMS:
        for file in sorted((_ROOT / room).rglob("*")):
            if file.suffix in _SOURCES and file.is_file():
                told.update(file.relative_to(_ROOT).as_posix().encode() + b"\0")
                told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()[:12]


@cache
def machine() -> str:
    """Its class: sums of the OCR engine may differ in the last digit on another processor."""
    return f"{platform.system()} {platform.machine()} {_processor()}".strip()


def _processor() -> str:
    try:
        lines = _PROCESSORS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(_MODEL)), "")
