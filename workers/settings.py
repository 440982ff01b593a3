"""Every limit an operator may set, by environment names that begin with PROOFDESK_."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from extractors.reading.intake import Limits, limit
from pipeline.errors import WrongUse

PREFIX = "PROOFDESK_"


class Tier(StrEnum):
    """How strong the walls around a child are, from strongest to weakest; see docs/decisions/0003-reading-room.md."""

    FULL = "full"
    PARTIAL = "partial"
    LIMITS = "limits"

    def suffices(self, least: "Tier") -> bool:
        """Whether this tier is at least as strong as `least`."""
        order = tuple(Tier)
        return order.index(self) <= order.index(least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Sizes in bytes, times in seconds."""

    limits: Limits = field(default_factory=Limits)
    page_cpu_seconds: int = limit(30, "most processor time for looking at one page, in seconds")
    page_wall_seconds: int = limit(60, "longest silence of a reader while it works on one page, in seconds")
    document_seconds: int = limit(900, "longest time for one document, in seconds")
    start_seconds: int = limit(60, "longest time a reader takes to start, in seconds")
    child_memory: int = limit(3 * 1024**3, "most address space of a child, in bytes")
    child_files: int = limit(256, "most open files of a child")
    held_bytes: int = limit(256 * 1024**2, "most pixels an OCR child keeps of the document it reads, in bytes")
    lane_pages: int = limit(1_000, "an OCR child is replaced after this many pages")
    tries: int = limit(3, "how often a document is tried whose reader crashes")
    sandbox_minimum: Tier = field(
        default=Tier.LIMITS,
        metadata={"says": "weakest sandbox that reading may start with: full, partial or limits"},
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Settings named in `environ` over the defaults.

        Raises WrongUse, naming the setting, when a value cannot be understood.
        """
        given: dict[str, Any] = {
            each.name: each.parsed(environ[each.variable]) for each in described() if each.variable in environ
        }
        of_limits = {each.name for each in fields(Limits)}
        limits = replace(Limits(), **{name: value for name, value in given.items() if name in of_limits})
        return replace(cls(limits=limits), **{name: value for name, value in given.items() if name not in of_limits})


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One setting as doctor and the documentation show it; `variable` is its name in the environment."""

    name: str
    variable: str
    default: int | Tier
    says: str

    def parsed(self, text: str) -> int | Tier:
        if isinstance(self.default, Tier):
            return self._tier(text)
        if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 2**53:
            raise WrongUse(f"{self.variable}={text!r}: give a whole number above 0 ({self.says}).")
        return int(text)

    def _tier(self, text: str) -> Tier:
        try:
            return Tier(text)
        except ValueError:
            raise WrongUse(f"{self.variable}={text!r}: give one of {', '.join(Tier)} ({self.says}).") from None


def described() -> tuple[Described, ...]:
    """Every setting, limits first."""
    return (*_described(Limits()), *_described(Settings()))


def _described(group: Any) -> Iterator[Described]:
    for each in fields(group):
        value = getattr(group, each.name)
        if not isinstance(value, Limits):
            says = str(each.metadata.get("says", ""))
            yield Described(name=each.name, variable=PREFIX + each.name.upper(), default=value, says=says)
