"""The message to the customer writes itself."""

import pytest

from pipeline.claim.supplements import supplement
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box

MISSING = Reason("缺", "Missing")
HERE = Box(page=2, left=0.1, top=0.2, right=0.3, bottom=0.4)


def wish(
    text: Reason = MISSING,
    file: str = "",
    *,
    rule: str = "INT-05",
    outcome: Outcome = Outcome.FAIL,
    severity: Severity = Severity.ASK,
) -> Finding:
    return Finding(rule=rule, outcome=outcome, severity=severity, reason=text, file=file)


def nowhere(_: Finding) -> tuple[Box, ...]:
    return ()


@pytest.mark.parametrize("severity", [Severity.REJECT, Severity.REVIEW, Severity.INFO])
def test_only_a_wish_is_written_to_the_customer(severity: Severity) -> None:
    assert supplement("C-1", [wish(severity=severity)], nowhere) is None


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE])
def test_a_wish_that_is_met_or_cannot_be_checked_is_not_written(outcome: Outcome) -> None:
    assert supplement("C-1", [wish(outcome=outcome)], nowhere) is None


def test_nothing_is_written_where_nothing_is_asked() -> None:
    assert supplement("C-1", [], nowhere) is None


def test_the_message_names_the_claim_and_numbers_every_wish_with_its_file() -> None:
    findings = [
        wish(Reason("缺少检测报告", "Missing: the test report")),
        wish(Reason("图片不清晰", "Too unclear"), "C-1/订单.png"),
    ]
    asked = supplement("C-{1}", findings, nowhere)

    assert asked is not None
    assert asked.text.zh.split("\n") == [
        "您好，您的退款申请（C-{1}）还需要以下材料或说明，补齐后我们会继续审核：",
        "1. 缺少检测报告",
        "2. （订单.png）图片不清晰",
        "请在原申请中直接补充上传，无需重新提交申请。补充期间不计入审核时限。",
    ]
    assert asked.text.en.split("\n") == [
        "Hello, your refund claim C-{1} still needs the following; we go on as soon as it is here:",
        "1. Missing: the test report",
        "2. 订单.png: Too unclear",
        "Please add it to the same claim; there is no need to claim again. The time until then does not count as ours.",
    ]


def test_the_same_wish_about_the_same_file_is_told_once_and_about_another_again() -> None:
    twice = [wish(file="1.png"), wish(file="1.png"), wish(file="2.png")]
    asked = supplement("C-1", twice, nowhere)

    assert asked is not None
    assert [one.file for one in asked.wanted] == ["1.png", "2.png"]
    assert "3." not in asked.text.zh


def test_every_wish_keeps_its_rule_its_words_and_where_on_the_page_it_shows() -> None:
    asked = supplement("C-1", [wish(file="1.png", rule="INT-03")], lambda finding: (HERE,) if finding.file else ())

    assert asked is not None
    (one,) = asked.wanted
    assert (one.rule, one.text, one.file, one.places) == ("INT-03", Reason("缺", "Missing"), "1.png", (HERE,))


def test_a_file_name_with_braces_is_written_as_it_is() -> None:
    asked = supplement("C-1", [wish(file="a/{0}.png")], nowhere)

    assert asked is not None
    assert "（{0}.png）缺" in asked.text.zh
