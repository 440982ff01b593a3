"""The desk: the one place where settings, readers, kinds and rules are put together."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import TracebackType

import extractors.kinds
from extractors.wanted import WANTED
from extractors.wordings import parsed
from pipeline.errors import WrongUse
from pipeline.kinds import Kind
from pipeline.plugins import collected
from pipeline.trust.confidence import Coefficients
from pipeline.trust.lanes import CLOSED, Lanes
from pipeline.wording import NO_WORDING, Wording
from workers.confidence import loaded
from workers.policies.automation import own_automation
from workers.policies.campaigns import Campaigns
from workers.room.reading_room import ReadingRoom
from workers.settings import Settings

FALLBACK = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a job needs: the open reading room, the kinds of document, and the day the rules take for today.

    `lanes`: what passes without a person; all closed where no installation says otherwise. `campaigns`: the terms in
    force.
    """

    settings: Settings
    room: ReadingRoom
    kinds: tuple[Kind, ...]
    fallback: Kind
    today: date
    wording: Wording = NO_WORDING
    coefficients: Coefficients
    lanes: Lanes = CLOSED
    campaigns: Campaigns = field(default_factory=lambda: Campaigns(""))

    @classmethod
    def open(cls, settings: Settings, *, lanes: int, today: date) -> "Desk":
        """A desk with `lanes` OCR children, started when first needed.

        Raises WrongUse when a plug-in is broken, or the file with a merchant's own label words, the coefficients, the
        policy of what may pass, or a campaign's.
        """
        found = kinds()
        fallback = next(kind for kind in found if kind.name == FALLBACK)
        room = ReadingRoom(settings, lanes=lanes, wanted=WANTED)
        wording = own_wording(settings.places.wording, found)
        own = settings.places.confidence
        return cls(
            settings=settings,
            room=room,
            kinds=found,
            fallback=fallback,
            today=today,
            wording=wording,
            coefficients=loaded(Path(own)) if own else loaded(),
            lanes=Lanes(own_automation(settings.places.automation, found)),
            campaigns=Campaigns.checked(settings.places.policy),
        )

    def __enter__(self) -> "Desk":
        self.room.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.room.__exit__(kind, error, trace)


def kinds() -> tuple[Kind, ...]:
    """Every kind of document there is a plug-in for."""
    return collected(extractors.kinds, "KIND", Kind)


def own_wording(path: str, known: tuple[Kind, ...]) -> Wording:
    """The merchant's label words in the file `path` ("" for none); raises WrongUse that says what to mend."""
    if not path:
        return NO_WORDING
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise WrongUse(f"The label words in {path} cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise WrongUse(f"The label words in {path} are not UTF-8; save the file as UTF-8 and try again.") from error
    wording = replace(parsed(text, Path(path).name), version=hashlib.sha256(text.encode()).hexdigest())
    fields = {kind.name: {spec.name for spec in kind.fields} for kind in known}
    for label in wording.labels:
        if label.kind not in fields:
            raise WrongUse(f"{path}: there is no kind {label.kind}; known are {', '.join(sorted(fields))}.")
        if label.field not in fields[label.kind]:
            raise WrongUse(f"{path}: {label.kind} has no field {label.field}; see docs/kinds.md.")
    return wording
