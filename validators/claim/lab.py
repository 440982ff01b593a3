"""LAB: does the report speak about this person and this product, and does it prove that the promise was missed?"""

import re
from decimal import Decimal

from pipeline.claim.attainment import INEFFECTIVE, REACHED, borderline
from pipeline.claim.claims import Case, Paper
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from pipeline.sheets import folded
from validators.blank import blank_on
from validators.claim.efficacy import efficacy, promised, row_of
from validators.claim.goods import product_of
from validators.claim.indicators import families, promised_families
from validators.claim.known import purchase_day
from validators.claim.names import anyone, same_code, same_company, same_person, same_product
from validators.wording import shown

_REPORT = "lab_report"
_USE = "usage_record"
_COMPANY = re.compile(r"公司|集团|中心|工厂|\bltd|limited|\binc\b|\bllc|gmbh|company|\bco\b", re.IGNORECASE)
_REPLACED = re.compile(
    r"(?:本报告|此报告)?(?:替代|取代|代替|更正|作废|修订)(?:原|了)?(?:报告|编号)|(?:原|被替代)报告(?:编号)?"
    r"|replaces? (?:test )?report|supersed\w+|amended report|report .{0,20}\b(?:withdrawn|void)",
    re.IGNORECASE,
)
_AMENDED = re.compile(r"-(?:R|A|G|更)\d{1,2}$|[A-Z]?R\d$", re.IGNORECASE)


def _each(case: Case) -> tuple[Paper, ...]:
    return case.of(_REPORT)


@claim_rule(
    Article(
        id="LAB-06",
        severity=Severity.REJECT,
        holds=Reason("样品与购买的产品一致", "The sample is the product that was bought"),
        fails=Reason(
            "样品（{sample}）与购买的产品（{product}）不符，请核对样品名称和批号",
            "The sample {sample} is not the product bought ({product}); please check name and batch",
        ),
        inputs=("sample_name", "batch_number", "claim.product", "policy.products"),
        basis="campaign terms; ISO/IEC 17025:2017 7.8.2.1 g",
    )
)
def the_sample_is_the_product(case: Case) -> tuple[Answer, ...]:
    """Grave only where both names are plain and share little; another batch, and doubt, are a person's.

    What was used day by day must be of that batch, too, where its record names one.
    """
    used = (_used(case, paper) for paper in case.of(_USE))
    return (*(_sample(case, paper) for paper in _each(case)), *filter(None, used))


def _used(case: Case, paper: Paper) -> Answer | None:
    batch = paper.form.text("batch_number")
    tested = (str(value) for _, value in case.fields("batch_number", _REPORT))
    bought = case.statement.product.batch_number or next(tested, None)
    if not batch or not bought:
        return None
    if same_code(batch, bought):
        return passed("batch_number", file=paper.name)
    return failed("batch_number", file=paper.name, severity=Severity.REVIEW, sample=batch, product=bought)


def _sample(case: Case, paper: Paper) -> Answer:
    said, known = case.statement.product, product_of(case)
    names = tuple(filter(None, (said.name, *((known.name, *known.aliases) if known else ()))))
    sample = paper.form.text("sample_name")
    if sample is None:
        return blank_on(paper, "sample_name")
    if not names:
        return not_applicable(file=paper.name)
    same = [same_product(sample, name) for name in names]
    if True not in same:
        grave = None not in same and paper.clear("sample_name")
        severity = None if grave else Severity.REVIEW
        return failed("sample_name", file=paper.name, severity=severity, sample=sample, product=names[0])
    batch, stated = paper.form.text("batch_number"), said.batch_number
    if batch and stated and not same_code(batch, stated):
        return failed("batch_number", file=paper.name, severity=Severity.REVIEW, sample=batch, product=stated)
    return passed("sample_name", "batch_number", file=paper.name)


@claim_rule(
    Article(
        id="LAB-07",
        severity=Severity.ASK,
        holds=Reason("有使用前的基线数据", "There is a baseline from before the first use"),
        fails=Reason(
            "缺少使用前基线数据（{indicator}），请补充同一检测机构使用前的检测结果",
            "The baseline before use is missing ({indicator}); please send that laboratory's earlier result",
        ),
        inputs=("measurements", "baseline_value", "claim.claimed_efficacy"),
        basis="judgement of the house: one person's improvement needs that person's baseline",
    )
)
def there_is_a_baseline(case: Case) -> tuple[Answer, ...]:
    """Without a first reading of the same person nothing can be computed: asked for, never refused."""
    return tuple(_baseline(case, paper) for paper in _each(case))


