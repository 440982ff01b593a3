"""CON: is the contract whole, signed, plain about money and target, and does the result show what is claimed?"""

import re
from dataclasses import replace

from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import results, signing
from validators.across import CONTRACT, across
from validators.blank import blank
from validators.numbering import Numbering, numbering
from validators.options import options, overruled
from validators.results import Result
from validators.wording import listed, shown

_KINDS = ("contract",)
_SIGNS = (
    r"\s*[（(]?\s*(?:盖\s*章|签\s*[字名章]|公\s*章|签字盖章|signature|signed|seal|sign)[^:：)）]{0,12}[)）]?(?=\W|$)"
)
_SIDES = (
    re.compile(rf"(?:甲\s*方|party\s?a|provider){_SIGNS}", re.IGNORECASE),
    re.compile(rf"(?:乙\s*方|party\s?b|client){_SIGNS}", re.IGNORECASE),
)
_AGENT = re.compile(
    r"(?:经办人|(?:授权|法定)?代表人?|(?:委托)?代理人|authori[sz]ed\s(?:representative|signatory))"
    r"\s*(?:[（(][^()（）]{0,8}[)）])?\s*(?=[:：_])",
    re.IGNORECASE,
)
_NAMES = (Reason("甲方签章", "signature of party A"), Reason("乙方签章", "signature of party B"))
_COMPANY = re.compile(r"公司|集团|中心|学校|机构|\bltd|limited|\binc\b|\bllc|gmbh|company", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?<!\d)\d+(?:\.\d+)?\s*(?:分|%|％|次|名|人|万|元|级|天|个|kg|公斤|points?|marks?|percent|band)"
    r"|[一二三四五六七八九十百](?:分|级|成|次)"
    r"|百分之|通过.{0,24}(?:考试|测试|考核|认证|答辩)|(?:考试|考核|测试|认证).{0,12}(?:通过|合格)|取得.{0,16}(?:证书|资格)|录取"
    r"|\bpass(?:es|ed|ing)?\b.{0,60}\b(?:exam|test|assessment|certif)|\b(?:score|band|grade)s?\b.{0,30}\d|\d.{0,12}\b(?:score|band)",
    re.IGNORECASE,
)


@rule(
    Article(
        id="CON-02",
        severity=Severity.REVIEW,
        holds=Reason("合同双方已签字或盖章并注明日期", "Both sides signed or sealed, and the day is there"),
        fails=Reason(
            "合同缺少签字或盖章（{missing}），请人工核对；缺章不等于无效",
            "Signature or seal missing ({missing}); please check: the contract may bind all the same",
        ),
        inputs=("signed_date", "page.seals", "page.signatures"),
        basis="Civil Code art. 490; Supreme Court on contracts (2023) art. 22",
    ),
    kinds=_KINDS,
)
def both_sides_signed(form: Form, facts: Facts) -> Answer:
    """Seal or signature will do (Civil Code art. 490); where no place for them is found it stays open."""
    undated = form.state("signed_date") in (State.NOT_FOUND, State.EMPTY)
    sides = [] if signing.e_signed(facts.document) else [_side(at, facts) for at in range(len(_SIDES))]
    missing = [name for name, signed in zip(_NAMES, sides, strict=False) if signed is False]
    if undated:
        missing.append(facts.label("signed_date"))
    if missing:
        return failed(*(["signed_date"] if undated else []), missing=listed(missing))
    if None in sides or form.state("signed_date") is State.UNREADABLE:
        return unreadable("signed_date")
    return passed("signed_date")


