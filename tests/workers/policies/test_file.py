"""Policy files: what is taken, and every mistake with file, line and reason."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.claim.policy import DEFAULT, AmountTier, ThresholdBasis
from pipeline.claim.reasons import REQUIRED, ClaimReason, Slot
from workers.policies.faults import BadPolicy
from workers.policies.file import policy, terms

WHOLE = """
campaign = "秋季无效退款"
version = "2026-09"
effective_from = 2026-09-01
effective_to = 2026-12-31
campaign_start = 2026-09-01
campaign_end = 2026-10-31
refund_window_days = 60
usage_cycles_required = 1
cycle_days = 28
attainment_threshold_pct = 80
threshold_basis = "ratio_of_claim"

[required]
product_quality = [["order", "receipt"], ["photo"]]

[[products]]
name = "禾光焕亮精华液"
spec = "30ml"

[[products.claimed]]
indicator = "MI"
value_percent = 15.5
wording = "连续使用28天，黑素指数降低15%以上"

[[merchants]]
name = "示例市星禾生物科技有限公司"
uscc = "91990000MA0DEM0A7X"
resellers = [{ name = "示例市演示商贸有限公司" }]

[refunds]
freight_refundable = false
tiers = [{ paid_from = 0 }, { paid_from = 1000, percent = 90, most = 2000 }]

