"""WIN: do the dates lie where they can?"""

from datetime import date
from itertools import combinations

from pipeline.fields import Field, Grade, State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators.days import ZONES, iso
from validators.wording import listed

_REPORTED = ("received_date", "tested_from", "tested_to", "issued_date")
_MAY_LIE_AHEAD = frozenset({"effective_to", "usage_end"})


@rule(
    Article(
        id="WIN-07",
        severity=Severity.REJECT,
        holds=Reason("没有晚于今天的日期", "No date lies in the future"),
        fails=Reason(
            "日期晚于当前日期（{dates}），请核对原件", "Date in the future ({dates}); please check the original"
        ),
        inputs=("every date",),
        basis="judgement of the house",
    ),
)
def no_date_lies_ahead(form: Form, facts: Facts) -> Answer:
    """Grave where every reader agrees on a year printed in full; a date that may also be a past one is left open."""
    latest = facts.today + ZONES
    dated = [field for field in form.fields if field.name not in _MAY_LIE_AHEAD and _day(field)]
    ahead = [field for field in dated if (day := _day(field)) and day > latest]
    firm = [field for field in ahead if all(_after(other, latest) for other in field.candidates)]
    if firm:
        severity = None if any(_plain(field) for field in firm) else Severity.REVIEW
        remarks = (_remark(field, facts) for field in firm)
        return failed(*(field.name for field in firm), severity=severity, dates=listed(remarks))
    lost = [field.name for field in form.fields if field.state is State.UNREADABLE and field.name.endswith("_date")]
    if ahead or (lost and not dated):
        return unreadable(*(field.name for field in ahead), *lost)
    return passed(*(field.name for field in dated)) if dated else not_applicable()


@rule(
    Article(
        id="WIN-08",
        severity=Severity.REVIEW,
        holds=Reason("报告日期先后合理", "The report's dates follow each other"),
        fails=Reason(
            "报告日期先后矛盾（{dates}），请核对原件", "Report dates out of order ({dates}); please check the original"
        ),
        inputs=("received_date", "tested_from", "tested_to", "issued_date"),
        basis="ISO/IEC 17025:2017 7.8.2.1 h\u2013j",
    ),
    kinds=("lab_report", "certificate_of_analysis"),
)
def report_dates_follow_each_other(form: Form, facts: Facts) -> Answer:
    """Received, tested, issued. A date that may also be another day, or half of one unread, leaves it open."""
    fields = [field for name in _REPORTED if (field := form.field(name)) is not None]
    dated = [field for field in fields if _day(field)]
    pairs = [
        (early, late)
        for early, late in combinations(dated, 2)
        if (first := _day(early)) and first > (_day(late) or first)
    ]
    firm = [field for pair in pairs if not any(field.candidates for field in pair) for field in pair]
    if firm:
        wrong = tuple(dict.fromkeys(firm))
        return failed(*(field.name for field in wrong), dates=listed(_remark(field, facts) for field in wrong))
    if pairs or any(field.state is State.UNREADABLE for field in fields):
        return unreadable(*(field.name for field in fields))
    return passed(*(field.name for field in dated)) if len(dated) > 1 else not_applicable()


RULES = (no_date_lies_ahead, report_dates_follow_each_other)


def _day(field: Field) -> date | None:
    return field.value if isinstance(field.value, date) else None


def _plain(field: Field) -> bool:
    day = _day(field)
    return field.grade is Grade.VERIFIED and day is not None and str(day.year) in field.raw


def _after(text: str, latest: date) -> bool:
    day = iso(text)
    return day is not None and day > latest


def _remark(field: Field, facts: Facts) -> Reason:
    return facts.label(field.name).followed(f"{_day(field)}")
