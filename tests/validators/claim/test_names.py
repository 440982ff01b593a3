"""Names as people print, mask and shorten them."""

import pytest

from validators.claim.names import anyone, nearly, same_code, same_company, same_person, same_phone, same_product


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张示例", "张示例", True),
        ("张示例", "张*例", True),
        ("*示例", "张示例", True),
        ("张示例女士", "张示例", True),
        ("张示例", "李*例", False),
        ("张示例", "张示范", False),
        ("张示例", "张例", False),
        ("张**", "张示例", True),
        ("张**", "张例", None),
        ("张××", "张例", None),
        ("**", "张示例", None),
        ("张*", "张示例", False),
        ("", "张示例", None),
        ("Demo Person", "Person Demo", True),
        ("Mr. Demo Person", "DEMO PERSON", True),
        ("D*** Person", "Demo Person", True),
    ],
)
def test_people_are_compared_by_what_is_visible(one: str, other: str, same: bool | None) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("示例市星禾生物科技有限公司", "星禾生物科技", True),
        ("示例市星禾生物科技有限公司", "星禾旗舰店", True),
        ("示例市星禾生物科技有限公司", "示例市星末生物科技有限公司", True),
        ("示例市星禾生物科技有限公司", "示例市衡测检测技术有限公司", False),
        ("Demo Mart Sdn Bhd", "DEMO MART SDN. BHD.", True),
        ("有限公司", "星禾", False),
        ("", "星禾", False),
    ],
)
def test_companies_are_known_by_their_core(one: str, other: str, same: bool) -> None:
    assert same_company(one, other) is same
    assert same_company(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("禾光焕亮精华液", "禾光焕亮精华液30ml补水提亮官方正品", True),
        ("*化妆品*禾光焕亮精华液", "禾光焕亮精华液 30ml", True),
        ("禾光焕亮精华液", "禾光保湿面霜", False),
        ("禾光焕亮精华液", "禾光焕亮面膜乳", None),
        ("禾光焕亮精华液", "抽纸3层", False),
        ("", "抽纸", None),
    ],
)
def test_products_are_the_same_another_or_for_a_person(one: str, other: str, same: bool | None) -> None:
    assert same_product(one, other) is same


def test_codes_do_not_care_about_blanks_hyphens_and_case() -> None:
    assert same_code("HG-260801 a", "hg260801A")
    assert not same_code("HG260801A", "HG260801B")


def test_codes_are_nearly_the_same_where_four_characters_of_five_are() -> None:
    assert nearly("ABCDE", "ABCDF")
    assert not nearly("ABCD", "ABCE")


def test_a_private_person_may_be_printed_without_a_name() -> None:
    assert anyone("个人")
    assert not anyone("张示例")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("13900001234", "13900001234", True),
        ("139****1234", "13900001234", True),
        ("139****1235", "13900001234", False),
        ("13*******34", "1**00001234", None),
        ("1390000123", "13900001234", None),
        ("1390*******", "13901234567", True),
        ("139********", "13901234567", None),
        ("139-0000-1234", "13900001234", True),
        ("139xxxx1234", "13900001234", True),
        ("139XXXX1234", "13900001234", True),
        ("139●●●●1234", "13900001234", True),
        ("+86 139 0000 1234", "13900001234", True),
        ("8612345678", "12345678", None),
        ("86123456789", "123456789", None),
    ],
)
def test_telephones_are_compared_by_the_digits_both_show(one: str, other: str, same: bool | None) -> None:
    assert same_phone(one, other) is same
