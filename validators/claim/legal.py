"""LEG: the law's guards; they restrain the machine, never the customer."""

import re
from collections.abc import Iterator
from datetime import timedelta

from pipeline.claim.claims import Case, Paper
from pipeline.claim.deadlines import days_after, months_after
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.rules import Findings, forbidding, guard
from pipeline.findings import Answer, Outcome, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed
from validators.claim.efficacy import efficacy, promised
from validators.claim.goods import product_of
from validators.claim.known import purchase_day
from validators.claim.sums import refundable
from validators.wording import listed

_SENSITIVE = frozenset({"lab_report", "usage_record", "product_photo", "payment_screenshot", "appraisal_report"})
_ESCALATE, _DELAY = 10, 15  # days after the claim: look now; then it counts as unreasonable delay
_KEPT_MONTHS = 36  # the limitation period, counted from the claim
_CARD = re.compile(r"(?<![\d*])(?:\d[ -]?){15,18}\d(?![\d*])")
_PHONE = re.compile(r"(?<![\d*])1[3-9]\d{9}(?![\d*])")
_ID_CARD = re.compile(r"(?<![\d*])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\d*])")
_PERSONAL = ((_ID_CARD, Reason("身份证号", "identity number")), (_PHONE, Reason("手机号", "telephone number")))
_IMPOSSIBLE = re.compile(r"生发|育发|减肥|瘦身|丰胸|健美|weight loss|hair regrowth|slimming", re.IGNORECASE)
_UNLAWFUL = re.compile(
    rf"{_IMPOSSIBLE.pattern}|治疗|治愈|药用|消炎|根治|处方|疗效|最佳|销量第一|第一品牌|100%有效|\bcures?\b|\btreats?\b",
    re.IGNORECASE,
)
_COSMETIC = frozenset({"", "cosmetic"})
_REFUSING = (Outcome.FAIL, Severity.REJECT)


def _refusals(findings: Findings) -> tuple[str, ...]:
    """The rules that recommend to refuse."""
    return tuple(dict.fromkeys(one.rule for one in findings if (one.outcome, one.severity) == _REFUSING))


@forbidding(
    Article(
        id="LEG-01",
        severity=Severity.REVIEW,
        holds=Reason("七日无理由退货期已过或不适用", "The 7-day no-reason period is over or does not apply"),
        fails=Reason(
            "仍在七日无理由退货期内（至{last}），请先告知客户可无理由退货",
            "Still within the no-reason period (until {last}); offer the customer that return first",
        ),
        inputs=("claim.channel", "claim.delivery_date", "claim.submitted_on", "policy.no_reason_days"),
        basis="Consumer Protection Law art. 25; 7-day no-reason return measures",
    )
)
def no_reason_period_is_over(case: Case, _: Findings) -> Answer:
    """Counted from the day after delivery. Where nobody knows that day, the purchase tells only what is surely open."""
    said, product = case.statement, product_of(case)
    if said.channel != "online" or said.reason in (ClaimReason.SERVICE_TARGET_MISSED, ClaimReason.SERVICE_QUALITY_BAD):
        return not_applicable()
    if product is not None and product.no_reason_excluded:
        return not_applicable()
    bought = purchase_day(case)
    received = said.delivery_date or (bought.value if bought else None)
    if received is None:
        return not_applicable()
    last = days_after(received, case.policy.no_reason_days, case.policy.calendar).last
    if case.asked_on <= last:
        return failed(last=last.isoformat())
    return passed() if said.delivery_date else Answer(outcome=Outcome.UNREADABLE)


@forbidding(
    Article(
        id="LEG-02",
        severity=Severity.REVIEW,
        holds=Reason("没有自动拒绝质量问题", "No quality claim is refused by a machine"),
        fails=Reason(
            "质量问题不得拒绝处理（{rules}未通过），由人工按三包办理",
            "Quality claims must be handled, not refused ({rules} failed); a person takes it from here",
        ),
        inputs=("claim.reason", "every other answer"),
        basis="Consumer Protection Law art. 24; Measures against infringing consumers' rights art. 8",
    )
)
def quality_is_never_refused(case: Case, findings: Findings) -> Answer:
    if case.statement.reason is not ClaimReason.PRODUCT_QUALITY:
        return not_applicable()
    refusing = _refusals(findings)
    return failed(rules=", ".join(refusing)) if refusing else passed()


