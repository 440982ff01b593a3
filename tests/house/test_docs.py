"""What the documentation says is what the program does."""

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.showing.marks import Mark
from extractors.reading.refusals import REFUSALS
from pipeline.fields import Field, Reading, State
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box, Quad
from pipeline.pages import Page, Source
from pipeline.record_json import as_json
from pipeline.records import Form, Record
from pipeline.rows import Item
from tests.house.sources import PRODUCT, ROOT, modules
from workers.settings import described

PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
REFUSERS = {"BadFile", "ReaderTrouble", "Problem", "refused", "_refused", "_refusal"}


def test_every_setting_stands_in_the_operators_table() -> None:
    table = _text("docs/operations.md")
    rows = [f"| `{one.variable}` | {one.default} | {one.says} |" for one in described()]
    known = re.findall(r"^\| `(PROOFDESK_\w+)`", table, re.MULTILINE)

    assert [row for row in rows if row not in table] == [], "put these rows into docs/operations.md"
    assert known == [one.variable for one in described()], "the table holds others, or another order"


def test_every_refusal_stands_in_the_table_with_its_sentence() -> None:
    rows = [f"| `{code}` | {sentence} |" for code, sentence in REFUSALS.items()]

    assert [row for row in rows if row not in _text("docs/errors.md")] == [], "put these rows into docs/errors.md"


def test_every_code_a_file_can_be_refused_with_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", _text("docs/errors.md"), re.MULTILINE))
    given = {
        word.value
        for room in PRODUCT
        for module in modules(room)
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSERS
        for word in call.args[:2]
        if isinstance(word, ast.Constant)
        and isinstance(word.value, str)
        and re.fullmatch(r"[a-z]+(_[a-z]+)+", word.value)
    }

    assert given - explained == set(), "give each of these codes a row in docs/errors.md"


def test_every_key_of_a_record_is_explained() -> None:
    told = set(re.findall(r"`(\w+)`", _text("docs/json.md")))

    assert _keys(as_json(_full_record())) - told == set(), "give each of these keys a row in docs/json.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_a_page_shows_exists(page: Path) -> None:
    shown = set(re.findall(r"\./run ([a-z]+)", page.read_text("utf-8")))
    words = set(re.findall(r"^  ([a-z]+)(?: \||\))", _text("run"), re.MULTILINE))

    assert shown <= words


def test_every_mark_of_the_table_is_explained() -> None:
    told = re.findall(r"^\| (\S) \| ", _text("docs/quick-start.md"), re.MULTILINE)

    assert told == [mark.shape for mark in Mark]


def test_every_decision_stands_in_the_index() -> None:
    index = _text("docs/decisions/README.md")
    pages = [page.name for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]

    assert [page for page in pages if f"]({page})" not in index] == []


def test_the_first_screen_names_the_two_commands_and_shows_a_picture() -> None:
    first = "\n".join(_text("README.md").split("\n")[:24])

    assert "```\n./run demo\n./run test\n```" in first
    assert "](docs/pictures/desk.png)" in first


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_names_a_folder_of_one_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(home|root|Users|mnt|srv)/", page.read_text("utf-8"))
    assert f"{ROOT}/" not in page.read_text("utf-8")


def _text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def _keys(value: object) -> set[str]:
    """The keys of objects within objects and lists; what `versions` holds is each version's own affair."""
    if isinstance(value, dict):
        inner = (_keys(one) for key, one in value.items() if key != "versions")
        return set(value).union(*inner)
    return set().union(*(_keys(one) for one in value)) if isinstance(value, list) else set()


def _full_record() -> Record:
    box = Box(page=1, left=0.1, top=0.1, right=0.2, bottom=0.2)
    item = Field(name="items", state=State.READ, value=(Item(name="tea", amount=Decimal("3.50")),))
    issued = Field(
        name="issue_date",
        state=State.READ,
        value=date(2026, 11, 21),
        place=Quad.around(box),
        readings=(Reading(reader="one", text="2026-11-21", confidence=0.9),),
    )
    page = Page(number=1, width=10, height=10, rotation=0, angle=0.0, source=Source.OCR, legibility=1.0, rows=())
    finding = Finding(rule="INT-02", outcome=Outcome.PASS, severity=Severity.ASK, reason=Reason("清晰", "clear"))
    return Record(
        name="a.png",
        files=("a.png",),
        sha256="0" * 64,
        media_type="image/png",
        flags=(),
        pages=(page,),
        kind="receipt",
        kind_confidence=1.0,
        form=Form("receipt", (item, issued)),
        findings=(finding,),
    )
