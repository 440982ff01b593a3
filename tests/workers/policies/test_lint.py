"""What is doubtful in a policy, with its line and the law it rests on."""

from pathlib import Path

import pytest

from workers.policies.file import versions
from workers.policies.lint import doubts

SOUND = """version = "1"
refund_window_days = 60
threshold_basis = "ratio_of_claim"
[[merchants]]
name = "示例市星禾生物科技有限公司"
[[products]]
name = "禾光焕亮精华液"
category = "cosmetic"
"""


def told(folder: Path, *texts: str) -> list[str]:
    for number, text in enumerate(texts, 1):
        (folder / f"{number}.toml").write_text(text, encoding="utf-8")
    return [str(one).removeprefix(f"{folder}/") for one in doubts(versions([str(folder)]))]


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        SOUND.replace("= 60", "= 7"),
        f"review_sla_workdays = 10\n{SOUND}",
        f"usage_cycles_required = 2\ncycle_days = 30\n{SOUND}",
        SOUND.replace("[[merchants]]", '[required]\nproduct_quality = [["test_report", "photo"]]\n[[merchants]]'),
        f"effective_from = 2026-01-01\neffective_to = 2026-10-31\n{SOUND}",
        SOUND + 'no_reason_excluded = true\nno_reason_confirmation = "a tick at checkout"',
    ],
)
def test_a_sound_policy_has_nothing_to_mend(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (SOUND.replace("= 60", "= 6"), 2, "shorter than the 7 days"),
        (SOUND.replace('threshold_basis = "ratio_of_claim"', "attainment_threshold_pct = 60"), 3, "read in two ways"),
        (f"review_sla_workdays = 11\n{SOUND}", 1, "unreasonable delay"),
        (f"{SOUND}[refunds]\nbank_workdays = 11", 10, "11 working days for a bank transfer"),
        (
            f'{SOUND}[required]\nproduct_quality = [["photo"], ["test_report"]]',
            10,
            "usually cannot have the test report",
        ),
        (f'{SOUND}[required]\nproduct_quality = [["invoice"], ["photo"]]', 10, "an invoice alone"),
        (f"{SOUND}no_reason_excluded = true", 9, "each buyer confirmed"),
        (f"usage_cycles_required = 2\ncycle_days = 31\n{SOUND}", 4, "nobody could claim in time"),
        (f"usage_cycles_required = 2\n{SOUND}", 1, "write cycle_days"),
        (f"effective_from = 2026-01-01\neffective_to = 2026-11-02\n{SOUND}[calendar]", 11, "holidays of 2027"),
        (f'{SOUND}[[products]]\nname = "B"\naliases = ["禾光焕亮精华液"]', 7, "two products are called"),
        (f'{SOUND}[[merchants]]\nname = "B"\nuscc = "91990000MA0DEM0A7Y"', 11, "check character does not fit"),
        (SOUND.replace('[[merchants]]\nname = "示例市星禾生物科技有限公司"\n', ""), 0, "no merchant is listed"),
    ],
)
def test_a_doubtful_term_is_told_with_its_line_and_what_to_do(tmp_path: Path, text: str, line: int, words: str) -> None:
    found = told(tmp_path, text)

    place = f"1.toml:{line}: " if line else "1.toml: "
    assert [one for one in found if one.startswith(place) and words in one], found


def claimed(wording: str, more: str = "published_from = 2026-01-01") -> str:
    return f'{SOUND}[[products.claimed]]\nindicator = "x"\nwording = "{wording}"\n{more}\n'


@pytest.mark.parametrize("word", ["生发", "减肥", "治疗"])
def test_a_cosmetic_that_claims_what_none_may_claim_is_told(tmp_path: Path, word: str) -> None:
    (one,) = told(tmp_path, claimed(f"有效{word}"))

    assert one.startswith(f"1.toml:11: “{word}” for a cosmetic")


def test_the_same_words_for_what_is_no_cosmetic_are_not_the_cosmetics_laws_matter(tmp_path: Path) -> None:
    assert told(tmp_path, claimed("减肥").replace('"cosmetic"', '"course"')) == []


def test_a_promise_without_its_sentence_or_its_day_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, claimed("", more=""))

    assert [one.partition(": ")[2][:40] for one in found] == [
        "the published sentence about x is missin",
        "it is not said since when the promise ab",
    ]


@pytest.mark.parametrize(("end", "count"), [("2026-03-01", 1), ("2026-02-28", 0)])
def test_two_promises_about_one_indicator_are_told_where_both_stood_at_once(
    tmp_path: Path, end: str, count: int
) -> None:
    older = claimed("a").replace("2026-01-01", f"2026-01-01\npublished_to = {end}")
    newer = '[[products.claimed]]\nindicator = "x"\nwording = "b"\npublished_from = 2026-03-01\n'

    assert len(told(tmp_path, older + newer)) == count


@pytest.mark.parametrize(("first", "count"), [("2026-06-02", 1), ("2026-06-01", 0)])
def test_days_that_no_version_governs_are_told(tmp_path: Path, first: str, count: int) -> None:
    one = f"effective_from = 2026-01-01\neffective_to = 2026-05-31\n{SOUND}"
    other = f"effective_from = {first}\neffective_to = 2026-09-30\n{SOUND}"

    found = told(tmp_path, one, other)

    assert [line for line in found if "no version governs purchases from 2026-06-01 to 2026-06-01" in line] == found
    assert len(found) == count
