"""Policies in force: read again when their files change, kept when the new ones are broken."""

import logging
from pathlib import Path

import pytest

from pipeline.claim.policy import DEFAULT
from pipeline.errors import StoreTrouble
from pipeline.evidence import TenantId
from workers.policies.campaigns import Campaigns
from workers.policies.faults import BadPolicy

ONE, TWO = TenantId("one"), TenantId("two")


def write(folder: Path, days: int, name: str = "spring.toml") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = f'campaign = "Spring"\nversion = "2026.1"\nrefund_window_days = {days}\n'
    (folder / name).write_text(text, encoding="utf-8")


def days(campaigns: Campaigns, tenant: TenantId = ONE) -> int | None:
    return campaigns.terms(tenant).on(None).refund_window_days


def test_without_a_policy_the_documented_defaults_apply() -> None:
    assert Campaigns.checked("").terms(ONE).on(None) is DEFAULT


def test_a_changed_file_takes_force(tmp_path: Path) -> None:
    write(tmp_path, 90)
    campaigns = Campaigns.checked(str(tmp_path))
    before = days(campaigns)
    write(tmp_path, 120)

    assert (before, days(campaigns)) == (90, 120)


def test_a_broken_file_is_told_and_what_was_in_force_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, 90)
    campaigns = Campaigns.checked(str(tmp_path))
    campaigns.terms(ONE)
    with caplog.at_level(logging.ERROR, logger="proofdesk.policy"):
        write(tmp_path, -10)
        broken = days(campaigns), days(campaigns)

    (told,) = caplog.records
    assert broken == (90, 90)
    assert "spring.toml:3" in str(vars(told)["faults"])


def test_a_program_does_not_start_on_a_broken_policy(tmp_path: Path) -> None:
    write(tmp_path / "two", -10)

    with pytest.raises(BadPolicy, match=r"spring\.toml:3"):
        Campaigns.checked(str(tmp_path))


def test_a_policy_that_was_never_whole_lets_nobody_answer(tmp_path: Path) -> None:
    write(tmp_path, -10)

    with pytest.raises(StoreTrouble, match="No policy is in force"):
        Campaigns(str(tmp_path)).terms(ONE)


def test_a_folder_named_like_a_tenant_is_for_that_one_alone(tmp_path: Path) -> None:
    write(tmp_path, 90)
    write(tmp_path / "two", 30)
    campaigns = Campaigns.checked(str(tmp_path))

    assert (days(campaigns, ONE), days(campaigns, TWO)) == (90, 30)