@guard(
    Article(
        id="LEG-03",
        severity=Severity.INFO,
        holds=Reason("没有建议拒绝的规则", "Nothing recommends a refusal"),
        fails=Reason(
            "拒绝结论须人工复核并可解释（{rules}），客户有权要求说明理由",
            "A refusal needs a person who can explain it ({rules}); the customer may ask for the reasons",
        ),
        inputs=("every other answer",),
        basis="Personal Information Protection Law art. 24, 55",
    )
)
def a_refusal_needs_a_person(_: Case, findings: Findings) -> Answer:
    refusing = _refusals(findings)
    return failed(rules=", ".join(refusing)) if refusing else passed()


@guard(
    Article(
        id="LEG-04",
        severity=Severity.ASK,
        holds=Reason("已取得敏感个人信息的单独同意", "Separate consent to sensitive evidence is there"),
        fails=Reason(
            "敏感个人信息（检测、照片、银行信息等）需单独同意，请客户确认同意",
            "Sensitive evidence (tests, photos, bank details) needs separate consent; please ask the customer for it",
        ),
        inputs=("claim.consent",),
        basis="Personal Information Protection Law art. 28–30",
    )
)
def consent_is_there(case: Case, _: Findings) -> Answer:
    """Asked where the claims system says that consent is missing; where it says nothing, people see to it."""
    if not case.of(*_SENSITIVE) and not case.statement.payout.account:
        return not_applicable()
    if case.statement.consent is None:
        return Answer(outcome=Outcome.UNREADABLE)
    return passed() if case.statement.consent else failed()


@guard(
    Article(
        id="LEG-05",
        severity=Severity.INFO,
        holds=Reason("未见未脱敏的个人信息", "No personal number stands unmasked"),
        fails=Reason(
            "文件含未脱敏的{kinds}，展示和导出时须脱敏",
            "The file shows an unmasked {kinds}; it is masked wherever it is shown or exported",
        ),
        inputs=("page.text",),
        basis="Personal Information Protection Law art. 6, 51; PCI DSS",
    )
)
def personal_numbers_are_masked(case: Case, _: Findings) -> tuple[Answer, ...]:
    """Names what kind of number it is, never the number."""
    return tuple(_masked(paper) for paper in case.papers if paper.document is not None)


def _masked(paper: Paper) -> Answer:
    found = tuple(dict.fromkeys(_unmasked(paper)))
    return failed(file=paper.name, kinds=listed(found)) if found else passed(file=paper.name)


def _unmasked(paper: Paper) -> Iterator[Reason]:
    ids = {
        "".join(filter(str.isalnum, str(field.value))) for field in paper.form.fields if field.critical and field.value
    }
    for page in paper.document.pages if paper.document else ():
        for line in page.lines:
            yield from (kind for pattern, kind in _PERSONAL if pattern.search(line.text))
            for match in _CARD.finditer(line.text):
                digits = "".join(filter(str.isdigit, match.group()))
                if _luhn(digits) and not any(digits in one for one in ids):
                    yield Reason("银行卡号", "card number")


def _luhn(digits: str) -> bool:
    """Card numbers of 16 to 19 digits, known by their last (ISO/IEC 7812)."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return digits[0] in "3456" and sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


@guard(
    Article(
        id="LEG-06",
        severity=Severity.INFO,
        holds=Reason("材料仍在保存期限内", "The evidence is within its time of keeping"),
        fails=Reason(
            "保存期限已于{day}届满，请按规定删除或匿名化",
            "The time of keeping ended on {day}; delete or anonymise as the law asks",
        ),
        inputs=("claim.submitted_on",),
        basis="Personal Information Protection Law art. 19, 47; Civil Code art. 188",
    )
)
def evidence_is_within_its_time(case: Case, _: Findings) -> Answer:
    """Claim evidence is kept for the limitation period of three years."""
    start = case.statement.submitted_on
    if start is None:
        return not_applicable()
    last = months_after(start, _KEPT_MONTHS, case.policy.calendar).counted
    return failed(day=last.isoformat()) if case.today > last else passed()


@guard(
    Article(
        id="LEG-07",
        severity=Severity.INFO,
        holds=Reason("规则没有两种理解", "The terms leave one reading"),
        fails=Reason(
            "规则有歧义（阈值口径未写明），已按有利于消费者的理解处理",
            "The terms can be read in two ways (what the threshold is compared with); the customer's reading counts",
        ),
        inputs=("policy.threshold_basis", "measurements"),
        basis="Civil Code art. 498; Consumer Protection Law art. 26",
    )
)
def terms_leave_one_reading(case: Case, _: Findings) -> Answer:
    told = efficacy(case)
    if told is None:
        return not_applicable()
    unclear = case.policy.threshold_basis is None and case.policy.attainment_threshold_pct != 100
    return failed("measurements", file=told.file) if unclear else passed(file=told.file)


@guard(
    Article(
        id="LEG-08",
        severity=Severity.INFO,
        holds=Reason("处理时限正常", "The claim is within the time to handle it"),
        fails=Reason(
            "处理时限预警：已受理{days}天（满15天视为拖延），请尽快办理",
            "The claim has waited {days} days (15 count as unreasonable delay); please handle it now",
        ),
        inputs=("claim.submitted_on",),
        basis="Measures against infringing consumers' rights art. 8–10",
    )
)
def the_claim_is_handled_in_time(case: Case, _: Findings) -> Answer:
    """Told from day 10; a claim that waited 15 days is a lead's at once."""
    start = case.statement.submitted_on
    if start is None:
        return not_applicable()
    waited = (case.today - start) // timedelta(days=1)
    if waited < _ESCALATE:
        return passed()
    severity = Severity.REVIEW if waited >= _DELAY else None
    return failed(days=str(waited), severity=severity)


