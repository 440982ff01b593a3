"""What the ledger tells of a replay: where it differs and with which versions, never a value."""

from pipeline.evidence import EvidenceId
from pipeline.record_differences import Difference
from pipeline.replays import Instead, Replayed, Retold, Verdict

DIFFERING = Replayed(
    evidence=EvidenceId("evd_1"),
    record=1,
    verdict=Verdict.OTHER_VERSIONS,
    differences=(
        Difference("seller_name value", "张小例", "张小列"),
        Difference("seller_name confidence", 0.9, 0.8),
        Difference("rule INV-06 outcome", "pass", "fail"),
    ),
    instead=(Instead("machine", "Linux x86_64 A: B", "Linux x86_64 C"), Instead("program", "1a2b", "none")),
)


def test_each_field_is_named_once_and_no_value_is_told() -> None:
    told = Retold.of(DIFFERING, "nightly sample").text()

    assert told == (
        "nightly sample | differs: seller_name, rule INV-06"
        " | machine: Linux x86_64 A: B -> Linux x86_64 C | program: 1a2b -> none"
    )
    assert Retold.read(told) == Retold.of(DIFFERING, "nightly sample")


def test_what_came_out_the_same_says_why_it_was_done_alone() -> None:
    same = Replayed(evidence=EvidenceId("evd_1"), record=1, verdict=Verdict.IDENTICAL, instead=DIFFERING.instead)

    assert Retold.of(same, "nightly sample").text() == "nightly sample"


def test_a_reason_that_tells_nothing_of_this_is_a_reason() -> None:
    assert Retold.read("a complaint, or two") == Retold("a complaint, or two")
