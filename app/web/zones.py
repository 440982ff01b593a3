"""By which clock a person reads times: their own, or the machine's; the ledger keeps UTC."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zones() -> Mapping[str, tuple[str, ...]]:
    """Names of the IANA database to choose from, by region; UTC by itself under ""."""
    names = sorted(available_timezones())
    return {"": ("UTC",)} | {one: tuple(name for name in names if name.startswith(f"{one}/")) for one in _REGIONS}


def clock_of(name: str) -> tzinfo:
    """The zone of this name; the machine's, as its clock stands today, for ""."""
    return ZoneInfo(name) if name else datetime.now(UTC).astimezone().tzinfo or UTC


def moment(at: datetime, name: str) -> str:
    """To the minute, with how far that clock is from UTC, such as `2026-11-30 10:42 UTC+8`."""
    there = at.astimezone(ZoneInfo(name) if name else None)
    return f"{there:%Y-%m-%d %H:%M} {offset(there)}"


def offset(there: datetime) -> str:
    """`UTC`, `UTC+8`, `UTC+5:30`, `UTC-3:30`."""
    minutes = (there.utcoffset() or timedelta(0)) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    told = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    return f"UTC{told}" if minutes else "UTC"


def midnight(day: date, name: str) -> datetime:
    """When the day begins by that clock, in UTC."""
    begun = datetime.combine(day, time())
    return (begun.replace(tzinfo=ZoneInfo(name)) if name else begun.astimezone()).astimezone(UTC)
