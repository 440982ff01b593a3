"""FRD-11: whether what a phone's screenshot shows around its page fits the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from pipeline.findings import Answer, Reason, Severity
from pipeline.geometry import Box
from pipeline.pages import Document, Line, Page
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from pipeline.sheets import folded
from validators.editing import at

_TOP = 0.06  # of a page as high as twice its width: where a phone shows its clock
_LONG = 2.0  # a phone's height by its width; longer pictures were scrolled
_WIDE = 1.15  # less high than this by the width, no upright phone showed the picture
_SURE = 0.9  # every character of the clock
_CLOCK = re.compile(
    r"\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s*(?P<half>[AP]M))?(?![\d:])(?P<rest>.*)", re.ASCII | re.I
)
_DEVICE = re.compile(  # first: one sign drawn beside the clock and read as a lone letter
    r"(?<!\S)[^\W\d](?!\S)|[345]G\+?|LTE|HD|VoLTE|Wi-?Fi|\d{1,3}%?|\d+(?:\.\d)?\s?[KM]B?/s|中国(?:移动|联通|电信|广电)|China\s(?:Mobile|Unicom|Telecom)|[^\w\s]",
    re.IGNORECASE | re.ASCII,
)
_TODAY = re.compile(r"今天|刚刚|\btoday\b|\bjust now\b", re.IGNORECASE)
_TIMES = {"payment_screenshot": "payment_time", "order_screenshot": "order_time"}


@dataclass(frozen=True, slots=True)
class _Clock:
    """`shown` None where no clock can say so."""

    shown: time | None
    text: str
    box: Box
    sure: bool


@rule(
    Article(
        id="FRD-11",
        severity=Severity.REVIEW,
        holds=Reason("截图的状态栏与内容一致", "The screenshot's status bar fits what it shows"),
        fails=Reason(
            "截图元素自相矛盾：{how}，请对照原件",
            "The screenshot contradicts itself: {how}; please compare with the original",
        ),
        inputs=("order_time", "payment_time", "file.taken"),
        basis="judgement of the house",
    ),
    kinds=("order_screenshot", "payment_screenshot"),
)
def status_bar_fits(form: Form, facts: Facts) -> Answer:
    """A picture may be taken on a later day: only where its own day is told does an earlier clock contradict."""
    clocks = list(_clocks(facts.document))
    if not clocks:
        return not_applicable()
    if not all(clock.sure for clock in clocks):
        return unreadable()
    impossible = next((clock for clock in clocks if clock.shown is None), None)
    if impossible:
        how = Reason(f"状态栏时间{impossible.text}不存在", f"no clock shows {impossible.text}")
        return at(failed(how=how), impossible.box)
    first, *others = clocks
    second = next((clock for clock in others if clock.shown != first.shown), None)
    if second:
        how = Reason(f"有两个状态栏：{first.text}、{second.text}", f"two status bars, {first.text} and {second.text}")
        return at(failed(how=how), first.box, second.box)
    return _against_the_page(form, facts, first)


RULES = (status_bar_fits,)


def _against_the_page(form: Form, facts: Facts, clock: _Clock) -> Answer:
    name = _TIMES[form.kind]
    field = form.field(name)
    moment = _moment(form.text(name))
    page = facts.document.pages[clock.box.page - 1]
    if page.height < _WIDE * page.width:
        how = Reason(
            "有手机状态栏，但画面不是竖屏比例", "it has a phone's status bar, but not the shape of a phone's screen"
        )
        return at(failed(how=how, severity=Severity.INFO), clock.box)
    if moment is None or clock.shown is None:
        return unreadable(name)
    if clock.shown >= moment.time().replace(second=0):
        return passed(name)
    day = _day(facts, moment)
    if day is not None and day != moment.date():
        return passed(name)
    how = Reason(
        f"状态栏时间{clock.text}早于页面时间{moment:%H:%M}" + ("" if day else "（若为同一天截图）"),
        f"its clock says {clock.text}, before {moment:%H:%M} on the page" + ("" if day else " (if taken that day)"),
    )
    boxes = (clock.box, field.box) if field and field.box else (clock.box,)
    return at(failed(name, how=how, severity=None if day else Severity.INFO), *boxes)


def _clocks(document: Document) -> Iterator[_Clock]:
    """A clock with nothing but a phone's own signs beside it: at the top of the first page, and where one follows."""
    if not document.traces.media_type.startswith("image/") or document.traces.facts.get("camera"):
        return
    seen = False
    for page in document.pages:
        for row in page.rows:
            clock = _clock(row)
            top = _TOP * min(1.0, _LONG * page.width / page.height)
            seen |= clock is not None and page.number == 1 and clock.box.top <= top
            if clock and seen:
                yield clock


def _clock(row: tuple[Line, ...]) -> _Clock | None:
    found = _CLOCK.fullmatch(folded("  ".join(line.text for line in row)))
    if not found or not row:
        return None
    beside = _DEVICE.sub("", found["rest"]).strip()
    first = row[0]
    has_device = bool(found["rest"].strip()) and not beside
    if beside or not (has_device or first.box.top <= _TOP):
        return None
    hour, minute = int(found["hour"]), int(found["minute"])
    half = (found["half"] or "").upper()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (half == "PM")
    shown = time(hour, minute) if hour < 24 and minute < 60 else None
    sure = first.lowest(0, min(len(first.text), 5)) >= _SURE
    return _Clock(shown, f"{found['hour']}:{found['minute']}", first.box, sure)


def _moment(text: str | None) -> datetime | None:
    """None for a day without a time."""
    try:
        return datetime.fromisoformat(text) if text and "T" in text else None
    except ValueError:
        return None


def _day(facts: Facts, moment: datetime) -> date | None:
    """The day the picture was taken, where the file or the page tells."""
    try:
        return date.fromisoformat(facts.document.traces.facts.get("taken", "")[:10])
    except ValueError:
        today = any(_TODAY.search(line.text) and _near(line, moment) for line in _lines(facts.document.pages))
        return moment.date() if today else None


def _near(line: Line, moment: datetime) -> bool:
    return f"{moment:%H:%M}" in folded(line.text)


def _lines(pages: tuple[Page, ...]) -> Iterator[Line]:
    return (line for page in pages for line in page.lines)
