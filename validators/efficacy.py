"""LAB: do the report's rates, words and statistics follow from its own readings?"""

import re
from decimal import Decimal

from pipeline.claim import conclusions, efficacy
from pipeline.claim.conclusions import Verdict
from pipeline.claim.efficacy import direction_of
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rows import Direction, Measurement
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import statistics
from validators.blank import blank
from validators.follow import Follows, following, slack
from validators.trial import Measured, in_percent, measured_rows, who
from validators.wording import listed, shown

_KINDS = ("lab_report",)
_POINTS = re.compile(r"百分点|percentage points?|\bpp\b", re.IGNORECASE)


@rule(
    Article(
        id="LAB-08",
        severity=Severity.REVIEW,
        holds=Reason("报告的变化率与其数据相符", "The printed rates follow from the printed readings"),
        fails=Reason(
            "报告计算结果与数据不符（{rows}），请核对报告数据",
            "A printed rate does not follow from the readings ({rows}); please check the report",
        ),
        inputs=("measurements",),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def rates_follow_from_the_readings(form: Form, facts: Facts) -> Answer:
    """Within what rounding of the printed readings allows; a group's rate may be a mean of its subjects' rates."""
    rows = measured_rows(form)
    of_group = rows if who(form, facts.document) is Measured.GROUP else ()
    answers = [(row, following(row, rows, of_group)) for row in rows]
    wrong = [
        _rate(row, ours)
        for row, answer in answers
        if answer is Follows.NO and (ours := efficacy.recomputed(row)) is not None
    ]
    if wrong:
        return failed("measurements", rows=listed(wrong))
    if any(answer is Follows.YES for _, answer in answers):
        return passed("measurements")
    left_open = any(answer is Follows.OPEN for _, answer in answers)
    return unreadable("measurements") if left_open else blank(form, "measurements")


@rule(
    Article(
        id="LAB-11",
        severity=Severity.INFO,
        holds=Reason("指标方向与通行方向一致", "Every indicator is read in its usual direction"),
        fails=Reason(
            "指标方向：{directions}，报告写法与此不同，仅供参考",
            "Direction: {directions}; the report reads it otherwise; for information only",
        ),
        inputs=("measurements",),
        basis="how efficacy is measured",
    ),
    kinds=_KINDS,
)
def indicators_are_read_in_their_direction(form: Form, _: Facts) -> Answer:
    known = [(row, direction) for row in measured_rows(form) if (direction := direction_of(row.indicator))]
    against = [(row, direction) for row, direction in known if _against(row, direction)]
    if against:
        named = (Reason(f"{row.indicator} {direction}", f"{row.indicator} {direction}") for row, direction in against)
        return failed("measurements", directions=listed(named))
    if known:
        return passed("measurements")
    return blank(form, "measurements")


@rule(
    Article(
        id="LAB-12",
        severity=Severity.REVIEW,
        holds=Reason("百分比与百分点口径明确", "Percent and percentage points cannot be mixed up"),
        fails=Reason(
            "百分比与百分点口径不明（{remark}），请人工判断",
            "Percent or percentage points: it is unclear which is meant ({remark}); a person decides",
        ),
        inputs=("claimed_rate", "measurements"),
        basis="arithmetic of efficacy",
    ),
    kinds=_KINDS,
)
def percent_is_not_percentage_points(form: Form, facts: Facts) -> Answer:
    """Asked of values that are percentages or angles themselves: a gain of 6 points on 30 % is one of 20 %."""
    row = next(iter(measured_rows(form)), None)
    if row is None or row.baseline_value is None or row.endpoint_value is None:
        return blank(form, "measurements")
    claimed, direction = form.amount("claimed_rate"), row.direction or direction_of(row.indicator)
    if not (efficacy.is_angle(row.indicator) or in_percent(row)):
        return passed("measurements")
    if efficacy.is_angle(row.indicator):
        return failed("measurements", "claimed_rate", remark=_angle(row)) if claimed else not_applicable()
    if _says_points(facts):
        return passed("measurements")
    if direction is None:
        return unreadable("measurements")
    points = efficacy.difference(row.baseline_value, row.endpoint_value, direction)
    relative = efficacy.improvement(row.baseline_value, row.endpoint_value, direction)
    if points is None or relative is None:
        return unreadable("measurements")
    printed_as_points = row.improvement_rate is not None and abs(row.improvement_rate) == abs(points) != abs(relative)
    if printed_as_points or (claimed is not None and (points < claimed) != (relative < claimed)):
        remark = Reason(
            f"相对变化 {relative:.2f}%，差值 {points} 个百分点", f"relative {relative:.2f} %, {points} points"
        )
        return failed("measurements", remark=remark)
    return passed("measurements") if claimed is not None else not_applicable()


@rule(
    Article(
        id="LAB-14",
        severity=Severity.REVIEW,
        holds=Reason("结论与数据一致", "The conclusion agrees with the readings"),
        fails=Reason(
            "结论与数据矛盾（{remark}），请核对报告", "The conclusion contradicts the readings ({remark}); please check"
        ),
        inputs=("conclusion", "measurements", "claimed_rate"),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def the_conclusion_agrees_with_the_numbers(form: Form, _: Facts) -> Answer:
    conclusion = form.text("conclusion")
    if conclusion is None:
        return blank(form, "conclusion")
    computed = [(row, rate) for row in measured_rows(form) if (rate := efficacy.recomputed(row)) is not None]
    if not computed:
        return not_applicable()
    names = ("conclusion", "measurements")
    remark = _verdict_against(conclusion, computed[0][1], form) or _rate_against(conclusion, computed)
    if remark:
        return failed(*names, remark=remark)
    said = conclusions.verdict(conclusion) is not None or conclusions.rates(conclusion)
    return passed(*names) if said else unreadable(*names)


@rule(
    Article(
        id="LAB-15",
        severity=Severity.REVIEW,
        holds=Reason("报告为个人检测", "The report measures one person"),
        fails=Reason(
            "报告为人群试验，非个人检测，请确认是否适用",
            "A group study, not a personal test; please decide whether it applies",
        ),
        inputs=("measurements",),
        basis="how efficacy is measured",
    ),
    kinds=_KINDS,
)
def one_person_was_measured(form: Form, facts: Facts) -> Answer:
    match who(form, facts.document):
        case Measured.GROUP:
            return failed("measurements")
        case Measured.PERSON:
            return passed("measurements")
        case Measured.UNKNOWN:
            return unreadable("measurements") if measured_rows(form) else blank(form, "measurements")


@rule(
    Article(
        id="LAB-20",
        severity=Severity.INFO,
        holds=Reason("统计信息完整", "The statistics are printed and fit together"),
        fails=Reason(
            "统计信息缺失或矛盾（{remarks}），仅供参考", "Statistics missing or odd ({remarks}); for information only"
        ),
        inputs=("measurements",),
        basis="how efficacy is measured",
    ),
    kinds=_KINDS,
)
def statistics_fit_together(form: Form, facts: Facts) -> Answer:
    rows = measured_rows(form)
    if not rows:
        return blank(form, "measurements")
    measured, printed = who(form, facts.document), statistics.printed(facts.document)
    remarks = (*statistics.repeated(rows), *statistics.odd(rows, printed))
    if measured is Measured.GROUP:
        remarks += statistics.missing(printed)
    if remarks:
        return failed("measurements", remarks=listed(remarks))
    return passed("measurements") if measured is Measured.GROUP or printed.spread else not_applicable()


RULES = (
    rates_follow_from_the_readings,
    indicators_are_read_in_their_direction,
    percent_is_not_percentage_points,
    the_conclusion_agrees_with_the_numbers,
    one_person_was_measured,
    statistics_fit_together,
)


def _rate(row: Measurement, ours: Decimal) -> Reason:
    stated = shown(row.improvement_rate)
    return Reason(
        f"{row.indicator} 报告{stated}%，应为{ours:.2f}%", f"{row.indicator} printed {stated}%, is {ours:.2f}%"
    )


def _against(row: Measurement, direction: Direction) -> bool:
    """The report names the other direction, or prints a gain where the readings show a loss of that size."""
    if row.direction is not None and row.direction is not direction:
        return True
    if row.improvement_rate is None or row.baseline_value is None or row.endpoint_value is None:
        return False
    turned = efficacy.follows(-row.improvement_rate, row.baseline_value, row.endpoint_value, direction)
    straight = efficacy.follows(row.improvement_rate, row.baseline_value, row.endpoint_value, direction)
    return bool(turned) and straight is False


def _says_points(facts: Facts) -> bool:
    return any(_POINTS.search(line.text) for page in facts.document.pages for line in page.lines)


def _angle(row: Measurement) -> Reason:
    return Reason(f"{row.indicator} 只能比较度数差值", f"{row.indicator} can only be compared in degrees")


def _verdict_against(conclusion: str, rate: Decimal, form: Form) -> Reason | None:
    """Against the claimed rate where the report prints one, else against any improvement at all."""
    claimed, said = form.amount("claimed_rate"), conclusions.verdict(conclusion)
    reached = rate >= claimed if claimed is not None else rate > 0
    if said is Verdict.REACHED and not reached:
        zh = f"结论为达到或有效，计算为 {rate:.2f}%"
        return Reason(zh, f"it says reached or effective, the readings give {rate:.2f} %")
    if said is Verdict.MISSED and reached and claimed is not None:
        zh = f"结论为未达到，计算为 {rate:.2f}%，宣称 {claimed}%"
        return Reason(zh, f"it says missed, the readings give {rate:.2f} % of {claimed} % claimed")
    return None


def _rate_against(conclusion: str, computed: list[tuple[Measurement, Decimal]]) -> Reason | None:
    """Only where none of the stated changes belongs to any row."""
    stated = conclusions.rates(conclusion)
    sizes = [(ours, slack(row)) for row, ours in computed]
    sizes += [(row.improvement_rate, Decimal(0)) for row, _ in computed if row.improvement_rate is not None]
    if not stated or any(conclusions.states(rate, ours, doubt) for rate in stated for ours, doubt in sizes):
        return None
    zh, en = f"结论写 {stated[0]}%，计算为 {computed[0][1]:.2f}%", f"it says {stated[0]} %, the readings give"
    return Reason(zh, f"{en} {computed[0][1]:.2f} %")
