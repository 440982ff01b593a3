"""What the panels know of a paper."""

from datetime import UTC, datetime

from app.panels.papers import panel_paper
from pipeline.corrections import Change, Correction
from pipeline.evidence import EvidenceId
from pipeline.geometry import Box

RECORD: dict[str, object] = {
    "kind": "receipt",
    "pages": [{"number": 1}, {"number": 2}],
    "fields": [
        {"name": "total_amount", "value": "12.50", "page": 2, "box": [0.1, 0.2, 0.3, 0.4]},
        {"name": "items", "value": [{"name": "tea"}], "page": None, "box": None},
        {"name": "tax_amount", "value": None, "page": None, "box": None},
    ],
}


def corrected(field: str, new: str, kind: str = "receipt") -> Correction:
    change = Change(
        evidence=EvidenceId("evd_1"),
        record=1,
        kind=kind,
        field=field,
        read=None,
        old=None,
        new=new,
        box=Box(page=1, left=0, top=0, right=1, bottom=1),
        crop="",
        after=None,
    )
    return Correction(id="cor_1", change=change, by="lin", at=datetime(2026, 11, 29, tzinfo=UTC))


def test_single_values_and_their_places_are_known() -> None:
    paper = panel_paper("a.png", RECORD)

    assert (paper.kind, paper.pages) == ("receipt", 2)
    assert paper.values == {"total_amount": "12.50"}
    assert paper.places["total_amount"].page == 2


def test_what_a_person_put_right_counts() -> None:
    paper = panel_paper("a.png", RECORD, (corrected("total_amount", "13.50"), corrected("total_amount", "14.50")))

    assert paper.values["total_amount"] == "14.50"
    assert paper.places["total_amount"].page == 1


def test_a_value_that_a_person_did_not_find_is_gone() -> None:
    assert panel_paper("a.png", RECORD, (corrected("total_amount", "-"),)).values == {}


def test_what_was_put_right_as_another_kind_stays_aside() -> None:
    assert panel_paper("a.png", RECORD, (corrected("total_amount", "99", "invoice"),)).values["total_amount"] == "12.50"
