"""The dashboard as pages and as CSV."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from app.api.house import House
from pipeline.people.roles import Role
from storage.records.reviews.rounds import ReviewRounds
from storage.records.reviews.tables import reviews
from tests.app.api.door import running, settings
from tests.app.web.claims_there import NEW_PAGE, ORDER, USAGE, claim_there
from tests.app.web.desk import Desk, Signed
from tests.app.web.test_deciding import decided
from workers.reviews.opening import today

CARDS = 26


@pytest.fixture
def lead(desk: Desk) -> Signed:
    return desk.session(desk.user(Role.SENIOR_REVIEWER))


def rows(visitor: Signed, path: str) -> list[list[str]]:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def test_whoever_leads_the_team_is_told_of_rates_that_are_not_set_and_of_no_setting(lead: Signed) -> None:
    page = lead.get("/dashboard").text

    assert "Your administrator can set them" in page
    assert "PROOFDESK" not in page


def test_an_empty_house_has_a_dashboard_that_says_so(lead: Signed) -> None:
    page = lead.get("/dashboard").text

    assert page.count('<section class="card"') == CARDS
    assert "Nothing in this time." in page
    assert "Fewer than three reviewers" in page


def test_files_and_their_pages_are_counted_beside_the_costs(desk: Desk, lead: Signed) -> None:
    claim_there(
        desk, replace(ORDER, name="order.pdf", text=f"{ORDER.text}{NEW_PAGE}\nSecond\n{NEW_PAGE}\nThird\n"), USAGE
    )

    assert rows(lead, "/dashboard/costs.csv")[1:] == [["Files read", "2"], ["Pages read, about", "4"]]


def test_files_and_what_waits_are_counted(desk: Desk, lead: Signed) -> None:
    claim_there(desk, ORDER, USAGE)

    page = lead.get("/dashboard").text

    assert "1 wait for us" in page
    assert rows(lead, "/dashboard/by_day.csv")[-1] == [today().isoformat(), "2"]
    assert sum(int(count) for _, count in rows(lead, "/dashboard/by_hour.csv")[1:]) == 2
    assert {row[0]: row[1:3] for row in rows(lead, "/dashboard/automated.csv")[1:]}["Order page"] == ["0", "1"]


def test_the_days_of_a_campaign_are_named(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'campaign = "Glow"\nversion = "1"\neffective_from = 2026-08-01\neffective_to = 2026-08-02\n', "utf-8"
    )
    chosen = settings(tmp_path / "home")
    with (
        running(replace(chosen, places=replace(chosen.places, policy=str(policy)))) as found,
        httpx.Client(base_url=found.url, timeout=30) as http,
    ):
        there = Desk(running=found, http=http)
        lead = there.session(there.user(Role.SENIOR_REVIEWER))

        days = rows(lead, "/dashboard/by_day.csv?from=2026-08-02&to=2026-08-03")
        page = lead.get("/dashboard?from=2026-08-02&to=2026-08-03").text
        tides = rows(lead, "/dashboard/by_campaign.csv?from=2026-08-02&to=2026-08-03")

    assert days == [["What", "Count", "Campaign"], ["2026-08-02", "0", "Glow 1"], ["2026-08-03", "0", ""]]
    assert ">Glow 1</text>" in page
    assert '<a href="/dashboard?from=2026-08-01&amp;to=2026-08-02&amp;channel="><bdi>Glow 1</bdi></a>' in page
    assert tides[1:] == [
        ["Glow 1", "1", "0", "0.0", "2026-08-02 (0)", "2026-08-02 (0)"],
        ["No campaign", "1", "0", "0.0", "2026-08-03 (0)", "2026-08-03 (0)"],
    ]


def test_the_span_and_the_channel_stand_in_the_address(desk: Desk, lead: Signed) -> None:
    claim_there(desk, ORDER)
    day, before = today(), today() - timedelta(days=30)

    assert "<option selected>test</option>" in lead.get("/dashboard?channel=test").text
    assert rows(lead, f"/dashboard/by_day.csv?from={day}&to={day}&channel=test") == [["What", "Count"], [f"{day}", "1"]]
    assert rows(lead, f"/dashboard/by_day.csv?from={day}&to={day}&channel=mail")[1] == [f"{day}", "0"]
    assert rows(lead, f"/dashboard/by_day.csv?from={before}&to={before}")[1] == [f"{before}", "0"]


@pytest.mark.parametrize("span", ["from=x&to=y", "from=2026-02-02&to=2026-01-01", "from=1990-01-01&to=2026-01-01"])
def test_a_span_that_cannot_be_is_the_last_four_weeks(lead: Signed, span: str) -> None:
    assert len(rows(lead, f"/dashboard/by_day.csv?{span}")) == 1 + 28


def test_a_reviewer_sees_their_own_figures_and_nobody_elses(desk: Desk) -> None:
    there = claim_there(desk, USAGE)
    lin, bo = desk.session(desk.user(Role.REVIEWER)), desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    decided(lin, there)
    house: House = desk.running.app.state.house
    undo_is_over(house)

    assert rows(lin, "/figures/pace.csv")[1] == ["Decisions", "1"]
    assert rows(bo, "/figures/pace.csv")[1] == ["Decisions", "0"]
    assert lin.get("/dashboard").status_code == 403


def undo_is_over(house: House) -> None:
    """Everything decided goes out now."""
    database = house.stores.database
    database.write(
        lambda tx: tx.connection.execute(update(reviews).where(reviews.c.goes_at.is_not(None)).values(goes_at=tx.now))
    )
    ReviewRounds(database, house.stores.master, "porter").send_due()


def test_a_product_named_like_a_formula_stays_a_name(desk: Desk, lead: Signed) -> None:
    facts = {"reason": "product_quality", "product": {"name": "=HYPERLINK(1)"}}
    there = claim_there(desk, USAGE, facts=facts)
    lead.post(f"{there.address}/take")
    decided(lead, there)
    undo_is_over(desk.running.app.state.house)

    assert rows(lead, "/dashboard/products.csv")[1] == ["'=HYPERLINK(1)", "1"]
    assert rows(lead, "/dashboard/codes.csv")[1][1] == "1"


def test_another_tenants_figures_are_not_counted(desk: Desk, lead: Signed) -> None:
    claim_there(desk, ORDER)
    elsewhere = Desk(running=desk.running, http=desk.http)

    other = elsewhere.session(elsewhere.user(Role.AUDITOR))

    assert "1 wait for us" in lead.get("/dashboard").text
    assert "0 wait for us" in other.get("/dashboard").text


def test_a_figure_nobody_has_is_not_found(lead: Signed) -> None:
    assert lead.get("/dashboard/everything.csv").status_code == 404
