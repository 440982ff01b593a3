"""Every limit can be set, and nonsense is told apart from it."""

from pathlib import Path

import pytest

from pipeline.errors import WrongUse
from workers.settings import Described, Settings, Tier, described


def test_nothing_set_means_the_defaults() -> None:
    assert Settings.from_environment({"PATH": "/bin", "HOME": "/root"}) == Settings()


def test_every_setting_has_one_line_that_describes_it() -> None:
    for each in described():
        assert len(each.says) > 10, each.name
        assert "\n" not in each.says
        assert each.variable == f"PROOFDESK_{each.name.upper()}"


def test_no_two_settings_share_a_name() -> None:
    names = [each.name for each in described()]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("each", [each for each in described() if isinstance(each.default, int)], ids=lambda e: e.name)
def test_every_number_can_be_set(each: Described) -> None:
    settings = Settings.from_environment({each.variable: "7"})

    groups = (
        settings,
        settings.limits,
        settings.places,
        settings.pace,
        settings.quotas,
        settings.rates,
        settings.nights,
        settings.review,
    )
    assert [getattr(group, each.name) for group in groups if hasattr(group, each.name)] == [7]


def test_a_secret_can_be_kept_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cr3t\n")

    settings = Settings.from_environment({"PROOFDESK_S3_SECRET_KEY_FILE": str(file)})

    assert settings.places.s3_secret_key == "s3cr3t"


def test_a_switch_can_be_off() -> None:
    assert Settings.from_environment({"PROOFDESK_S3_SECURE": "0"}).places.s3_secure == 0


def test_the_weakest_sandbox_can_be_set() -> None:
    assert Settings.from_environment({"PROOFDESK_SANDBOX_MINIMUM": "full"}).sandbox_minimum is Tier.FULL


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "1e3", "９", "99999999999999999999"])
def test_nonsense_is_refused_with_the_settings_name(value: str) -> None:
    with pytest.raises(WrongUse, match="PROOFDESK_PDF_PAGES="):
        Settings.from_environment({"PROOFDESK_PDF_PAGES": value})


def test_an_unknown_tier_is_refused_with_the_known_ones() -> None:
    with pytest.raises(WrongUse, match="full, partial, limits"):
        Settings.from_environment({"PROOFDESK_SANDBOX_MINIMUM": "none"})


def test_a_stronger_tier_suffices_where_a_weaker_one_is_asked() -> None:
    assert Tier.FULL.suffices(Tier.LIMITS)
    assert Tier.PARTIAL.suffices(Tier.PARTIAL)
    assert not Tier.LIMITS.suffices(Tier.FULL)
