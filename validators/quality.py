"""QLT: does an appraisal come from a body that may appraise, and does it state a defect of a named product?"""

import re

from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, passed, rule, unreadable
from validators import stores
from validators.wording import listed

_NAMES = ("issuer_name", "product_name", "defect")
_BODY = re.compile(
    r"检[测验]|鉴定|质检|质量|计量|标准|认证|评估|研究[院所]|监督|司法|公证|inspect|test|laborator|apprais|certif|survey|assess|institute"
    r"|bureau|quality|forensic|\blabs?\b",
    re.IGNORECASE,
)
_NOBODY = Reason("出具方不是鉴定机构", "the issuer is no appraisal body")
_OURS = Reason("出具方为商户自己", "the issuer is the merchant itself")


@rule(
    Article(
        id="QLT-01",
        severity=Severity.ASK,
        holds=Reason("由鉴定机构出具，产品和缺陷明确", "An appraisal body names the product and its defect"),
        fails=Reason(
            "缺少权威机构鉴定（{missing}），请补充鉴定报告",
            "No authoritative appraisal ({missing}); please send an appraisal body's report",
        ),
        inputs=("defect", "issuer_name", "product_name", "conclusion"),
        basis="campaign terms",
    ),
    kinds=("appraisal_report",),
)
def an_appraisal_body_states_the_defect(form: Form, facts: Facts) -> Answer:
    """The seller's own word is no appraisal. A conclusion may state the defect."""
    stated = {"defect": form.text("defect") or form.text("conclusion")}
    missing = [name for name in _NAMES if not stated.get(name, form.text(name)) and not _smudged(form, name)]
    remarks = [facts.label(name) for name in missing]
    issuer = form.text("issuer_name")
    if issuer and facts.stores and stores.named(issuer, (), facts.stores):
        remarks.append(_OURS)
    elif issuer and not _BODY.search(issuer):
        remarks.append(_NOBODY)
    if remarks:
        return failed(*(missing or ["issuer_name"]), missing=listed(remarks))
    return unreadable(*_NAMES) if any(_smudged(form, name) for name in _NAMES) else passed(*_NAMES)


RULES = (an_appraisal_body_states_the_defect,)


def _smudged(form: Form, name: str) -> bool:
    return form.state(name) is State.UNREADABLE
