"""The policy commands: every value reaches the customer, and the exit status tells what was found."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.commands.policy import main
from pipeline.claim.reasons import SLOTS, Slot
from pipeline.errors import WrongUse

WHOLE = """campaign = "秋季无效退款"
version = "2026-09"
effective_from = 2026-09-02
effective_to = 2026-12-31
campaign_start = 2026-09-03
campaign_end = 2026-10-30
refund_window_days = 61
window_margin_days = 4
usage_cycles_required = 2
cycle_days = 29
most_gap_days = 8
test_within_days = 14
attainment_threshold_pct = 62.5
threshold_basis = "ratio_of_claim"
basis = "relative"
amount_cap = 77777
four_eyes_above = 5001
priority_tiers = { gold = 9 }
review_sla_workdays = 12
most_claims = 5
most_claims_days = 181
no_reason_days = 15

[required]
product_quality = [["photo", "order"]]

[[products]]
name = "禾光焕亮精华液"
aliases = ["Heguang Serum"]
spec = "30ml"
batches = ["HG260612A"]
cycle_days = 27
uses_per_day = 3
no_reason_excluded = true
no_reason_confirmation = "勾选确认"

[[products.claimed]]
indicator = "MI"
indicator_zh = "MI（黑素指数）"
value_percent = 15.5
after_days = 28
wording = "连续使用28天，黑素指数降低15%以上"
published_from = 2026-01-01
published_to = 2026-11-30

[[merchants]]
name = "示例市星禾生物科技有限公司"
uscc = "91990000MA0DEM0A7X"
aliases = ["星禾旗舰店"]
phones = ["000-0000000"]
merchant_numbers = ["898000000000001"]
resellers = [{ name = "示例市演示商贸有限公司", uscc = "91990000MA0DEM0B5Q" }]

[refunds]
freight_refundable = false
gift_value = 35
minimum_spend = 99
bank_workdays = 6
original_route_workdays = 3
tiers = [{ paid_from = 100, percent = 95 }, { paid_from = 1000, percent = 90, most = 2000 }]

[offers]
discount_percent = 20
reductions = [{ spend = 300, off = 40 }]

[calendar]
holidays = [2026-10-08]
workdays = [2026-10-11]
"""


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif not isinstance(value, bool):
        yield f"{value:g}" if isinstance(value, float) else str(value)


def explained(file: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", str(file), "--lang", lang]) == 0
    return capsys.readouterr().out


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    file = tmp_path / "policy.toml"
    file.write_text(WHOLE, encoding="utf-8")
    return file


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_value_of_a_policy_reaches_the_customer(
    whole: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = explained(whole, lang, capsys)
    words = {
        "ratio_of_claim": "9.6875",
        "MI（黑素指数）": "MI",
        **{slot.value: getattr(SLOTS[slot], lang) for slot in Slot},
    }

    lost = [one for one in leaves(tomllib.loads(WHOLE)) if words.get(one, one) not in said]

    assert lost == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_line_for_the_customer_is_a_whole_sentence(
    whole: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line for line in explained(whole, lang, capsys).splitlines() if line.startswith("  - ")]

    assert lines
    assert [line for line in lines if not line.endswith(("。", "."))] == []


def test_two_readings_of_the_threshold_are_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('version = "1"\nattainment_threshold_pct = 60', encoding="utf-8")

    said = explained(file, "en", capsys)

    assert "The 60 % of the terms can be read in two ways; we take the one that favours you." in said
    assert "There is no time limit for claims." in said
    assert str(date.min) not in said


def test_warnings_end_with_one_and_a_sound_policy_with_none(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", str(whole)]) == 1
    assert "policy.toml:19: 12 working days for an answer" in capsys.readouterr().out

    sound = WHOLE.replace("review_sla_workdays = 12", "review_sla_workdays = 10").replace(
        "_to = 2026-12", "_to = 2026-10"
    )
    whole.write_text(sound.replace("refund_window_days = 61", "refund_window_days = 60"), encoding="utf-8")

    assert main(["lint", str(whole)]) == 0
    assert capsys.readouterr().err == "1 version: nothing to mend.\n"


def test_a_policy_that_is_refused_is_wrong_use_that_names_the_line(whole: Path) -> None:
    whole.write_text(WHOLE.replace("62.5", "300"), encoding="utf-8")

    with pytest.raises(WrongUse, match=r"policy\.toml:13: attainment_threshold_pct = 300: write 100 or less"):
        main(["lint", str(whole)])


def test_a_word_that_means_nothing_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="Say lint, explain or try"):
        main([])
