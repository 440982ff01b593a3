"""What the benchmark of the review desk asks, counts and says."""

import json

import pytest

from app.commands.bench import main
from benchmarks.desk import Waits, as_object, as_text
from benchmarks.desk_filling import Fill

PAGES = ("queue", "desk", "page picture", "side by side", "dashboard", "a draft saved", "auditor: one claim")


def test_a_desk_is_filled_served_and_asked_for_every_page(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--claims", "2", "--files", "2", "--words", "200", "--rounds", "2", "--json")

    assert main(["desk", *words]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["claims"], told["files"], told["stores"]) == (2, 2, "SQLite and a folder")
    assert set(PAGES) <= set(told["pages"])
    assert all(one["n"] == 2 and 0 < one["p50"] <= one["p95"] <= one["p99"] for one in told["pages"].values())
    assert 50_000 < told["weight"] < 300_000


def test_the_figures_are_told_in_milliseconds_and_kilobytes() -> None:
    took = tuple(number / 1000 for number in range(1, 101))
    waits = Waits(Fill(claims=300, files=5, words=5_000), "servers", {"queue": took}, 187_600)

    assert as_object(waits)["pages"] == {"queue": {"n": 100, "p50": 51.0, "p95": 96.0, "p99": 100.0}}
    told = as_text(waits)
    assert told.splitlines()[2].split() == ["queue", "51.0", "96.0", "100.0"]
    assert "188 kB" in told
