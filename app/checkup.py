"""What a check of the installation says about one thing."""

from dataclasses import dataclass
from enum import StrEnum

SET_UP = "Run ./run setup."  # the advice for everything the set-up brings


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"  # the program works; something is weaker than it could be
    MISSING = "missing"  # the program does not work until this is mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`said`: what was found; `advice`: what to do next, empty when all is well."""

    name: str
    state: Health
    said: str
    advice: str = ""

    def __post_init__(self) -> None:
        if (self.state is Health.OK) == bool(self.advice):
            raise ValueError(f"{self.name}: advice belongs to what is not well, and only there")
