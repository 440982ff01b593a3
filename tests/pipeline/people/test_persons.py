"""Whether two claims come from one person."""

import pytest

from pipeline.claim.claims import Claimant, Payout, Statement
from pipeline.claim.reasons import ClaimReason
from pipeline.people.persons import Person, person_of, same_person


def person(name: str | None, phone: str | None = None, holder: str | None = None) -> Person:
    return person_of(
        Statement(
            claim_id="C-1",
            reason=ClaimReason.PRODUCT_INEFFECTIVE,
            claimant=Claimant(name=name, phone_masked=phone),
            payout=Payout(holder=holder),
        )
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("张小例", None), ("张小例", None), True),
        (("张 小例", None), ("张小例", None), True),
        (("张小例", None), ("李示范", None), False),
        (("张小例", "138****0000"), ("李示范", "138****0000"), False),
        (("张小例", "138****0000"), ("张小例", "138****0000"), True),
        (("张小例", "138****0000"), ("张小例", "139****0000"), None),
        (("张小例", "138****0000"), ("张小例", "13812340000"), True),
        (("张*例", None), ("张小例", None), None),
        (("张*例", None), ("李小例", None), False),
        (("张*例", None), ("张小小例", None), False),
        (("张*例", "138****0000"), ("张小例", "138****0000"), True),
        ((None, "13812340000"), (None, "13812340000"), True),
        ((None, "138****0000"), (None, "138****0000"), None),
        ((None, "13812340000"), (None, "13812340001"), False),
        ((None, "13812340000"), ("张小例", None), None),
        ((None, None), (None, None), None),
    ],
)
def test_what_is_visible_of_names_and_telephones_tells(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], same: bool | None
) -> None:
    assert same_person(person(*one), person(*other)) is same
    assert same_person(person(*other), person(*one)) is same


def test_whoever_holds_the_account_stands_for_a_claimant_nobody_names() -> None:
    assert same_person(person(None, holder="张小例"), person("张小例")) is True
    assert same_person(person("李示范", holder="张小例"), person("张小例")) is False


@pytest.mark.parametrize("phone", ["+86 138 1234 0000", "138-1234-0000", "0086 13812340000", "13812340000"])
def test_a_telephone_number_is_one_however_it_is_written(phone: str) -> None:
    assert person(None, phone).phone == "13812340000"


@pytest.mark.parametrize("masked", ["138****0000", "138xxxx0000", "138XXXX0000", "138••••0000"])
def test_a_mask_is_one_whatever_it_is_made_of(masked: str) -> None:
    assert person(None, masked).phone == "138****0000"


def test_too_few_digits_are_no_telephone_number() -> None:
    assert person(None, "123456").phone == ""
    assert person(None, "1234567").phone == "1234567"
