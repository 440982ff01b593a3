"""WIN: was it claimed in time, used as long as promised, and tested when it should be?"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from pipeline.claim.claims import Case, Paper
from pipeline.claim.deadlines import Kept, days_after, kept, last_day_of_use
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from validators.blank import blank_on
from validators.claim.doses import times_a_day
from validators.claim.goods import cycle_days, product_of
from validators.claim.known import purchase_day, purchase_days
from validators.wording import listed

_DAY = timedelta(days=1)
_RECORD, _REPORT = "usage_record", "lab_report"
_PERIOD = ("usage_start", "usage_end")


@claim_rule(
    Article(
        id="WIN-01",
        severity=Severity.REJECT,
        holds=Reason("在退款期限内申请", "Claimed within the refund window"),
        fails=Reason(
            "申请日{asked}已超过退款期限（购买之日{bought}起{days}天，至{last}），请核对日期",
            "Claimed on {asked}, after the refund window ({days} days from the purchase on {bought}, until {last}); "
            "please check the dates",
        ),
        inputs=(
            "order_time",
            "payment_time",
            "issue_date",
            "signed_date",
            "claim.purchase_date",
            "claim.submitted_on",
            "policy.refund_window_days",
            "policy.window_margin_days",
            "policy.calendar",
        ),
        basis="campaign terms; Civil Code art. 201\u2013204",
    )
)
def it_was_claimed_in_time(case: Case) -> Answer:
    """Grave beyond the margin by every word for the day of purchase; a person decides near the last day."""
    days, window = purchase_days(case), case.policy.refund_window_days
    if window is None:
        return not_applicable()
    if not days:
        return unreadable("order_time") if _purchase_lost(case) else not_applicable()
    deadlines = [days_after(day.value, window, case.policy.calendar) for day in days]
    answers = [kept(deadline, case.asked_on, case.policy.window_margin_days) for deadline in deadlines]
    first, deadline = days[0], deadlines[0]
    if answers[0] is Kept.YES:
        return passed(first.name)
    grave = first.clear and all(answer is Kept.NO for answer in answers)
    return failed(
        first.name,
        file=first.paper.name if first.paper else "",
        severity=None if grave else Severity.REVIEW,
        asked=str(case.asked_on),
        bought=str(first.value),
        days=str(window),
        last=str(deadline.last),
    )


@claim_rule(
    Article(
        id="WIN-02",
        severity=Severity.REJECT,
        holds=Reason("检测前已用满规定的周期", "The cycles of use were completed before the test"),
        fails=Reason(
            "检测前使用{used}天，未完成{cycles}个使用周期（共{needed}天），请补充完整的使用记录",
            "Used for {used} days before the test, not for {cycles} cycles ({needed} days); "
            "please send the whole record of use",
        ),
        inputs=(
            "usage_start",
            "usage_end",
            "entries",
            "tested_to",
            "policy.usage_cycles_required",
            "policy.cycle_days",
            "policy.window_margin_days",
        ),
        basis="campaign terms",
    )
)
def the_cycles_were_completed(case: Case) -> tuple[Answer, ...]:
    """Both ends of the period count. A few days short are asked about; clearly less, plainly read, is grave."""
    needed = _days_needed(case)
    return tuple(_used_long_enough(case, paper, needed) for paper in case.of(_RECORD)) if needed else ()


@claim_rule(
    Article(
        id="WIN-03",
        severity=Severity.REVIEW,
        holds=Reason("使用连续且符合说明书", "Used without a break and as instructed"),
        fails=Reason(
            "使用记录不连续或与说明书不符（{remarks}），请核对",
            "Use was interrupted or not as instructed ({remarks}); please check",
        ),
        inputs=(
            "entries",
            "usage_days",
            "usage_start",
            "usage_end",
            "policy.most_gap_days",
            "policy.products.uses_per_day",
        ),
        basis="campaign terms",
    )
)
def it_was_used_without_a_break(case: Case) -> tuple[Answer, ...]:
    """Day by day where the record has its days; by their number where it only counts them."""
    return tuple(_continuous(case, paper) for paper in case.of(_RECORD))


@claim_rule(
    Article(
        id="WIN-04",
        severity=Severity.REVIEW,
        holds=Reason("购买、收货、首次使用先后合理", "Bought, delivered and first used in this order"),
        fails=Reason("日期先后矛盾（{remarks}），请核对", "The days contradict each other ({remarks}); please check"),
        inputs=("usage_start", "claim.delivery_date", "claim.purchase_date", "order_time", "payment_time"),
        basis="judgement of the house",
    )
)
def it_was_used_after_it_arrived(case: Case) -> Answer:
    """One day may be all three; a first use nobody can read leaves it open whatever the other two say."""
    bought, arrived, used = purchase_day(case), case.statement.delivery_date, _first_use(case)
    known = [
        (Reason("购买", "bought"), bought.value if bought else None),
        (Reason("收货", "delivered"), arrived),
        (Reason("首次使用", "first used"), used),
    ]
    days = [(text, day) for text, day in known if day is not None]
    lost = used is None and any(paper.form.state("usage_start") is State.UNREADABLE for paper in case.of(_RECORD))
    if len(days) < 2:
        return unreadable("usage_start") if lost else not_applicable()
    remarks = [
        Reason(f"{late.zh} {second} 早于{early.zh} {first}", f"{late.en} {second}, before {early.en} {first}")
        for (early, first), (late, second) in pairwise(days)
        if second < first
    ]
    if remarks:
        return failed("usage_start", remarks=listed(remarks))
    return unreadable("usage_start") if lost else passed("usage_start")


@claim_rule(
    Article(
        id="WIN-05",
        severity=Severity.REVIEW,
        holds=Reason("使用周期结束后在规定时间内检测", "Tested after the cycles ended, within the time allowed"),
        fails=Reason(
            "检测日{tested}不在使用周期结束（{ended}）后的规定时间（至{last}）内，请核对",
            "Tested on {tested}, not between the end of the cycles ({ended}) and {last}; please check",
        ),
        inputs=(
            "tested_to",
            "tested_from",
            "usage_start",
            "usage_end",
            "policy.usage_cycles_required",
            "policy.cycle_days",
            "policy.test_within_days",
        ),
        basis="campaign terms",
    )
)
def it_was_tested_when_the_cycles_ended(case: Case) -> tuple[Answer, ...]:
    """Who used it longer than required is counted from the last day of use."""
    return tuple(_tested_in_time(case, paper) for paper in case.of(_REPORT)) if case.of(_RECORD) else ()


@claim_rule(
    Article(
        id="WIN-06",
        severity=Severity.REJECT,
        holds=Reason(
            "初次检测不晚于首次使用，报告不早于购买", "First measured before first use; reported after the purchase"
        ),
        fails=Reason(
            "报告日期矛盾（{remarks}），请核对报告是否属于本次购买",
            "The report's days contradict the claim ({remarks}); please check whether it belongs to this purchase",
        ),
        inputs=(
            "issued_date",
            "tested_from",
            "measurements",
            "usage_start",
            "claim.purchase_date",
            "policy.group_study_counts",
        ),
        basis="campaign terms",
    )
)
def the_report_belongs_to_the_purchase(case: Case) -> tuple[Answer, ...]:
    """Grave where the report is plainly older than every word for the purchase, and the terms count no group study."""
    return tuple(_belongs(case, paper) for paper in case.of(_REPORT))


RULES = (
    it_was_claimed_in_time,
    the_cycles_were_completed,
    it_was_used_without_a_break,
    it_was_used_after_it_arrived,
    it_was_tested_when_the_cycles_ended,
    the_report_belongs_to_the_purchase,
)


def _purchase_lost(case: Case) -> bool:
    names = ("order_time", "issue_date", "payment_time", "signed_date")
    kinds = ("order_screenshot", "receipt", "payment_screenshot", "contract")
    return any(paper.form.state(name) is State.UNREADABLE for paper in case.of(*kinds) for name in names)


def _days_needed(case: Case) -> int | None:
    cycles, length = case.policy.usage_cycles_required, cycle_days(case)
    return cycles * length if cycles and length else None


def _first_use(case: Case) -> date | None:
    days = [day for paper in case.of(_RECORD) if (day := paper.form.day("usage_start")) is not None]
    return min(days, default=None)


def _last_use(paper: Paper) -> date | None:
    """The later of the printed end and the last day noted."""
    noted = [row.day for row in paper.form.usage_days()]
    printed = paper.form.day("usage_end")
    return max([*noted, *([printed] if printed else [])], default=None)


def _tested_on(paper: Paper) -> tuple[str, date] | None:
    """The day of the last measurement."""
    for name in ("tested_to", "tested_from"):
        day = paper.form.day(name)
        if day is not None:
            return name, day
    return None


def _used_long_enough(case: Case, paper: Paper, needed: int) -> Answer:
    first, last = paper.form.day("usage_start"), _last_use(paper)
    if first is None or last is None:
        return blank_on(paper, *_PERIOD)
    dated = ((report, *found) for report in case.of(_REPORT) if (found := _tested_on(report)))
    tests = [test for test in dated if test[2] >= first]  # one from before is not about this use (WIN-05, LAB-15)
    latest = max(tests, key=lambda test: test[2], default=None)
    capped = latest is not None and latest[2] < last
    end = latest[2] if latest is not None and capped else last
    used = max((end - first).days + 1, 0)
    if used >= needed:
        return passed(*_PERIOD, file=paper.name)
    clear = paper.clear(*_PERIOD) and (latest is None or not capped or latest[0].clear(latest[1]))
    short = needed - used <= case.policy.window_margin_days
    severity = Severity.ASK if short else None if clear else Severity.REVIEW
    cycles = str(case.policy.usage_cycles_required)
    return failed(*_PERIOD, file=paper.name, severity=severity, used=str(used), cycles=cycles, needed=str(needed))


def _continuous(case: Case, paper: Paper) -> Answer:
    names = ("entries", "usage_days")
    remarks = (*_gaps(case, paper), *_doses(case, paper))
    if remarks:
        return failed(*names, file=paper.name, remarks=listed(remarks))
    if len(paper.form.usage_days()) > 1 or _counted(paper) is not None:
        return passed(*names, file=paper.name)
    return blank_on(paper, *names, *_PERIOD)


def _gaps(case: Case, paper: Paper) -> Iterator[Reason]:
    days, most = sorted({row.day for row in paper.form.usage_days()}), case.policy.most_gap_days
    for last, following in pairwise(days):
        missed = (following - last).days - 1
        if missed > most:
            first_missed, last_missed = last + _DAY, following - _DAY
            yield Reason(
                f"{first_missed}至{last_missed}中断{missed}天",
                f"no use from {first_missed} to {last_missed}, {missed} days",
            )
    counted = _counted(paper)
    if len(days) < 2 and counted is not None:
        used, span = counted
        if span - used > most:
            yield Reason(f"{span}天内使用{used}天", f"used on {used} of {span} days")


def _counted(paper: Paper) -> tuple[int, int] | None:
    """The days of use as printed, and those from the first to the last."""
    used, first, last = paper.form.amount("usage_days"), paper.form.day("usage_start"), paper.form.day("usage_end")
    if used is None or first is None or last is None:
        return None
    return int(used), (last - first).days + 1


def _doses(case: Case, paper: Paper) -> Iterator[Reason]:
    product = product_of(case)
    wanted = product.uses_per_day if product else None
    if wanted is None:
        return
    for row in paper.form.usage_days():
        times = times_a_day(row.note or "")
        if times is not None and times < wanted:
            yield Reason(f"{row.day}使用{times}次，应为{wanted}次", f"used {times} of {wanted} times on {row.day}")
            return


def _tested_in_time(case: Case, paper: Paper) -> Answer:
    names = ("tested_to", "tested_from")
    tested, ended = _tested_on(paper), _cycles_end(case)
    if tested is None or ended is None:
        lost = any(paper.form.state(name) is State.UNREADABLE for name in names) or any(
            record.form.state(name) is State.UNREADABLE for record in case.of(_RECORD) for name in _PERIOD
        )
        return unreadable(*names, file=paper.name) if lost else not_applicable(file=paper.name)
    within, latest_use = (
        case.policy.test_within_days,
        max(filter(None, map(_last_use, case.of(_RECORD))), default=ended),
    )
    last = max(ended, latest_use) + timedelta(days=within) if within is not None else None
    if ended <= tested[1] and (last is None or tested[1] <= last):
        return passed(tested[0], file=paper.name)
    limit = Reason(str(last), str(last)) if last else Reason("不限", "any later day")
    return failed(tested[0], file=paper.name, tested=str(tested[1]), ended=str(ended), last=limit)


def _cycles_end(case: Case) -> date | None:
    """By the terms; the last day of use where they name no cycles."""
    first, cycles, length = _first_use(case), case.policy.usage_cycles_required, cycle_days(case)
    if first and cycles and length:
        return last_day_of_use(first, cycles, length)
    return max(filter(None, map(_last_use, case.of(_RECORD))), default=None)


def _belongs(case: Case, paper: Paper) -> Answer:
    issued, first_test, used = paper.form.day("issued_date"), paper.form.day("tested_from"), _first_use(case)
    days = purchase_days(case)
    names = ("issued_date", "tested_from")
    if issued and days and issued < days[0].value and not case.policy.group_study_counts:
        grave = paper.clear("issued_date") and days[0].clear and all(issued < day.value for day in days)
        text = f"{issued} < {days[0].value}"
        remark = Reason(f"报告早于购买 {text}", f"reported before the purchase: {text}")
        return failed(*names, file=paper.name, severity=None if grave else Severity.REVIEW, remarks=remark)
    if first_test and used and used < first_test and _has_baseline(paper):
        text = f"{first_test} > {used}"
        remark = Reason(f"初次检测晚于首次使用 {text}", f"first measured after first use: {text}")
        return failed(*names, file=paper.name, severity=Severity.REVIEW, remarks=remark)
    if (issued and days) or (first_test and used):
        return passed(*names, file=paper.name)
    return blank_on(paper, *names)


def _has_baseline(paper: Paper) -> bool:
    return any(row.baseline_value is not None for row in paper.form.measurements())
