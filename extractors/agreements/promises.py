"""Which clauses of a contract say what is promised, what goes back when it is missed, and what it costs."""

import re
from dataclasses import replace

from extractors.agreements.clauses import Clause, sentences
from extractors.script import simplified
from pipeline.sheets import Spot

_REFUND_TITLE = re.compile(r"退款|退费|不过退|退还|返还|refund|money[\s-]?back|repay|reimburse", re.IGNORECASE)
_MISSED_TITLE = re.compile(
    r"未达|未通过|未完成|补偿|违约|保障|shortfall|fail|miss|not\s(?:met|reached|achieved)|remed|guarantee",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"退款|退费|退还|返还|退回|全额退|无条件退|refund|money[\s-]?back|repa(?:y|id)|reimburse|claim\sback|pays?\sback|"
    r"returns?\s(?:the\sfee|\d)",
    re.IGNORECASE,
)
_MISSED = re.compile(
    r"未[达通完能取获]|仍未|没有?[达通]|不[达合]|达不到|不及格|低于|not\s(?:reach|met|meet|achiev|pass|attain|obtain)|"
    r"fail|miss|without\sreaching|falls?\sshort|below",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\d\s?%|百分之|[¥$€£]\s?\d|\d\s?元|全额|全部|全款|in\sfull|full\samount", re.IGNORECASE)
_TARGET_TITLE = re.compile(
    r"目标|指标|效果|成效|成果|验收标准|考核|达标|保过|承诺|保证|预期|(?:质量|服务)(?:标准|要求)|pass\sguarantee|"
    r"objectives?\b|\bKPI|(?:acceptance|success)\scriteria"
    r"|targets?\b|\bgoals?\b|guarantee|results?\b|outcomes?\b|performance\s(?:standard|commitment|undertaking|level)|"
    r"service\slevels?|promised?\b|commitment|undertaking|achievement",
    re.IGNORECASE,
)
_ASIDE_TITLE = re.compile(
    r"违约|不可抗力|争议|保密|通知|转让|陈述|付款|费用|价款|收费|force\smajeure|late\s|overdue|confiden|governing|"
    r"notice|assign|warrant|disclaim|liabilit|terminat|intellectual|payment|fees?\b|price",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"承诺|保证|确保|应当?达到|达到|不低于|不少于|不高于|通过|目标|指标|"
    r"shall\s(?:reach|achieve|exceed|obtain|attain|lose|pass|be\sat\sleast)|will\s(?:reach|achieve|pass|exceed)|"
    r"guarantee|at\sleast|no\sless\sthan|target|objective",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"\d|合格|及格|通过|百分之|\bpass", re.IGNORECASE)
_SERVICE_TITLE = re.compile(
    r"服务(?:内容|项目|范围|期)|项目说明|scope|^services?$|term\b|duration|期限|有效期", re.IGNORECASE
)


def promised(every: tuple[Clause, ...]) -> tuple[Clause | None, Clause | None]:
    """The clause with the target and the clause on money back; of one clause that says both, the sentences of each."""
    refund = _refund(every)
    others = tuple(clause for clause in every if clause is not refund)
    target = _target(others)
    if target is None and refund is not None:
        return _divided(refund)
    if refund is None and target is not None and _BACK.search(said(target)):
        return _divided(target)
    return target, refund


def said(clause: Clause) -> str:
    """The clause's text for comparing: simplified, Chinese without blanks."""
    return dense(clause.text)


def dense(text: str) -> str:
    plain = simplified(text)
    return plain if plain.isascii() else re.sub(r"\s", "", plain)


def _refund(every: tuple[Clause, ...]) -> Clause | None:
    filled = [clause for clause in every if clause.body]
    titled = [clause for clause in filled if _REFUND_TITLE.search(dense(clause.title))]
    missed = [clause for clause in filled if _BACK.search(said(clause)) and _MISSED.search(said(clause))]
    headed = [clause for clause in missed if _MISSED_TITLE.search(dense(clause.title))]
    told = [clause for clause in missed if not _ASIDE_TITLE.search(dense(clause.title)) and _SHARE.search(said(clause))]
    return next(iter([*titled, *headed, *told]), None)


def _target(every: tuple[Clause, ...]) -> Clause | None:
    filled = [clause for clause in every if clause.body and not _ASIDE_TITLE.search(dense(clause.title))]
    titled = [clause for clause in filled if _TARGET_TITLE.search(dense(clause.title))]
    titled.sort(key=lambda clause: bool(_BACK.search(said(clause))))
    told = [
        clause
        for clause in filled
        if _PROMISE.search(said(clause)) and _MEASURE.search(said(clause)) and not _BACK.search(said(clause))
    ]
    return next(iter([*titled, *(one for one in told if not _SERVICE_TITLE.search(dense(one.title)))]), None)


def _divided(both: Clause) -> tuple[Clause | None, Clause | None]:
    """The sentences that promise, and those from the first one on that speaks of money back."""
    every = sentences(both)
    texts = [dense("".join(spot.raw for spot in sentence)) for sentence in every]
    first = next((place for place, text in enumerate(texts) if _BACK.search(text)), len(texts))
    promising = [place for place in range(first) if _PROMISE.search(texts[place]) and _MEASURE.search(texts[place])]
    target = tuple(spot for place in range(promising[0], first) for spot in every[place]) if promising else ()
    back: tuple[Spot, ...] = tuple(spot for sentence in every[first:] for spot in sentence)
    return replace(both, body=target) if target else None, replace(both, body=back) if target and back else both
