"""A merchant's own label words, from the TOML file to the record."""

from pathlib import Path

from tests.extractors.reading.pdfs import pdf, text
from tests.journeys.test_process import proofdesk

OWN = """
schema = "proofdesk.wording/1"
kind = "order_screenshot"

[[platform]]
name = "our_shop"
words = ["Xinghe Mall"]

[[label]]
field = "order_id"
words = ["Purchase ref"]
pattern = 'XH[0-9]{12}'
platform = "our_shop"
"""
PAGE = (
    "Xinghe Mall",
    "Order details",
    "Purchase ref: XH202611050001",
    "Order placed: 2026-11-05",
    "Grand total: 88.00",
)


def test_own_words_are_read_and_named_in_the_record(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(pdf("".join(text(words, y=700 - 40 * at) for at, words in enumerate(PAGE))))
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")

    ours = proofdesk("process", "--json", str(tmp_path / "page.pdf"))
    theirs = proofdesk("process", "--json", "--wording", str(tmp_path / "own.toml"), str(tmp_path / "page.pdf"))

    assert [_order(run.answers[0]) for run in (ours, theirs)] == [None, "XH202611050001"]
    assert ["wording" in str(run.answers[0]["versions"]) for run in (ours, theirs)] == [False, True]


def test_a_mistake_in_the_file_stops_the_run_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN.replace("order_id", "order_number"), encoding="utf-8")

    run = proofdesk("process", "--wording", str(tmp_path / "own.toml"), str(tmp_path))

    assert run.status == 2
    assert "order_screenshot has no field order_number" in run.err


def _order(answer: dict[str, object]) -> object:
    fields = answer["fields"]
    assert isinstance(fields, list)
    return next((field["value"] for field in fields if field["name"] == "order_id"), None)
