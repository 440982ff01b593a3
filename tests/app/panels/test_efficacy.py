"""The efficacy panel."""

from decimal import Decimal

from app.panels.efficacy import efficacy_panel, promises
from app.panels.papers import PanelPaper
from pipeline.claim.policy import ClaimedEfficacy, Policy, PolicyProduct
from pipeline.findings import Reason

STEP = {"zh": "E = (47.7 − 45.5) ÷ 45.5 × 100 = 4.84%", "en": "E = (47.7 − 45.5) ÷ 45.5 × 100 = 4.84%"}
TOLD: dict[str, object] = {
    "indicator": "角质层含水量",
    "unit": "a.u.",
    "direction": "up_good",
    "baseline": "45.5",
    "endpoint": "47.7",
    "reached": "4.84",
    "printed": None,
    "claimed": "20",
    "attained": "24.18",
    "threshold": "60",
    "basis": "ratio_of_claim",
    "result": "ineffective",
    "why": None,
    "file": "report.pdf",
    "steps": [STEP],
}
REPORT = PanelPaper(
    file="report.pdf", kind="lab_report", values={"method": "Q/DEMO 736", "lab_name": "测试中心"}, places={}
)
PROMISED = ClaimedEfficacy(
    indicator="moisture", indicator_zh="角质层含水量", value_percent=Decimal(20), wording="28天含水量提升20%以上"
)


def test_every_step_stands_beside_what_was_printed_and_promised() -> None:
    panel = efficacy_panel({"efficacy": TOLD}, (REPORT,), (PROMISED,))

    assert panel is not None
    assert panel.steps == (Reason(STEP["zh"], STEP["en"]),)
    assert panel.figures["attained"] == "24.18"
    assert "printed" not in panel.figures
    assert panel.about == {"method": "Q/DEMO 736", "lab_name": "测试中心"}
    assert panel.sentence == "28天含水量提升20%以上"


def test_a_promise_about_something_else_is_not_shown() -> None:
    other = ClaimedEfficacy(indicator="wrinkles", wording="wrinkles reduced by 15 %")

    panel = efficacy_panel({"efficacy": TOLD}, (), (other,))

    assert panel is not None
    assert (panel.sentence, panel.about) == ("", {})


def test_what_the_claim_states_comes_before_the_policy() -> None:
    policy = Policy(products=(PolicyProduct(name="cream", claimed=(PROMISED,)),))
    stated = ClaimedEfficacy(indicator="moisture", wording="25 %")

    assert promises(stated, policy) == (stated, PROMISED)
    assert promises(None, policy) == (PROMISED,)


def test_a_printed_rate_that_its_readings_do_not_give_is_marked() -> None:
    found = {"rule": "LAB-08", "outcome": "fail"}

    marked = efficacy_panel({"efficacy": TOLD, "findings": [found]}, (), ())
    plain = efficacy_panel({"efficacy": TOLD, "findings": [found | {"outcome": "pass"}]}, (), ())

    assert marked is not None
    assert plain is not None
    assert (marked.printed_differs, plain.printed_differs) == (True, False)


def test_a_claim_that_is_not_about_efficacy_has_no_such_panel() -> None:
    assert efficacy_panel({"efficacy": None}, (), ()) is None
