"""Scores as tables for people and as one object for machines."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby

from benchmarks.matching import RULES
from benchmarks.scoring import KIND, Alarm, Invention, Score, tally

Group = tuple[str, str, str]  # set, kind, level


@dataclass(slots=True)
class Measured:
    """Everything one run of the accuracy benchmark found."""

    scores: list[Score] = field(default_factory=list)
    inventions: list[Invention] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    documents: dict[Group, int] = field(default_factory=dict)
    refused: list[tuple[str, str, str]] = field(default_factory=list)  # set, file, code


def as_object(measured: Measured) -> dict[str, object]:
    """The whole report as JSON holds it."""
    return {
        "schema": "proofdesk.accuracy/1",
        "rules": RULES,
        "rates": [_rate_object(group, name, found) for group, name, found in _by_field(measured)],
        "grades": [{"set": one, "grade": grade, **asdict(tally(found))} for one, grade, found in _by_grade(measured)],
        "silent": [{"set": one.set_name, "file": one.file, "field": one.field} for one in _silent(measured)],
        "wrong": [
            {"set": one.set_name, "file": one.file, "field": one.field}
            for one in measured.scores
            if one.match == "wrong"
        ],
        "invented": [asdict(one) | {"found": None} for one in measured.inventions],
        "rules_missed": [asdict(one) for one in measured.alarms if one.expected and not one.failed],
        "rules_raised": sum(one.expected and one.failed for one in measured.alarms),
        "rules_unexpected": [asdict(one) for one in measured.alarms if one.failed and not one.expected],
        "refused": [{"set": one, "file": file, "code": code} for one, file, code in measured.refused],
    }


def as_text(measured: Measured, *, values: bool) -> str:
    """The report as tables; `values` also shows what was read and wanted where they differ."""
    parts = [RULES, ""]
    for group, rows in groupby(_by_field(measured), key=lambda row: row[0]):
        parts += _table(group, measured.documents[group], [(name, found) for _, name, found in rows])
    parts += _grades(measured)
    parts += _listed(
        "Decisive values wrong and not under needs_person", [_said(one, values) for one in _silent(measured)]
    )
    if values:
        others = (
            one for one in measured.scores if one.match in ("wrong", "missing") and not (one.silent and one.critical)
        )
        parts += _listed("Wrong or missing otherwise", [_said(one, values) for one in others])
    parts += _listed(
        "Invented on documents that are no evidence", [_invented(one, values) for one in measured.inventions]
    )
    parts += _rules(measured)
    parts += _listed("Refused", [f"{one}  {file}  {code}" for one, file, code in measured.refused])
    return "\n".join(parts) + "\n"


def _by_field(measured: Measured) -> Iterator[tuple[Group, str, list[Score]]]:
    """Scores per set, kind, level and field; open labels stand apart under `field?`."""
    names: dict[tuple[Group, str], list[Score]] = {}
    for one in measured.scores:
        group = (one.set_name, one.kind, one.level)
        names.setdefault((group, one.field + ("?" if one.open else "")), []).append(one)
    for group in sorted({group for group, _ in names}):
        for (of, name), found in names.items():
            if of == group:
                yield group, name, found


def _by_grade(measured: Measured) -> Iterator[tuple[str, str, list[Score]]]:
    graded = [one for one in measured.scores if one.grade and one.field != KIND]
    for key in sorted({(one.set_name, one.grade) for one in graded}):
        yield *key, [one for one in graded if (one.set_name, one.grade) == key]


def _rate_object(group: Group, name: str, found: list[Score]) -> dict[str, object]:
    counted = tally(found)
    low, high = counted.interval
    return {
        "set": group[0],
        "kind": group[1],
        "level": group[2],
        "field": name,
        **asdict(counted),
        "rate": round(counted.right / counted.n, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def _table(group: Group, documents: int, rows: list[tuple[str, list[Score]]]) -> list[str]:
    title = " · ".join(part for part in group if part)
    lines = [
        f"{title} (n = {documents})",
        f"  {'field':22}{'n':>5}{'exact':>7}{'near':>6}{'wrong':>7}{'missing':>9}{'silent':>8}{'asked':>7}  rate  95 %",
    ]
    for name, found in rows:
        one = tally(found)
        low, high = one.interval
        lines.append(
            f"  {name:22}{one.n:>5}{one.exact:>7}{one.near or '':>6}{one.wrong or '':>7}{one.missing or '':>9}"
            f"{one.silent or '':>8}{one.asked or '':>7}  {one.right / one.n:.3f}  {low:.3f}–{high:.3f}"
        )
    return [*lines, ""]


def _grades(measured: Measured) -> list[str]:
    lines = [
        f"  {one:28}{grade:10} n {counted.n:>5}  wrong {counted.wrong:>4}"
        for one, grade, found in _by_grade(measured)
        for counted in (tally(found),)
    ]
    return ["What each grade was worth", *lines, ""] if lines else []


def _rules(measured: Measured) -> list[str]:
    expected = [one for one in measured.alarms if one.expected]
    if not measured.alarms:
        return []
    lines = [f"Rules that had to fail: {sum(one.failed for one in expected)} of {len(expected)} did", ""]
    lines += _listed("Rules that had to fail and did not", [_alarm(one) for one in expected if not one.failed])
    lines += _listed(
        "Rules that failed without a defect",
        [_alarm(one) for one in measured.alarms if one.failed and not one.expected],
    )
    return lines


def _silent(measured: Measured) -> list[Score]:
    return [one for one in measured.scores if one.silent and one.critical]


def _listed(title: str, lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    return [f"{title}: {len(lines)}", *(f"  {line}" for line in lines), ""] if lines else [f"{title}: none", ""]


def _said(one: Score, values: bool) -> str:
    said = f"{one.set_name}  {one.file}  {one.field}"
    return f"{said}  {one.match.value}: {one.found!r}, not {one.wanted!r}" if values else said


def _invented(one: Invention, values: bool) -> str:
    asked = " (a person is asked)" if one.asked else ""
    return f"{one.set_name}  {one.file}  {one.field}" + (f" = {one.found!r}" if values else "") + asked


def _alarm(one: Alarm) -> str:
    return f"{one.set_name}  {one.file}  {one.rule}"