@guard(
    Article(
        id="LEG-09",
        severity=Severity.REVIEW,
        holds=Reason("宣称内容未见违规词", "The promise uses no word the law forbids"),
        fails=Reason(
            "宣称内容可能不合规（{words}），请转合规人员",
            "The promise may be unlawful ({words}); please show it to compliance",
        ),
        inputs=("claim.claimed_efficacy", "claim.product", "claim.statement", "policy.products"),
        basis="Cosmetics regulation art. 22, 43, 78; Advertising Law art. 28, 56",
    )
)
def the_promise_is_lawful(case: Case, _: Findings) -> Answer:
    """A matter between the merchant and the law: it never speaks against the customer."""
    claimed, product = promised(case), product_of(case)
    if product is not None and product.category not in _COSMETIC:
        return not_applicable()
    if case.statement.reason not in (ClaimReason.PRODUCT_INEFFECTIVE, ClaimReason.PRODUCT_QUALITY):
        return not_applicable()
    said = [case.statement.product.name or "", product.name if product else ""]
    said += [claimed.wording, claimed.indicator_zh, claimed.indicator] if claimed else []
    found = dict.fromkeys(match.group() for text in said for match in _UNLAWFUL.finditer(text))
    found |= dict.fromkeys(match.group() for match in _IMPOSSIBLE.finditer(case.statement.statement or ""))
    return failed(words="、".join(found)) if found else passed()


@guard(
    Article(
        id="LEG-10",
        severity=Severity.INFO,
        holds=Reason("通知所需内容齐全", "All that the customer's notice must say is known"),
        fails=Reason(
            "通知内容不完整（缺{missing}），请在决定前补齐",
            "The customer's notice would lack {missing}; please supply it before deciding",
        ),
        inputs=("paid_amount", "claim.refund_route", "policy.refunds"),
        basis="campaign terms: amount, method and arrival, or detailed reasons",
    )
)
def the_notice_can_be_complete(case: Case, findings: Findings) -> Answer:
    if _refusals(findings):
        return passed()  # a refusal's reasons are the findings themselves
    route = (case.statement.refund_route or "").casefold()
    refunds = case.policy.refunds
    days = refunds.original_route_workdays if route == "original" else refunds.bank_workdays
    lacking = (
        (refundable(case).amount is None, Reason("退款金额", "the amount")),
        (not route, Reason("退款方式", "the method")),
        (days is None, Reason("到账时间", "when it arrives")),
    )
    missing = [text for lacks, text in lacking if lacks]
    return failed(missing=listed(missing)) if missing else passed()


@guard(
    Article(
        id="LEG-11",
        severity=Severity.REVIEW,
        holds=Reason("原始凭证已留存并有哈希", "Every original is kept under its hash"),
        fails=Reason(
            "有文件未留存哈希（{files}），请重新接收原件", "An original has no hash ({files}); please receive it again"
        ),
        inputs=("file.sha256",),
        basis="E-Commerce Law art. 62; Electronic Signature Law art. 5–8; civil evidence rules art. 93, 94",
    )
)
def originals_are_kept(case: Case, _: Findings) -> Answer:
    if not case.papers:
        return not_applicable()
    bare = [paper.name for paper in case.papers if len(paper.record.sha256) != 64]
    return failed(files=", ".join(bare)) if bare else passed()


GUARDS = (
    no_reason_period_is_over,
    quality_is_never_refused,
    a_refusal_needs_a_person,
    consent_is_there,
    personal_numbers_are_masked,
    evidence_is_within_its_time,
    terms_leave_one_reading,
    the_claim_is_handled_in_time,
    the_promise_is_lawful,
    the_notice_can_be_complete,
    originals_are_kept,
)
