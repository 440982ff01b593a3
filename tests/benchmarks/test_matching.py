"""When a reading counts."""

import pytest

from benchmarks.matching import Match, matched


@pytest.mark.parametrize(
    ("name", "found", "accepted", "match"),
    [
        ("total_amount", "52.7", ("52.70",), Match.EXACT),
        ("total_amount", "52.71", ("52.70",), Match.WRONG),
        ("total_amount", "5270", ("52.70", "5270.00"), Match.EXACT),
        ("total_amount", None, ("52.70",), Match.MISSING),
        ("total_amount", "no number", ("52.70",), Match.WRONG),
        ("gross_amount_words", "52.70", ("52.70",), Match.EXACT),
        ("issue_date", "2024-03-04", ("2024-04-03", "2024-03-04"), Match.EXACT),
        ("issue_time", "12:31:05", ("12:31",), Match.EXACT),
        ("issue_time", "12:32", ("12:31:05",), Match.WRONG),
        ("issue_time", "1", ("12:31",), Match.WRONG),
        ("invoice_number", "AB 12", ("AB12",), Match.EXACT),
        ("invoice_number", "AB12", ("AB1",), Match.WRONG),
        ("seller_name", "Mini-Market  GmbH.", ("MINI MARKET GMBH",), Match.EXACT),
        ("seller_name", "MINI MARKET GMBH (12-K)", ("MINI MARKET GMBH",), Match.NEAR),
        ("seller_name", "MINl MARKET GMBH SDN BHD", ("MINI MARKET GMBH SDN BHD",), Match.NEAR),
        ("seller_name", "Other shop", ("MINI MARKET",), Match.WRONG),
        ("seller_name", "Mi", ("MINI MARKET",), Match.WRONG),
        ("buyer_name", "测试（北京）公司", ("测试(北京)公司",), Match.EXACT),
    ],
)
def test_each_type_of_value_is_compared_by_its_own_rule(
    name: str, found: str | None, accepted: tuple[str, ...], match: Match
) -> None:
    assert matched(name, found, accepted) is match


def test_one_of_the_labelled_boxes_of_a_name_is_near_enough() -> None:
    assert matched("seller_name", "Jamboree Ltd", ("Jungle Jamboree Café",), ("Jungle", "Jamboree")) is Match.NEAR
    assert matched("seller_name", "Co Ltd", ("Jungle Jamboree Café",), ("Co",)) is Match.WRONG
