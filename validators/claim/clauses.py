"""What a refund clause asks for and gives back, as far as its words are plain; the rest is a person's to read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.sheets import folded

_DAYS = re.compile(
    r"(?:成绩|结果|考试)[^。.;]{0,12}?(?P<days>\d{1,3})\s*(?P<work>个?工作)?(?:日|天)(?:之)?内?"
    r"[^。.;]{0,20}?(?:申请|提出|提交|办理|书面)"
    r"|(?:claim|apply|request|submit)\w*[^.;]{0,80}?within\s+(?P<en>\d{1,3})\s+(?P<enwork>working |business )?days"
    r"\s+(?:of|after|from)\s+(?:the\s+)?(?:\w+\s+){0,3}(?:results?|scores?|exam\w*)",
    re.IGNORECASE,
)
"""Days to claim in, counted from the result; the merchant's own days to pay are none."""
_ATTENDANCE = re.compile(
    r"(?:出勤率?|到课率?|听课|上课|attend\w*)[^。.;%]{0,30}?(?P<rate>\d{1,3})\s?%"
    r"|(?P<before>\d{1,3})\s?%\s*(?:of (?:the )?(?:sessions|classes|lessons)|以上(?:的)?(?:出勤|课))",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:退还|退回|返还|退款|退费|refunds?|repays?|reimburses?|returns?|claim back)"
    r"[^。;.%]{0,40}?(?P<share>\d{1,3}(?:\.\d+)?)\s?%"
    r"|(?P<lead>\d{1,3}(?:\.\d+)?)\s?%\s*(?:of the (?:fee|amount|price|contract|total)"
    r"|的?(?:费用|学费|款项|服务费)?(?:退|返))",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"全额(?:退|返)|(?:退还|退回|返还)(?:已付|已缴|所缴|所交)?(?:的)?(?:全部|全额|全款)|全部(?:费用|学费|款项)[^。.;]{0,8}(?:退|返)"
    r"|refunds?[^.;]{0,20}\bin full\b|full refund|refunds?[^.;]{0,12}(?:the )?(?:full|entire|whole)",
    re.IGNORECASE,
)
_MONEY_BACK = re.compile(
    r"[退返赔還还免]|refund|re?pa[iy]|reimburs|return|back|compensat|waive|cancel|guarante", re.IGNORECASE
)
_EXAM_TAKEN = re.compile(
    r"缺考|弃考|参加(?:了)?(?:全部)?(?:考试|测试)|absent|sat the exam|took the exam|no[- ]show", re.IGNORECASE
)
_NO_FORMULA = re.compile(r"扣除|折算|按比例|已消耗|剩余课时|deduct|pro[- ]rata|proportion|less the", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """`days` to claim in, counted in `workdays` or calendar days; `attendance` percent needed; `share` percent that
    goes back, None where no plain figure stands; `exam_taken`: the examination must have been sat.
    """

    days: int | None = None
    workdays: bool = False
    attendance: Decimal | None = None
    share: Decimal | None = None
    exam_taken: bool = False


def speaks_of_money_back(text: str) -> bool:
    """Whether a refund clause has one word of what it is about; letters left of a smudged one have none."""
    return _MONEY_BACK.search(folded(text)) is not None


def clause(text: str) -> Clause:
    """What is plainly said; two different figures for one thing count as none."""
    said = folded(text)
    days, work = _days(said)
    return Clause(
        days=days,
        workdays=work,
        attendance=_only(match["rate"] or match["before"] for match in _ATTENDANCE.finditer(said)),
        share=_share(said),
        exam_taken=bool(_EXAM_TAKEN.search(said)),
    )


def _days(said: str) -> tuple[int | None, bool]:
    found = {
        (int(match["days"] or match["en"]), bool(match["work"] or match["enwork"])) for match in _DAYS.finditer(said)
    }
    return found.pop() if len(found) == 1 else (None, False)


def _share(said: str) -> Decimal | None:
    if _NO_FORMULA.search(said):
        return None
    shares = [match["share"] or match["lead"] for match in _SHARE.finditer(said)]
    if not shares:
        return Decimal(100) if _WHOLE.search(said) else None
    return None if _WHOLE.search(said) else _only(shares)


def _only(figures: Iterable[str]) -> Decimal | None:
    found = {Decimal(figure) for figure in figures}
    return found.pop() if len(found) == 1 else None
