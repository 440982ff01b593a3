"""Browsers tell what the policy of a page stopped: it is counted, and strangers cannot make much of it."""

import json

import pytest

from app.web.front import REPORTS
from tests.app.web.desk import Desk

SINGLE = json.dumps({"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "inline"}})
SEVERAL = json.dumps([{"type": "csp-violation", "body": {"effectiveDirective": one}} for one in ("img-src", "<b>")])


def counted(desk: Desk, directive: str) -> float:
    registry = desk.running.app.state.metrics.registry
    return float(registry.get_sample_value("proofdesk_policy_violations_total", {"directive": directive}) or 0)


def test_a_violation_is_counted_by_its_directive(desk: Desk) -> None:
    names = ("script-src-elem", "img-src", "other", "<b>")
    before = [counted(desk, one) for one in names]

    answers = [desk.http.post(REPORTS, content=one).status_code for one in (SINGLE, SEVERAL)]

    assert answers == [204, 204]
    assert [counted(desk, one) - was for one, was in zip(names, before, strict=True)] == [1, 1, 1, 0]


@pytest.mark.parametrize("body", ["", "{", "[[[", "x" * 20_000, "[" * 15_000])
def test_what_is_no_report_is_refused(desk: Desk, body: str) -> None:
    assert desk.http.post(REPORTS, content=body).status_code == 422


def test_every_page_says_where_to_report(desk: Desk) -> None:
    headers = desk.get("/sign-in").headers

    assert headers["Reporting-Endpoints"] == f'pages="{REPORTS}"'
    assert f"report-uri {REPORTS}" in headers["Content-Security-Policy"]
