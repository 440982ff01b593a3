"""Tasks with a known answer, as arithmetic."""

from pipeline.review.practice import with_changes


def test_only_what_a_correction_changes_is_laid_upon_the_answer_that_was_given() -> None:
    def finding(rule: str, outcome: str, file: str = "") -> dict[str, object]:
        return {"rule": rule, "outcome": outcome, **({"file": file} if file else {})}

    given = {"outcome": "needs_review", "findings": [finding("TWN-01", "fail", "a.png"), finding("ORD-01", "fail")]}
    before = {"outcome": "eligible", "findings": [finding("TWN-01", "pass", "a.png"), finding("ORD-01", "fail")]}
    after = {"outcome": "eligible", "findings": [finding("ORD-01", "pass"), finding("TWN-01", "pass", "a.png")]}

    told = with_changes(given, before, after)

    assert told == {
        "outcome": "needs_review",
        "findings": [finding("TWN-01", "fail", "a.png"), finding("ORD-01", "pass")],
    }
