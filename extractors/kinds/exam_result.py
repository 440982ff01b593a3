"""Score reports: who sat which examination, the marks, and whether it was passed."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from extractors.form import form_kind
from extractors.found import doubted, found
from extractors.labels import named, parts, plain
from extractors.signs import signs
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.geometry import share_column
from pipeline.rows import Mark
from pipeline.sheets import Sheet, Spot, Strip

NAME = "exam_result"
_T = ValueType.TEXT
_FIELDS = (
    FieldSpec(name="candidate_name", type=_T, zh="考生姓名", en="Candidate", sensitive=True),
    FieldSpec(name="admission_number", type=ValueType.ID, zh="准考证号", en="Admission number", critical=True),
    FieldSpec(name="exam_name", type=_T, zh="考试名称", en="Examination", required=True),
    FieldSpec(name="exam_date", type=ValueType.DATE, zh="考试日期", en="Examined on", critical=True),
    FieldSpec(name="issue_date", type=ValueType.DATE, zh="成绩公布日期", en="Published", critical=True),
    FieldSpec(name="scores", type=ValueType.ROWS, zh="成绩", en="Scores"),
    FieldSpec(name="pass_mark", type=ValueType.NUMBER, zh="合格标准", en="Pass mark"),
    FieldSpec(name="result_status", type=_T, zh="考试结果", en="Result", required=True),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_SCORE = re.compile(
    r"(?<![\d.\-/年])(?P<score>\d{1,3}(?:\.\d)?)\s?(?:分|/\s?\d{2,3}|pts?\b|points?\b)?(?![\d.%年月\-/:])"
)
_STATUS = re.compile(r"未通过|不通过|不合格|未合格|未达标|通过|合格|not\spass(?:ed)?|failed?|passed?", re.IGNORECASE)
_LEAST_COLUMNS = 2
_SUBJECT_HEAD = re.compile(r"^(?:科目|考试科目|subject|section|paper|module|part)", re.IGNORECASE)
_TITLE = re.compile(
    r"(?!(?:查询|我的|考试))[^\s:]{2,24}(?:考试|资格|认定)(?=\S{0,8}成绩)|"
    r".{4,50}\bexam(?:ination)?\b(?!\s(?:results?|scores?|date|number|no))",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"总分|合计|总成绩|total|overall", re.IGNORECASE)


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    rows = tuple(_marks(sheet))
    if rows:
        fields["scores"] = found(_SPECS["scores"], rows, ())
    status = None if "result_status" in fields else _status(sheet)
    if status:
        fields["result_status"] = found(_SPECS["result_status"], status.raw, (status,))
    title = None if "exam_name" in fields else _title(sheet)
    if title:
        fields["exam_name"] = found(_SPECS["exam_name"], title.raw, (title,))
    return fields | _against_the_marks(fields, rows)


def _marks(sheet: Sheet) -> Iterable[Mark]:
    """Rows of a subject and its points: words first, then a small number, no label of another field in the row.

    Where there is none, columns of them.
    """
    taken = {one.spot.strip.number for one in named(sheet, NAME)}
    rows = [strip for strip in sheet.strips if strip.number not in taken]
    upright = [mark for row in rows if not _SUBJECT_HEAD.search(plain(row)) for mark in _in_row(row)]
    return upright or [mark for heads, points in pairwise(rows) for mark in _in_columns(heads, points)]


def _in_columns(heads: Strip, points: Strip) -> list[Mark]:
    """A row of subjects over a row of as many points, each under its own."""
    above = [Spot(heads, start, end) for start, end in parts(heads)]
    below = [Spot(points, start, end) for start, end in parts(points)]
    if len(above) != len(below) or len(above) < _LEAST_COLUMNS or re.search(r"[\d:]", heads.text):
        return []
    pairs = [(one, other, _SCORE.fullmatch(other.text)) for one, other in zip(above, below, strict=True)]
    if not all(score and share_column(one.place.box, other.place.box) for one, other, score in pairs):
        return []
    return [
        Mark(subject=one.raw.strip(), score=Decimal(score["score"]), box=other.place.box)
        for one, other, score in pairs
        if score and not _TOTAL.search(plain(heads)[one.start : one.end])
    ]


def _in_row(strip: Strip) -> Iterator[Mark]:
    stretches = [(strip.text[start:end].strip(), start, end) for start, end in parts(strip)]
    for place, (text, start, end) in enumerate(stretches):
        glued = re.fullmatch(
            r"(?P<name>[^\d:]{2,40}?)\s?[:]?\s?(?P<score>\d{1,3}(?:\.\d)?)\s?(?:分|/\s?\d{2,3})?", text
        )
        following = stretches[place + 1][0] if place + 1 < len(stretches) else ""
        beside = _SCORE.fullmatch(following) if re.fullmatch(r"[^\d:]{2,40}:?", text) else None
        points = glued["score"] if glued and not beside else beside["score"] if beside else None
        subject = (glued["name"] if glued and not beside else text).strip(" :")
        if points and Decimal(points) <= 750 and not _TOTAL.search(subject):
            yield Mark(subject=subject, score=Decimal(points), box=strip.place(start, end).box)
            return


def _status(sheet: Sheet) -> Spot | None:
    """A stretch that says nothing but how it ended."""
    for strip in reversed(sheet.strips):
        for start, end in parts(strip):
            match = _STATUS.search(plain(strip), start, end)
            if match and match.end() - match.start() >= end - start - 4:
                return strip.spot(match)
    return None


def _title(sheet: Sheet) -> Spot | None:
    for strip in sheet.strips[:6]:
        match = _TITLE.search(plain(strip))
        if match:
            return strip.spot(match)
    return None


def _against_the_marks(fields: dict[str, Field], rows: tuple[Mark, ...]) -> dict[str, Field]:
    """A result that the marks contradict is doubted: 未 is easily lost (domain: OCR confusion sets)."""
    status, mark = fields.get("result_status"), fields.get("pass_mark")
    if status is None or mark is None or not isinstance(mark.value, Decimal) or not rows:
        return {}
    limit = mark.value
    reached = all(row.score is not None and row.score >= limit for row in rows)
    failed = re.search(r"未|不|not|fail|unsuccess", str(status.value), re.IGNORECASE) is not None
    return {"result_status": doubted(status, "marks_say_otherwise")} if reached == failed else {}


KIND = form_kind(
    NAME,
    ("考试成绩", "Exam result"),
    _FIELDS,
    signs(
        (
            0.45,
            (
                r"成绩(?:单|查询|报告|通知|证明|详情|结果)|我的成绩|score\sreport|exam(?:ination)?\sresults?|"
                r"results?\s(?:slip|notice|certificate)|statement\sof\s(?:results|marks)"
            ),
        ),
        (0.35, r"准考证|考生|^\W*考号|candidate|examinee|test\staker|admission\s(?:ticket|no|number)"),
        (0.20, r"合格标准|及格|分数线|合格线|pass(?:ing)?\s(?:mark|score)|未通过|\bfail(?:ed)?\b"),
        (0.15, r"科目|考试(?:名称|日期|时间|项目)|subject|section|exam(?:ination)?\s(?:date|name)"),
        (-0.60, r"甲方|乙方|检测报告|价税合计|实付|退款条款|whereas|certificate\sof\sanalysis"),
    ),
    _completed,
)
