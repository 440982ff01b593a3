"""What a claim is found by."""

from pipeline.corrections import Change
from pipeline.evidence import EvidenceId
from pipeline.marks import Mark, Markable, MarkName, marks

RECORD = {
    "fields": [
        {"name": "order_id", "value": "2612-3456 7890"},
        {"name": "invoice_number", "value": None},
        {"name": "total_amount", "value": "9.00"},
        {"name": "customer_name", "value": "Zhang Xiaoli"},
    ],
    "findings": [{"rule": "INT-02", "outcome": "pass"}, {"rule": "REC-01", "outcome": "fail"}],
    "versions": {"pipeline": "3", "readers": {"tesseract": "5.3"}, "rules": 120},
}


def change(field: str, new: str) -> Change:
    return Change(
        evidence=EvidenceId("e"),
        record=1,
        kind="x",
        field=field,
        read=None,
        old=None,
        new=new,
        box=None,
        crop="",
        after=None,
    )


def told(**known: object) -> set[tuple[str, str]]:
    nothing: dict[str, object] = {"facts": {}, "records": (), "changes": (), "answer": {}, "workers": frozenset()}
    return {(one.name.value, one.value) for one in marks(Markable(**(nothing | known)))}  # type: ignore[arg-type]


def test_a_claim_is_found_by_its_papers_however_they_spell_it() -> None:
    assert told(records=(RECORD,)) == {
        ("order", "261234567890"),
        ("person", "zhangxiaoli"),
        ("rule", "REC-01"),
        ("version", "pipeline 3"),
        ("version", "readers tesseract 5.3"),
        ("version", "rules 120"),
    }
    assert Mark.of(MarkName.ORDER, "26123456-7890 ").value == "261234567890"


def test_a_claim_is_found_by_what_was_stated_and_by_what_people_put_right() -> None:
    facts = {"order_id": "A-1", "claimant": {"name": "张小例", "phone_masked": "188****0011"}, "payout": "none"}
    said = told(
        facts=facts, changes=(change("invoice_number", "77"), change("order_id", "-")), workers=frozenset({"user:1"})
    )

    assert said == {
        ("order", "A1"),
        ("person", "张小例"),
        ("person", "188****0011"),
        ("invoice", "77"),
        ("reviewer", "user:1"),
    }


def test_what_holds_nothing_marks_nothing() -> None:
    assert told(records=({"fields": "none", "findings": [1], "versions": []},), answer={"findings": None}) == set()