[calendar]
holidays = [2026-10-01]
workdays = [2026-10-10]
"""


def written(folder: Path, text: str, name: str = "policy.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadPolicy) as caught:
        policy(written(folder, text))
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


def test_every_table_of_a_policy_is_taken(tmp_path: Path) -> None:
    found = policy(written(tmp_path, WHOLE))

    assert found.version.startswith("2026-09+")
    assert (found.refund_window_days, found.threshold_basis) == (60, ThresholdBasis.RATIO_OF_CLAIM)
    assert found.required[ClaimReason.PRODUCT_QUALITY] == ((Slot.ORDER, Slot.RECEIPT), (Slot.PHOTO,))
    assert found.required[ClaimReason.SERVICE_TARGET_MISSED] == REQUIRED[ClaimReason.SERVICE_TARGET_MISSED]
    assert found.products[0].claimed[0].value_percent == Decimal("15.5")
    assert found.merchants[0].resellers == (("示例市演示商贸有限公司", ""),)
    assert found.refunds.tiers == (
        AmountTier(paid_from=Decimal(0)),
        AmountTier(paid_from=Decimal(1000), percent=Decimal(90), most=Decimal(2000)),
    )
    assert not found.calendar.works(date(2026, 10, 1))
    assert found.calendar.works(date(2026, 10, 10))


def test_what_a_policy_does_not_say_is_the_documented_default(tmp_path: Path) -> None:
    found = policy(written(tmp_path, 'version = "1"'))

    assert (found.required, found.refunds, found.no_reason_days) == (DEFAULT.required, DEFAULT.refunds, 7)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('version = "1"\nrefund_windw_days = 60', 2, "did you mean refund_window_days?"),
        ('version = "1"\nattainment_threshold_pct = 0', 2, "write more than 0"),
        ('version = "1"\nattainment_threshold_pct = 300', 2, "write 100 or less"),
        ('version = "1"\ncampaign_start = 2026-10-01\ncampaign_end = 2026-09-01', 3, "upside down"),
        ('version = "1"\nno_reason_days = 3', 2, "write 7 or more"),
        ("campaign = 'x'", 0, "version is missing"),
        ('version = "1"\n[required]\nproduct_quality = [["selfie"]]', 3, "selfie"),
        ('version = "1"\n[[products]]\nname = "a"\n[[products]]\nname = "b"\ncycle_days = 0', 6, "cycle_days"),
        ('version = "1"\n[refunds]\ngift_value = -1', 3, "gift_value"),
        ('version = "1"\n[refunds]\ntiers = [{ paid_from = 5 }, { paid_from = 1 }]', 3, "rising"),
        ('version = "1"\n[calendar]\nholidays = [2026-10-01]\nworkdays = [2026-10-01]', 4, "both a holiday"),
        ('version = "1"\nrefund_window_days = true', 2, "write a number"),
        ('version = "1"\nrefund_window_days = 1.5', 2, "write a whole number"),
        ('version = "1"\ncampaign_start = 20260901', 2, "write a day such as 2026-01-31"),
        ("version = 1", 1, "write it in quotes"),
        ('version = ""', 1, "must not be empty"),
        ('version = "1"\nthreshold_basis = "ratio"', 2, "write one of ratio_of_claim, full_claim"),
        ('version = "1"\n[required]\nproduct_qualty = []', 3, "did you mean product_quality?"),
        ('version = "1"\n[required]\nproduct_quality = [\n["photo"],\n["foto"]]', 5, "did you mean photo?"),
        ('version = "1"\n[required]\nproduct_quality = [[]]', 3, "must not be empty"),
        ('version = "1"\n[[products]]\nspec = "x"', 2, "products 1, name is missing"),
        ('version = "1"\n[[products]]\nname = "x"\nname_zh = "x"', 4, "did you mean name?"),
        ('version = "1"\n[offers]\nreductions = [{ spend = 5, off = 5 }]', 3, "leaves nothing to pay"),
        ('version = "1"\nrefunds = 5', 2, "write a table"),
        ('version = "1"\nrefund_window_days = true days', 2, "not TOML"),
    ],
)
def test_each_mistake_is_told_with_file_line_and_reason(tmp_path: Path, text: str, line: int, words: str) -> None:
    (told,) = faults(tmp_path, text)

    assert told.startswith(f"policy.toml:{line}: " if line else "policy.toml: ")
    assert words in told


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, 'version = "1"\nfoo = 1\nbar = 2\nno_reason_days = 1')) == 3


def test_two_versions_in_force_on_one_day_are_refused(tmp_path: Path) -> None:
    written(tmp_path, 'version = "1"\neffective_from = 2026-01-01', "a.toml")
    written(tmp_path, 'version = "2"\neffective_from = 2026-06-01', "b.toml")

    with pytest.raises(BadPolicy, match=r"b\.toml:2: it is in force together with a\.toml \(from 2026-06-01\)"):
        terms(str(tmp_path))


def test_two_campaigns_in_one_folder_are_refused(tmp_path: Path) -> None:
    written(tmp_path, 'version = "1"\ncampaign = "spring"\neffective_to = 2026-05-31', "a.toml")
    written(tmp_path, 'version = "2"\ncampaign = "autumn"\neffective_from = 2026-06-01', "b.toml")

    with pytest.raises(BadPolicy, match=r"b\.toml:2: this is another campaign than that of a\.toml"):
        terms(str(tmp_path))


def test_public_holidays_and_days_worked_for_them_stand_behind_the_policys_own(tmp_path: Path) -> None:
    text = 'version = "1"\n[calendar]\nholidays = [2026-10-10]\nworkdays = [2026-10-02]'

    own = policy(written(tmp_path, text)).calendar
    none = policy(written(tmp_path, f'{text}\ncountry = "none"')).calendar

    assert [own.works(date(2026, 10, day)) for day in (1, 2, 10)] == [False, True, False]
    assert own.works(date(2026, 9, 20))
    assert [none.works(date(2026, 10, day)) for day in (1, 10)] == [True, False]


def test_the_version_in_force_on_the_day_of_purchase_governs(tmp_path: Path) -> None:
    written(tmp_path, 'version = "1"\neffective_to = 2026-05-31', "a.toml")
    written(tmp_path, 'version = "2"\neffective_from = 2026-06-01', "b.toml")

    found = terms(str(tmp_path))

    assert found.on(date(2026, 5, 31)).version.startswith("1+")
    assert found.on(date(2026, 6, 1)).version.startswith("2+")
    assert found.on(None).version.startswith("2+")


def test_no_policy_is_the_documented_default() -> None:
    assert terms(None).on(date(2026, 1, 1)) is DEFAULT


@pytest.mark.parametrize("text", [b"\xff\xfe", b"version = 1" + b" " * (1 << 20)])
def test_what_is_no_policy_at_all_is_refused(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(text)

    with pytest.raises(BadPolicy):
        policy(file)


def test_a_policy_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="cannot be read"):
        terms(str(tmp_path / "gone.toml"))