@rule(
    Article(
        id="CON-03",
        severity=Severity.ASK,
        holds=Reason("合同页完整", "The contract's pages are complete"),
        fails=Reason(
            "合同页不完整（{remark}），请补齐", "Contract pages are incomplete ({remark}); please send them all"
        ),
        inputs=("contract_number",),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def every_page_of_the_contract_is_there(form: Form, facts: Facts) -> Answer:
    pages, number = numbering(form.kind, facts.document), form.text("contract_number")
    found = across(facts.document, CONTRACT, number) if number else None
    if pages and pages.certain and pages.missing:
        missing = ", ".join(map(str, pages.missing))
        return failed(remark=Reason(f"缺第{missing}页，共{pages.total}页", f"{missing} of {pages.total} missing"))
    if found and found.others:
        remarks = (Reason(f"第{page}页编号为 {other}", f"page {page} carries {other}") for page, other in found.others)
        return failed("contract_number", remark=listed(remarks))
    match pages:
        case None if number is None:
            smudged = form.state("contract_number") is State.UNREADABLE
            return unreadable("contract_number") if smudged else not_applicable()
        case Numbering(certain=True):
            return passed()
        case _:
            whole = found is not None and not found.without and not found.doubtful and pages is None
            return passed("contract_number") if whole else unreadable("contract_number")


@rule(
    Article(
        id="CON-04",
        severity=Severity.REVIEW,
        holds=Reason("合同金额大小写一致", "The amount in words is the amount in figures"),
        fails=Reason(
            "合同金额大小写不一致（{words} / {figures}），请核对合同",
            "Contract amounts differ (words {words}, figures {figures}); please check the contract",
        ),
        inputs=("contract_amount_words", "contract_amount"),
        basis="payment settlement rules, annex 1 (financial capitals)",
    ),
    kinds=_KINDS,
)
def contract_words_equal_figures(form: Form, _: Facts) -> Answer:
    names = ("contract_amount_words", "contract_amount")
    words, figures = (form.amount(name) for name in names)
    if words is None or figures is None:
        return blank(form, *names)
    return passed(*names) if words == figures else failed(*names, words=shown(words), figures=shown(figures))


@rule(
    Article(
        id="CON-05",
        severity=Severity.REVIEW,
        holds=Reason("合同有可量化的服务目标", "The contract names a target that can be measured"),
        fails=Reason(
            "未找到可量化的服务目标，请人工查看合同条款",
            "No measurable target found; please look at the contract's clauses",
        ),
        inputs=("target",),
        basis="campaign terms",
    ),
    kinds=_KINDS,
)
def the_target_can_be_measured(form: Form, facts: Facts) -> Answer:
    """A number with its unit, an examination to pass, a certificate to get."""
    target = form.text("target")
    if target is not None:
        return passed("target") if _MEASURE.search(target) else failed("target")
    unclear = any(page.legibility < facts.legibility_floor for page in facts.document.pages)
    return unreadable("target") if unclear or form.state("target") is State.UNREADABLE else failed("target")


@rule(
    Article(
        id="CON-06",
        severity=Severity.REVIEW,
        holds=Reason("考试结果证明未通过", "The result shows not passed"),
        fails=Reason(
            "考试结果未证明未通过（{result}），请到发布网站核对",
            "The result does not show a failure ({result}); please check at the issuing site",
        ),
        inputs=("result_status", "scores", "pass_mark"),
        basis="campaign terms",
    ),
    kinds=("exam_result",),
)
def the_result_shows_not_passed(form: Form, _: Facts) -> Answer:
    """Status and marks must not contradict each other: one lost 未 would turn the answer round."""
    names = ("result_status", "scores", "pass_mark")
    said, reached = results.by_words(form.text("result_status") or ""), results.by_marks(form)
    if Result.ABSENT in (said, reached) or (said and reached and said is not reached):
        return unreadable(*names)
    match said or reached:
        case Result.MISSED:
            return passed(*names)
        case Result.PASSED:
            return failed(
                *names, result=form.text("result_status") or Reason("成绩达到合格标准", "marks reach the pass mark")
            )
        case _:
            known = any(form.state(name) is not State.NOT_FOUND for name in names)
            return unreadable(*names) if known else not_applicable()


@rule(
    Article(
        id="CON-11",
        severity=Severity.REVIEW,
        holds=Reason("勾选项明确", "The ticked options are plain"),
        fails=Reason(
            "手写勾选与印刷选项不一致（{count}处），手写内容优先，请人工确认",
            "Ticks by hand differ from the printed choice ({count} places); handwriting prevails, please confirm",
        ),
        inputs=("page.ticks",),
        basis="GF-2020-2604 model contract",
    ),
    kinds=_KINDS,
)
def ticked_options_are_plain(_: Form, facts: Facts) -> Answer:
    """Only a tick by hand against a printed choice or a printed number fails; a choice nobody can see stays open."""
    rows = options(facts.document)
    against = sum(bool(row.printed and row.by_hand) for row in rows) + overruled(facts.document)
    if against:
        return failed(count=str(against))
    if not rows:
        return not_applicable()
    return passed() if all(row.printed + row.by_hand for row in rows) else unreadable()


RULES = (
    both_sides_signed,
    every_page_of_the_contract_is_there,
    contract_words_equal_figures,
    the_target_can_be_measured,
    the_result_shows_not_passed,
    ticked_options_are_plain,
)


def _side(at: int, facts: Facts) -> bool | None:
    """Whether one side, or who acts for it, signed.

    None where nobody asks it to, where the name of who acts for it may be print, or a grey copy may hide the seal.
    """
    places, rivals = (signing.places(facts.document, _SIDES[side]) for side in (at, 1 - at))
    if any(_signed(place, facts) or signing.sealed(place, facts.document, rivals) for place in places):
        return True
    agents = signing.under(places, signing.places(facts.document, _AGENT))
    if any(signing.signed(replace(agent, written=""), facts.document) for agent in agents):
        return True
    if any(agent.written for agent in agents):
        return None
    hidden = "red_seal" not in facts.document.traces.facts and any(place.written for place in places)
    return None if hidden or not places else False


def _signed(place: signing.Place, facts: Facts) -> bool:
    """A company's printed name is not its seal; a person's may be handwriting that was read."""
    if _COMPANY.search(place.written):
        place = replace(place, written="")
    return signing.signed(place, facts.document)
