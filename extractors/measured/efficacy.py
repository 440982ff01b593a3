"""Before and after: the measurements of a test report, from its tables and from its sentences."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.measured.sentences import rounded, said_measurements, turned_rate
from extractors.measured.stages import staged_tables
from extractors.script import plain_sheet, simplified
from extractors.tables.cells import Written
from extractors.tables.columns import OTHER, Table, TableRow, tables
from extractors.tables.turned import turned_tables
from extractors.tables.wrapped import levelled
from extractors.values import number_of
from pipeline.claim.efficacy import direction_of, recomputed
from pipeline.geometry import union
from pipeline.rows import Measurement
from pipeline.sheets import Sheet, Spot

_GAIN = re.compile(r"\s*[+＋]")
_BETTER = re.compile(r"改善|improvement", re.IGNORECASE)
_TIMES = (
    r"(?<![0-9A-Za-z])[DT]\s?0*{0}\s?[wWdD]?(?![0-9A-Za-z])|第\s?{0}\s?[天日周]|(?<!\d){0}\s?(?:天|周)后?|"
    r"day\s?{0}\b|week\s?{0}\b|W\s?{0}\b"
)
_FIRST_TIME, _LATER_TIME = _TIMES.format("[0O]"), _TIMES.format(r"[1-9]\d?")
_ROLES = (
    ("rate", re.compile(r"(?:变化|改善|提升|提高|降低|下降|增长|增加|减少|改变|升高)\s?(?:率|幅度|百分比|比例)|"
                        r"(?:去除|清除|净化|抑菌|杀灭)率|变化[^值]{0,3}[(%]|%\s?change|change\b[^%]{0,24}\(%|"
                        r"change\s?(?:rate|\(%\)|%|in\s?%)|relative\schange|improvement|reduction\s?\(?%|"
                        r"increase\s?\(?%", re.IGNORECASE)),
    ("change", re.compile(r"变化值|变化量|变化情况|变化$|差值|差异|降低值|改变量|Δ|difference|change\b|"
                          r"diff\.?", re.IGNORECASE)),
    ("p", re.compile(r"^\W*p\W*(?:值|value)?\W*$|显著性|significance|p[- ]?value", re.IGNORECASE)),
    ("baseline", re.compile(r"[用前测治干试护理]前|^前[测值]?$|基[线值]|初始|初[测次值检]|首[次测日检]|"
                            r"(?:空白|对照)舱|起始|第[一1]次|baseline|before|\bpre\b|pre-?(?:treatment|use|test)|"
                            rf"initial|first|start|(?:visit|V)\s?1\b|{_FIRST_TIME}", re.IGNORECASE)),
    ("endpoint", re.compile(r"[用测疗预验理]后|^后[测值]?$|末[次测日检]|终[点测值检]|复[测检查诊]|"
                            r"(?:样品|试验|测试)舱|后测|结束|第[二2三3]次|after|end\s?point|final|last|follow-?\s?up|"
                            r"\bpost\b|post-?(?:treatment|use|test)|\bend\b|(?:visit|V)\s?[2-9]\b|"
                            rf"{_LATER_TIME}", re.IGNORECASE)),
    ("unit", re.compile(r"单位|^\W*units?\W*$", re.IGNORECASE)),
    ("subject", re.compile(r"受试者|志愿者|编号|subject|volunteer|panelist", re.IGNORECASE)),
    ("indicator", re.compile(r"项目|指标|参数|测试内容|indicator|parameter|test|item|measure|endpoint|"
                             r"property", re.IGNORECASE)),
)  # fmt: skip
_NEEDED = frozenset({"baseline", "endpoint"})
_AFTERWARDS = frozenset({"indicator", "endpoint"})
_MEAN = re.compile(r"均值|平均|mean|average|合计|总体", re.IGNORECASE)
_UNIT = re.compile(
    r"g/\(?m[²2][·.]?h\)?|g/m[²2]/h|mm[²³23]?|µm|μm|um|kg|cm|a\.?u\.?|μg/cm[²2]|µg/cm[²2]|根/cm[²2]|hairs?/cm[²2]|根|"
    r"%|°|分|级|score",
    re.IGNORECASE,
)
_MEANT = ((r"\b([cmd]?m)2", r"\1²"), (r"\b([cmd]?m)3", r"\1³"), (r"([²³])\s?[.\-*•∙⋅]\s?(?=h)", r"\1·"), ("μ", "µ"))
_BRACKETED = re.compile(
    r"[(（]\s*((?:[^()（）]|\([^()]{1,8}\)){1,14})\s*[)）]\s*$"
)  # at the end; a unit may hold brackets
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))|(?<=^0),(?=\d)")  # three digits behind it may be thousands
_CELL = re.compile(
    r"[+\-−]?\s?\d{1,6}(?:\.\d{1,4})?\s?(?:[±(+]\s?[-/]?\s?\d{1,5}(?:\.\d{1,4})?\)?)?\s?[a-zA-Zµμ/²·()%°*]{0,10}(?:\s?\(n\s?=\s?\d+\))?"
)


def measurements(printed: Sheet) -> tuple[Measurement, ...]:
    """Rows of every before-and-after table; where there is none, what sentences say went from one value to another.

    A report without any first reading gives its last ones alone, so that somebody asks for the first.
    """
    sheet = plain_sheet(levelled(printed))
    upright = (row for table in tables(sheet, _ROLES, _NEEDED) for row in _of_table(table))
    turned = _of_turned(sheet)
    rows = (*upright, *(row for row in turned if row.direction))  # without a name of its own a column is a reading
    staged = (row for table in staged_tables(sheet, _ROLES) for row in _of_table(table))
    return rows or tuple(staged) or tuple(said_measurements(sheet)) or tuple(_without_baseline(sheet))


def _of_turned(sheet: Sheet) -> tuple[Measurement, ...]:
    return tuple(row for table in turned_tables(sheet, _ROLES, "baseline", _NEEDED) for row in _of_table(table))


def smudged(printed: Sheet) -> tuple[Spot, ...]:
    """The indicators we know that a before-and-after table names without a value that anybody could make out."""
    every = (row for table in tables(plain_sheet(levelled(printed)), _ROLES, _NEEDED) for row in table.rows)
    named = ((row, row.first("indicator")) for row in every)
    lost = (cell for row, cell in named if cell and _value(row.first("baseline")) is None is _value(_endpoint(row)))
    return tuple(cell.spots[0] for cell in lost if direction_of(simplified(_name(cell.raw))))


def lost_before(printed: Sheet, told: Measurement) -> bool:
    """Whether a table names an indicator we know above the row that was told, with a value nobody could make out.

    In a table on its side, whether a column before it is headed by nothing we know: its heading may be misread.
    """
    sheet = plain_sheet(levelled(printed))
    every = (row for table in tables(sheet, _ROLES, _NEEDED) for row in table.rows)
    turned = _of_turned(sheet)
    before = turned[: turned.index(told)] if told in turned else ()
    return any(row.direction is None for row in before) or any(
        _above(row, told) and _known(row) and None in _values(row) for row in every
    )


def _known(row: TableRow) -> bool:
    cell = row.first("indicator")
    return cell is not None and direction_of(simplified(_name(cell.raw))) is not None


def _values(row: TableRow) -> tuple[Decimal | None, Decimal | None]:
    return _value(row.first("baseline")), _value(_endpoint(row))


def _above(row: TableRow, told: Measurement) -> bool:
    return (
        told.box is not None and row.strip.page == told.box.page and row.strip.bottom <= told.box.top + row.strip.height
    )


def _of_table(table: Table) -> Iterator[Measurement]:
    named = ""
    for row in table.rows:
        before, after = _value(row.first("baseline")), _value(_endpoint(row))
        if before is None or after is None:
            continue
        indicator = row.first("indicator") or _unnamed(table, row)
        if indicator and not _number_only(indicator.text):
            named = _name(indicator.raw)
        else:
            named = (named if _carries_on(table, row) else "") or _captioned(table)
        if named:
            yield _measured(table, row, named, (before, after))


def _without_baseline(sheet: Sheet) -> Iterator[Measurement]:
    for table in tables(sheet, _ROLES, _AFTERWARDS):
        if any(column.role == "baseline" for column in table.columns):
            continue
        for row in table.rows:
            indicator, after = row.first("indicator"), _value(_endpoint(row))
            name = _name(indicator.raw) if indicator else ""
            if after is not None and direction_of(simplified(name)):
                yield _measured(table, row, name, (None, after))


def _unnamed(table: Table, row: TableRow) -> Written | None:
    """The cell of a first column whose heading was misread, where it holds an indicator we know."""
    first = None if any(column.role == "indicator" for column in table.columns) else row.first(OTHER)
    beside = first is not None and table.columns[0].role == OTHER
    return first if first is not None and beside and direction_of(simplified(_name(first.raw))) else None


def _carries_on(table: Table, row: TableRow) -> bool:
    """Whether the row names nothing of its own where the rows above name what was measured."""
    first = row.first(OTHER) if table.columns[0].role == OTHER else None
    return first is None or _number_only(first.text)


def _measured(table: Table, row: TableRow, name: str, values: tuple[Decimal | None, Decimal]) -> Measurement:
    subject = row.first("subject")
    measured = Measurement(
        indicator=name,
        unit=_unit(row, name),
        direction=direction_of(simplified(name)),
        baseline_value=values[0],
        endpoint_value=values[1],
        subject=subject.raw.strip() if subject and not _MEAN.search(subject.text) else None,
        box=union(tuple(cell.box for cells in row.cells.values() for cell in cells)),
    )
    measured = replace(measured, recomputed_rate=rounded(recomputed(measured)))
    return replace(measured, improvement_rate=_printed_rate(table, row, measured))


def _name(raw: str) -> str:
    """An indicator without its number in the list and without the unit in brackets behind it."""
    bare = re.sub(r"\s+", " ", re.sub(r"^\s*\d{1,2}[.、)]?\s+", "", raw))
    unit = _BRACKETED.search(bare)
    return (bare[: unit.start()] if unit and _UNIT.fullmatch(unit[1].strip()) else bare).strip(" :,;")


def _number_only(text: str) -> bool:
    return not re.search(r"[A-Za-z\u4e00-\u9fff]", text)


def _captioned(table: Table) -> str:
    match = re.search(
        r"[\u4e00-\u9fffA-Za-z*°]{2,20}(?:指数|含水量|流失|评分|面积|亮度|计数|含量|量)\s?[A-Z]{0,4}\*?|TEWL|ITA°?|"
        r"\bMI\b|L\*",
        table.caption,
    )
    return match.group().strip() if match else ""


def _endpoint(row: TableRow) -> Written | None:
    """The last of several points in time; where every group has its own before and after, the first group's."""
    cells = row.cells.get("endpoint", ())
    return cells[-1] if cells and len(row.cells.get("baseline", ())) == 1 else next(iter(cells), None)


