"""Checkpoints (C2SP tlog-checkpoint): the ledger at one moment in three lines, and what a witness says of them."""

import base64
import re
from dataclasses import dataclass

from pipeline.errors import Tampered
from pipeline.ledger.merkle import HASH_BYTES, Head
from pipeline.ledger.notes import decoded

EVERY_ENTRIES = 100
EVERY_SECONDS = 60.0
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`origin` names the ledger; `head` is its tree."""

    origin: str
    head: Head

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.head.size}\n{base64.b64encode(self.head.root).decode()}\n"

    @classmethod
    def parsed(cls, text: str) -> "Checkpoint":
        """Raises Tampered. Further lines are allowed and mean nothing to us."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines) or not text.endswith("\n"):
            raise Tampered("A checkpoint has three lines: the ledger, how many entries, their hash.")
        if not _SIZE.fullmatch(lines[1]):
            raise Tampered(f"A checkpoint counts its entries in plain digits, not {lines[1][:20]!r}.")
        root = decoded(lines[2])
        if len(root) != HASH_BYTES:
            raise Tampered("The hash of a checkpoint has 32 bytes.")
        return cls(lines[0], Head(int(lines[1]), root))


def cosigned_message(checkpoint: str, seconds: int) -> bytes:
    """What a witness signs (C2SP tlog-cosignature, cosignature/v1): the text of a note, and when it saw it."""
    return f"cosignature/v1\ntime {seconds}\n{checkpoint}".encode()


def is_due(unsigned: int, oldest_seconds: float) -> bool:
    """Whether so many new entries, the oldest of that age, ask for a checkpoint."""
    return unsigned >= EVERY_ENTRIES or (unsigned > 0 and oldest_seconds >= EVERY_SECONDS)
