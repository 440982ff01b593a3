"""Purchase, delivery, use, test, report, claim, deadline: every day of a claim on one axis."""

from collections.abc import Iterator
from datetime import date

from pipeline.claim.claims import Case
from pipeline.claim.deadlines import days_after, last_day_of_use
from pipeline.claim.result import Moment
from pipeline.findings import Reason
from validators.claim.goods import cycle_days
from validators.claim.known import purchase_day

_READ = (
    ("payment", "payment_screenshot", "payment_time", Reason("付款", "payment")),
    ("signed", "contract", "signed_date", Reason("合同签订", "contract signed")),
    ("first_use", "usage_record", "usage_start", Reason("首次使用", "first use")),
    ("last_use", "usage_record", "usage_end", Reason("最后使用", "last use")),
    ("test_from", "lab_report", "tested_from", Reason("检测开始", "test began")),
    ("test_to", "lab_report", "tested_to", Reason("检测结束", "test ended")),
    ("report", "lab_report", "issued_date", Reason("报告签发", "report issued")),
    ("exam", "exam_result", "exam_date", Reason("考试", "examination")),
    ("result", "exam_result", "issue_date", Reason("成绩发布", "result issued")),
    ("complaint", "complaint_record", "complaint_time", Reason("投诉", "complaint")),
    ("appraisal", "appraisal_report", "issued_date", Reason("鉴定报告", "appraisal issued")),
    ("invoice", "vat_invoice", "issue_date", Reason("开票", "invoice issued")),
)
_LIFE = (
    "purchase",
    "signed",
    "payment",
    "invoice",
    "delivery",
    "test_from",  # the reading before use
    "first_use",
    "last_use",
    "cycles_end",
    "test_to",
    "report",
    "exam",
    "result",
    "results_published",
    "complaint",
    "appraisal",
    "claim",
    "deadline",
)


def timeline(case: Case) -> tuple[Moment, ...]:
    """In order of days; what falls on one day stands in the order of a claim's life."""
    return tuple(sorted(_moments(case), key=lambda moment: (moment.day, _LIFE.index(moment.what))))


def _moments(case: Case) -> Iterator[Moment]:
    bought = purchase_day(case)
    if bought:
        file, field = (bought.paper.name, bought.name) if bought.paper else ("", "")
        yield Moment(what="purchase", text=Reason("购买", "purchase"), day=bought.value, file=file, field=field)
    yield from _stated(case)
    for what, kind, name, text in _READ:
        for paper in case.of(kind):
            day = paper.form.day(name)
            if day is not None:
                yield Moment(what=what, text=text, day=day, file=paper.name, field=name)
    yield from _counted(case, bought.value if bought else None)


def _stated(case: Case) -> Iterator[Moment]:
    said = case.statement
    days = (
        ("delivery", said.delivery_date, Reason("签收", "delivery")),
        ("results_published", said.results_published_on, Reason("成绩公布", "results published")),
        ("claim", said.submitted_on, Reason("提交退款申请", "claim submitted")),
    )
    for what, day, text in days:
        if day is not None:
            yield Moment(what=what, text=text, day=day)


def _counted(case: Case, bought: date | None) -> Iterator[Moment]:
    """Days nobody wrote down: the end of the cycles, and the last day to claim."""
    policy = case.policy
    first = next((day for paper in case.of("usage_record") if (day := paper.form.day("usage_start"))), None)
    length = cycle_days(case)
    if first and policy.usage_cycles_required and length:
        day = last_day_of_use(first, policy.usage_cycles_required, length)
        yield Moment(what="cycles_end", text=Reason("使用周期届满", "the cycles of use end"), day=day)
    if bought and policy.refund_window_days is not None:
        last = days_after(bought, policy.refund_window_days, policy.calendar).last
        text = Reason("退款申请截止", f"last day to claim ({policy.refund_window_days} days after the purchase)")
        yield Moment(what="deadline", text=text, day=last)