def _value(cell: Written | None) -> Decimal | None:
    """The mean of a cell, the number before ±; a cell that says more than a number and its unit holds none."""
    text = _DECIMAL_COMMA.sub(".", cell.text.strip()) if cell else ""
    return number_of(text) if _CELL.fullmatch(text) else None


def _unit(row: TableRow, name: str) -> str | None:
    """The unit as it is meant: readers take its raised and middle marks for others."""
    unit = _printed_unit(row, name)
    for wrong, right in _MEANT if unit else ():
        unit = re.sub(wrong, right, unit or "")
    return unit


def _printed_unit(row: TableRow, name: str) -> str | None:
    printed = "".join(cell.raw.strip() for cell in row.cells.get("unit", ()))
    if re.search(r"\w|[%°]", printed.replace("一", "")):
        return printed
    indicator = row.first("indicator")
    bracketed = _BRACKETED.search(indicator.raw if indicator else name)
    if bracketed and _UNIT.fullmatch(bracketed[1].strip()):
        return bracketed[1].strip()
    return "°" if "°" in name else None


def _printed_rate(table: Table, row: TableRow, measured: Measurement) -> Decimal | None:
    """The rate as printed, turned so that positive is better."""
    role = "rate" if "rate" in row.cells else "change"
    cells = row.cells.get(role, ())
    place = next((place for place, cell in enumerate(cells) if role == "rate" or "%" in cell.text), None)
    cell = None if place is None else cells[place]
    printed = number_of(cell.text) if cell else None
    if printed is None or place is None:
        return None
    headings = [column.words for column in table.columns if column.role == role]
    heading = headings[place] if len(headings) == len(cells) else headings[0]
    if cell and _GAIN.match(cell.text) and _BETTER.search(heading) and (measured.recomputed_rate or 0) < 0:
        return printed  # the report calls a loss a gain: LAB-11 says so
    return turned_rate(printed, measured, heading)