def _baseline(case: Case, paper: Paper) -> Answer:
    row = row_of(paper, promised(case)) or row_of(paper, None)
    if row is None:
        return blank_on(paper, "measurements")
    if row.baseline_value is None:
        return failed("measurements", file=paper.name, indicator=row.indicator)
    return passed("measurements", file=paper.name)


@claim_rule(
    Article(
        id="LAB-09",
        severity=Severity.REJECT,
        holds=Reason(
            "功效达成率低于承诺，功效无效成立", "Attainment is below what was promised: ineffective is proven"
        ),
        fails=Reason(
            "功效达成率 {attained}%，未低于承诺的 {threshold}%，请人工复核报告与规则",
            "Attainment is {attained} %, not below the {threshold} % of the promise; please check report and terms",
        ),
        inputs=("measurements", "claim.claimed_efficacy", "policy.attainment_threshold_pct", "policy.threshold_basis"),
        basis="campaign terms: below X % of the claimed efficacy is ineffective",
    )
)
def the_promise_was_missed(case: Case) -> Answer:
    """A < X proves it; A = X has reached it. Near X, and on readings in doubt, nobody is refused by a machine."""
    told = efficacy(case)
    if told is None:
        lost = any(paper.form.state("measurements") is State.UNREADABLE for paper in _each(case))
        return unreadable("measurements") if lost else not_applicable()
    if told.result == INEFFECTIVE:
        return passed("measurements", file=told.file)
    if told.result == REACHED:
        severity = None if not borderline(told) and _undoubted(case, told.file) else Severity.REVIEW
        attained, threshold = _two(told.attained), shown(told.threshold)
        return failed("measurements", file=told.file, severity=severity, attained=attained, threshold=threshold)
    return unreadable("measurements", file=told.file)


def _undoubted(case: Case, file: str) -> bool:
    names = {"measurements", "baseline_value", "endpoint_value", "indicator"}
    return all(paper.doubtful.isdisjoint(names) for paper in _each(case) if paper.name == file)


@claim_rule(
    Article(
        id="LAB-10",
        severity=Severity.REVIEW,
        holds=Reason("检测指标与宣称功效对应", "An indicator of the promised effect was measured"),
        fails=Reason(
            "检测指标（{measured}）与宣称功效（{promised}）不对应，请核对报告项目",
            "The indicators measured ({measured}) do not measure the promise ({promised}); please check the report",
        ),
        inputs=("measurements", "claim.claimed_efficacy", "policy.products"),
        basis="campaign terms; how efficacy is measured",
    )
)
def the_promised_effect_was_measured(case: Case) -> tuple[Answer, ...]:
    claimed = promised(case)
    if claimed is None or not promised_families(claimed):
        return ()
    return tuple(_measured(paper, case) for paper in _each(case))


def _measured(paper: Paper, case: Case) -> Answer:
    claimed = promised(case)
    first = row_of(paper, None)
    if claimed is None or first is None:
        return blank_on(paper, "measurements")
    if row_of(paper, claimed) is not None:
        return passed("measurements", file=paper.name)
    if not families(first.indicator):
        return unreadable("measurements", file=paper.name)
    name = claimed.indicator_zh or claimed.indicator
    return failed("measurements", file=paper.name, measured=first.indicator, promised=name)


@claim_rule(
    Article(
        id="LAB-13",
        severity=Severity.REVIEW,
        holds=Reason("结果不在边界附近", "The result is not near the bound"),
        fails=Reason(
            "结果处于边界（达成率 {attained}%，界限 {threshold}%），请人工判断",
            "Borderline result (attainment {attained} %, bound {threshold} %); a person decides",
        ),
        inputs=("measurements", "claim.claimed_efficacy", "policy.attainment_threshold_pct"),
        basis="ISO/IEC 17025:2017 7.8.6: the decision rule; 3 points where no uncertainty is printed",
    )
)
def the_result_is_not_borderline(case: Case) -> Answer:
    told = efficacy(case)
    if told is None:
        lost = next((paper for paper in _each(case) if paper.form.state("measurements") is State.UNREADABLE), None)
        return unreadable("measurements", file=lost.name) if lost else not_applicable()
    if told.attained is None:
        return not_applicable()
    if borderline(told):
        attained, threshold = _two(told.attained), shown(told.threshold)
        return failed("measurements", file=told.file, attained=attained, threshold=threshold)
    return passed("measurements", file=told.file)


