"""Documents put together from what came in: pictures that are pages of one, or one of several papers on a picture."""

import hashlib
import json
from dataclasses import dataclass

from pipeline.evidence import EvidenceId

ASSEMBLED = "application/vnd.proofdesk.assembled+json"
"""The media type of evidence that is an assembly; no door takes it from a sender."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """`of`: the evidence it is made of, in page order. `paper`: which paper on that one picture, from 1; 0 for all."""

    of: tuple[EvidenceId, ...]
    paper: int = 0

    def __post_init__(self) -> None:
        if not self.of or self.paper < 0 or (self.paper and len(self.of) > 1):
            raise ValueError("an assembly is made of pages, or is one paper of one picture")

    @property
    def packed(self) -> bytes:
        """The same assembly is always the same bytes."""
        return json.dumps({"of": self.of, "paper": self.paper}, separators=(",", ":")).encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.packed).hexdigest()


def assembly(packed: bytes) -> Assembly:
    """What was packed."""
    told = json.loads(packed)
    return Assembly(tuple(EvidenceId(one) for one in told["of"]), told["paper"])
