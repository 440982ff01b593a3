"""Whether the times a PDF states about itself fit together."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.findings import Reason

_SAVING = timedelta(minutes=10)  # writing, signing and stamping one file may take that long
_ZONE = timedelta(minutes=15)  # a difference of whole quarters of an hour, up to 14 hours, is a zone left out
_WIDEST = timedelta(hours=14)


def oddities(facts: Mapping[str, str]) -> list[Reason]:
    """What does not fit; nothing where a time is missing or cannot be read."""
    created, modified, xmp = (_time(facts.get(name, "")) for name in ("created", "modified", "xmp_modified"))
    found = []
    if created and modified and _apart(created, modified):
        found.append(Reason(f"生成于 {_shown(created)}，修改于 {_shown(modified)}", _english(created, modified)))
    if modified and xmp and _apart(modified, xmp):
        zh = f"两处修改时间不同：{_shown(modified)}、{_shown(xmp)}"
        found.append(Reason(zh, f"two times of change: {_shown(modified)} and {_shown(xmp)}"))
    return found


def _time(text: str) -> datetime | None:
    """Without its zone where only one of a pair states one: `_apart` allows for that."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _apart(first: datetime, second: datetime) -> bool:
    if (first.tzinfo is None) == (second.tzinfo is None):
        gap = abs(first - second)
    else:
        gap = abs(first.replace(tzinfo=None) - second.replace(tzinfo=None))
    zones = gap <= _WIDEST and min(gap % _ZONE, _ZONE - gap % _ZONE) <= timedelta(minutes=1)
    return gap > _SAVING and not zones


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _english(created: datetime, modified: datetime) -> str:
    return f"created {_shown(created)}, changed {_shown(modified)}"