@claim_rule(
    Article(
        id="LAB-16",
        severity=Severity.REVIEW,
        holds=Reason("委托人或受试者为申请人", "The report was made for the claimant"),
        fails=Reason(
            "委托人/受试者（{client}）与申请人（{claimant}）不一致，请人工核对",
            "The report's client {client} is not the claimant {claimant}; please check",
        ),
        inputs=("client_name", "measurements", "claim.claimant"),
        basis="judgement of the house",
    )
)
def the_report_is_the_claimants(case: Case) -> tuple[Answer, ...]:
    """The subject of the readings will do as well as the client: companies often order tests for people."""
    claimant = case.statement.claimant.name
    return tuple(_client(paper, claimant) for paper in _each(case)) if claimant else ()


def _client(paper: Paper, claimant: str) -> Answer:
    client = paper.form.text("client_name")
    subjects = [row.subject for row in paper.form.measurements() if row.subject]
    named = [name for name in (client, *subjects) if name]
    if not named:
        return blank_on(paper, "client_name")
    same = [same_person(name, claimant) for name in named]
    if True in same or any(anyone(name) for name in named):
        return passed("client_name", file=paper.name)
    if client and (same[0] is False or same_company(client, claimant) or _COMPANY.search(client)):
        return failed("client_name", file=paper.name, client=client, claimant=claimant)
    return unreadable("client_name", file=paper.name)


@claim_rule(
    Article(
        id="LAB-17",
        severity=Severity.REVIEW,
        holds=Reason("报告未被更正或替代", "The report stands: it was neither amended nor replaced"),
        fails=Reason(
            "报告涉及更正或替代（{remark}），请确认提交的是最新版本",
            "The report was amended or replaced ({remark}); please make sure that this is the newest",
        ),
        inputs=("report_number", "page.text"),
        basis="ISO/IEC 17025:2017 7.8.8",
    )
)
def the_report_is_the_newest(case: Case) -> tuple[Answer, ...]:
    return tuple(_amended(paper) for paper in _each(case))


def _amended(paper: Paper) -> Answer:
    number = paper.form.text("report_number")
    if paper.document is None:
        return not_applicable(file=paper.name)
    lines = (folded(line.text) for page in paper.document.pages for line in page.lines)
    told = next((line for line in lines if _REPLACED.search(line)), None)
    if told:
        return failed("report_number", file=paper.name, remark=told)
    if number and _AMENDED.search(number):
        return failed("report_number", file=paper.name, remark=number)
    return passed("report_number", file=paper.name) if number else blank_on(paper, "report_number")


@claim_rule(
    Article(
        id="LAB-21",
        severity=Severity.REVIEW,
        holds=Reason("购买时的功效宣称有据可查", "The promise on the day of purchase is known"),
        fails=Reason(
            "缺少购买时的功效宣称依据，请提供购买当日的宣称页面或在活动规则中登记",
            "The promise on the day of purchase is not known; please supply that day's page or enter it in the policy",
        ),
        inputs=("claim.claimed_efficacy", "policy.products", "claim.purchase_date"),
        basis="campaign terms; Cosmetics regulation art. 22",
    )
)
def the_promise_of_that_day_is_known(case: Case) -> Answer:
    """Asked where a report is filed to prove that a promise was missed."""
    if not _each(case):
        return not_applicable()
    product, bought = product_of(case), purchase_day(case)
    stated = case.statement.claimed_efficacy
    published = product is not None and any(bought is None or one.stood_on(bought.value) for one in product.claimed)
    if published or (stated is not None and (stated.value_percent is not None or stated.wording)):
        return passed()
    return failed()


def _two(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


RULES = (
    the_sample_is_the_product,
    there_is_a_baseline,
    the_promise_was_missed,
    the_promised_effect_was_measured,
    the_result_is_not_borderline,
    the_report_is_the_claimants,
    the_report_is_the_newest,
    the_promise_of_that_day_is_known,
)
