"""Test reports with a page missing, of another report, or beyond the picture's edge: said, and nothing made up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.labels import Label, labels
from benchmarks.scoring import scores
from pipeline.findings import Outcome, Reason
from pipeline.records import Record, Route
from workers.desk import Desk
from workers.jobs import Job, processed
from workers.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "samples"
TODAY = date(2026, 11, 21)
LABELS = {f"{label.set_name}/{label.name}": label for label in labels(SAMPLES)}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Desk.open(Settings(), lanes=1, today=TODAY) as opened:
        yield opened


def _read(desk: Desk, label: Label) -> Record:
    assert label.path is not None
    answer = processed(desk, Job(label.name, (label.name,), (label.path,)), pictures=0).answer
    assert isinstance(answer, Record)
    return answer


def _cut(label: Label, folder: Path, left: float, right: float) -> Label:
    """The same paper on a picture that ends at these shares of its width."""
    assert label.path is not None
    path = folder / "cut.png"
    with Image.open(label.path) as whole:
        width, height = whole.size
        whole.crop((int(left * width), 0, int(right * width), height)).save(path)
    return replace(label, name=path.name, path=path)


def _said(record: Record) -> dict[str, Reason]:
    return {finding.rule: finding.reason for finding in record.findings if finding.outcome is Outcome.FAIL}


def _silent(label: Label, record: Record) -> list[str]:
    """Decisive values that are not the paper's, and nobody was asked."""
    return [score.field for score in scores(label, record) if score.critical and score.silent]


@pytest.mark.parametrize("name", ["kinds/lab_en_scan2.jpg", "defects/conclusion_contradicts.jpg"])
@pytest.mark.parametrize(("left", "right"), [(0.0, 0.55), (0.0, 0.68), (0.3, 1.0)])
def test_a_table_cut_by_the_pictures_edge_is_asked_for_again(
    desk: Desk, tmp_path: Path, name: str, left: float, right: float
) -> None:
    label = _cut(LABELS[name], tmp_path, left, right)

    record = _read(desk, label)

    assert record.kind == "lab_report"
    assert record.route is Route.ASK
    assert _said(record)["INT-07"] == Reason(
        "图片不完整（缺第1页被图片边缘切断的部分），请提供完整页面",
        "The picture is cropped (no part of page 1 beyond its edge); please send the whole page",
    )
    assert _silent(label, record) == []


def test_a_report_with_a_page_missing_says_which(desk: Desk) -> None:
    label = LABELS["defects/report_page_missing.pdf"]

    record = _read(desk, label)

    assert _said(record)["INT-06"].en.startswith("Pages are missing (")
    assert _said(record)["INT-06"].zh.startswith("文件页不完整（缺第")
    assert _silent(label, record) == []


def test_a_page_of_another_report_is_named_by_both_numbers(desk: Desk) -> None:
    label = LABELS["defects/page_of_another_report.pdf"]

    record = _read(desk, label)

    reason = _said(record)["LAB-01"]
    assert "HC-GX-2026-10-00456" in reason.zh
    assert "the report's is HC-GX-2026-10-00123" in reason.en
    assert _silent(label, record) == []
