"""A policy of automation is taken whole, or refused with what to mend."""

from pathlib import Path

import pytest

from pipeline.errors import WrongUse
from pipeline.trust.lanes import NO_AUTOMATION, Allowed
from workers.desk import kinds
from workers.policies.automation import own_automation

HEAD = 'schema = "proofdesk.automation/1"\n'
TOTAL = '[[lane]]\nkind = "receipt"\nfield = "total_amount"\ntarget_error = 0.005\n'


def policy(folder: Path, text: str) -> str:
    path = folder / "automation.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_a_file_nothing_is_allowed() -> None:
    assert own_automation("", kinds()) == NO_AUTOMATION


def test_a_lane_has_its_target_and_the_usual_level(tmp_path: Path) -> None:
    found = own_automation(policy(tmp_path, HEAD + TOTAL), kinds())

    assert found.allowed == (Allowed(kind="receipt", field="total_amount", target_error=0.005, level=0.95),)
    assert len(found.version) == 64


def test_a_lane_may_ask_for_more_certainty(tmp_path: Path) -> None:
    found = own_automation(policy(tmp_path, HEAD + TOTAL + "confidence = 0.99\n"), kinds())

    assert found.allowed[0].level == 0.99


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TOTAL, "must begin with"),
        (HEAD + "lane = 3\n", r"\[\[lane\]\]"),
        (HEAD + "[[lane\n", "not TOML"),
        (HEAD + "campaign = 1\n", "campaign means nothing"),
        (HEAD + TOTAL + "note = 1\n", "lane 1: note means nothing"),
        (HEAD + TOTAL + TOTAL, "twice"),
        (HEAD + TOTAL.replace("receipt", "reciept"), "no kind reciept; known are .*receipt"),
        (HEAD + TOTAL.replace('field = "total_amount"\n', ""), "no decisive field None"),
        (HEAD + TOTAL.replace("total_amount", "items"), "no decisive field items; it has .*total_amount"),
        (HEAD + TOTAL.replace("0.005", "0"), "above 0 to 0.1"),
        (HEAD + TOTAL.replace("0.005", "0.5"), "above 0 to 0.1"),
        (HEAD + TOTAL.replace("0.005", "nan"), "above 0 to 0.1"),
        (HEAD + TOTAL.replace("0.005", "true"), "target_error is True"),
        (HEAD + TOTAL.replace("0.005", "'0.5 %'"), "target_error is 0.5 %"),
        (HEAD + TOTAL + "confidence = 95\n", "confidence is 95"),
        (HEAD + TOTAL + "confidence = 0.5\n", "from 0.8"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        own_automation(policy(tmp_path, text), kinds())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"gone\.toml cannot be read"):
        own_automation(str(tmp_path / "gone.toml"), kinds())
