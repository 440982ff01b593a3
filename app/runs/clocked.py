"""A claim desk with a clock on it, and a screen that keeps every answer: for measuring."""

import time
from dataclasses import dataclass, field

from app.runs.claim_folders import BrokenFolder
from pipeline.claim.result import ClaimResult
from pipeline.errors import WrongUse
from pipeline.records import Record, Refusal
from workers.claims.claiming import ClaimDesk, Filing
from workers.claims.statements import Stated


@dataclass(frozen=True, slots=True)
class ClockedDesk(ClaimDesk):
    """`milliseconds` of processor time that questioning took, claim by claim."""

    milliseconds: list[float] = field(default_factory=list)

    def asked(self, stated: Stated, filing: Filing) -> ClaimResult:
        begun = time.thread_time()
        found = ClaimDesk.asked(self, stated, filing)
        self.milliseconds.append(1000 * (time.thread_time() - begun))
        return found


@dataclass(frozen=True, slots=True)
class KeptClaims:
    """Shows nothing; a claim that cannot be taken ends the measurement."""

    results: list[ClaimResult] = field(default_factory=list)

    def show(self, answer: Record | Refusal) -> None: ...

    def close(self, result: ClaimResult) -> None:
        self.results.append(result)

    def broken(self, folder: BrokenFolder) -> None:
        raise WrongUse(f"{folder.name}: {folder.mistakes[0].key}: {folder.mistakes[0].message}")

    def end(self) -> None: ...
