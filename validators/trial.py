"""The measurements of a report, and whether one person or a group was measured."""

import re
from collections.abc import Iterator
from enum import Enum, auto

from pipeline.pages import Document
from pipeline.records import Form
from pipeline.rows import Measurement
from pipeline.sheets import folded

_COUNTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:受试者|受试人数|受试人群|志愿者|样本量|有效例数|入组)(?:人数|例数)?[^\d。;]{0,8}?(\d{1,4})\s*(?:名|人|例|位)",
        r"(\d{1,4})\s*(?:名|例|位)(?:有效|合格|健康|女性|男性)?(?:受试者|志愿者)",
        r"(?:受试人数|样本量|有效例数)\s*:?\s*(?:n\s*=\s*)?(\d{1,4})(?!\d|岁)",
        r"\b(\d{1,4})\s*(?:valid |healthy |female |male |adult )*(?:subjects|volunteers|participants|panell?ists)\b",
        r"\b(?:number of subjects|sample size)\s*:?\s*(\d{1,4})\b",
        r"\bn\s*=\s*(\d{1,4})(?!\d)(?!\s*(?:次|点|读数|times|readings|measurements|replicates|repeats|sites))",
    )
)
_GROUP = re.compile(r"组|群|人均|均值|平均|panel|group|mean|average|\bn\s*=\s*(?:[2-9]|\d{2,})", re.IGNORECASE)
_ONE = re.compile(r"个人送检|个人检测|单人|single subject|individual test|n\s*=\s*1(?!\d)", re.IGNORECASE)
_PERCENT = ("%", "％", "percent")


class Measured(Enum):
    PERSON = auto()
    GROUP = auto()
    UNKNOWN = auto()


def measured_rows(form: Form) -> tuple[Measurement, ...]:
    """The table's rows, else the one row the flat fields make."""
    rows = form.measurements()
    if rows or not (name := form.text("indicator")):
        return rows
    row = Measurement(
        indicator=name,
        unit=form.text("unit"),
        baseline_value=form.amount("baseline_value"),
        endpoint_value=form.amount("endpoint_value"),
        improvement_rate=form.amount("improvement_rate"),
    )
    return (row,)


def in_percent(row: Measurement) -> bool:
    """Whether the values themselves are percentages."""
    return row.unit is not None and row.unit.strip() in _PERCENT


def is_group(row: Measurement) -> bool:
    return bool(row.subject and _GROUP.search(row.subject))


def subjects_of(row: Measurement, table: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
    """The rows of single subjects that `row` sums up; none where it is one of them."""
    if row.subject and not is_group(row):
        return ()
    same = (each for each in table if each.indicator == row.indicator and each is not row)
    return tuple(each for each in same if each.subject and not is_group(each))


def who(form: Form, document: Document) -> Measured:
    """Rows of one named subject make a personal test, whatever else the report tells; rows of several do not."""
    subjects = [row for row in measured_rows(form) if row.subject]
    single = {row.subject for row in subjects if not is_group(row)}
    if single:
        return Measured.PERSON if len(single) == 1 else Measured.GROUP
    texts = tuple(_texts(document))
    people = [int(found) for text in texts for pattern in _COUNTS for found in pattern.findall(text)]
    if subjects or max(people, default=0) > 1:
        return Measured.GROUP
    personal = 1 in people or any(_ONE.search(text) for text in texts)
    return Measured.PERSON if personal else Measured.UNKNOWN


def _texts(document: Document) -> Iterator[str]:
    for page in document.pages:
        for row in page.rows:
            yield folded("  ".join(line.text for line in row))
