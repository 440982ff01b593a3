"""`proofdesk eval`: a challenger must win on values it never saw, and a report says what n allows."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from app.commands.eval import main
from benchmarks.examples import Example, written
from pipeline.errors import WrongUse
from pipeline.trust.confidence import Weights
from pipeline.trust.signals import NAMES
from tests.benchmarks.values import values
from workers.confidence import loaded
from workers.confidence import written as written_coefficients


def kept(path: Path, found: Iterable[Example]) -> str:
    path.write_text(written(found), encoding="utf-8")
    return str(path)


@pytest.fixture
def champion(tmp_path: Path) -> Path:
    """One that is equally sure of everything."""
    weights = Weights(kinds=frozenset(), intercept=3.0, signals=(0.0,) * len(NAMES), fields={}, floor=0.0)
    path = tmp_path / "champion.json"
    path.write_text(written_coefficients({"papers": weights}, {"on": "2026-01-01"}), encoding="utf-8")
    return path


def test_a_challenger_that_ranks_better_on_held_values_wins(
    tmp_path: Path, champion: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fit, held = kept(tmp_path / "fit", values(600, 1)), kept(tmp_path / "held", values(600, 2))
    out = tmp_path / "new.json"

    assert main(["fit", "--examples", fit, "--held", held, "--out", str(out), "--champion", str(champion)]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["wins"] is True
    assert said["challenger"]["auroc"] > said["champion"]["auroc"] == 0.5
    assert loaded(out).groups["money"].floor > 0.5
    kept_with_it = json.loads(out.read_text("utf-8"))["made"]["compared"]
    assert kept_with_it == {**said, "with": loaded(champion).version, "held": ["set2"]}


def test_one_that_does_not_win_leaves_the_champion(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fit, held = kept(tmp_path / "fit", values(600, 1)), kept(tmp_path / "held", values(600, 2))
    first, second = str(tmp_path / "first.json"), str(tmp_path / "second.json")
    main(["fit", "--examples", fit, "--held", held, "--out", first])

    assert main(["fit", "--examples", fit, "--held", held, "--out", second, "--champion", first]) == 1
    assert "the champion stays" in capsys.readouterr().err


def test_only_the_group_asked_for_is_fitted_anew(tmp_path: Path, champion: Path) -> None:
    fit, held = kept(tmp_path / "fit", values(600, 1)), kept(tmp_path / "held", values(600, 2))
    out, asked = tmp_path / "new.json", ["--champion", str(champion), "--group"]
    made = ["fit", "--examples", fit, "--held", held, "--out", str(out)]

    assert main([*made, *asked, "money"]) == 0
    assert loaded(out).groups["money"] != loaded(champion).groups.get("money")
    assert loaded(out).groups["papers"] == loaded(champion).groups["papers"]
    with pytest.raises(WrongUse, match="no group slips"):
        main([*made, *asked, "slips"])


def test_a_document_on_both_sides_is_refused(tmp_path: Path) -> None:
    fit, held = kept(tmp_path / "fit", values(60, 1)), kept(tmp_path / "held", values(30, 1))

    with pytest.raises(WrongUse, match="document 1-0"):
        main(["fit", "--examples", fit, "--held", held, "--out", str(tmp_path / "new.json")])
    assert not (tmp_path / "new.json").exists()


def test_a_field_no_kind_has_is_refused_and_nothing_is_fitted(tmp_path: Path, champion: Path) -> None:
    strange = (replace(one, field="horoscope") for one in values(40, 1))
    fit, held = kept(tmp_path / "fit", strange), kept(tmp_path / "held", values(40, 2))
    out = tmp_path / "new.json"

    with pytest.raises(WrongUse, match="has a field horoscope"):
        main(["fit", "--examples", fit, "--held", held, "--out", str(out), "--champion", str(champion)])
    assert not out.exists()


def test_a_label_no_kind_knows_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    row = {"file": "a.jpg", "doc_type": "receipt", "fields": {"total": "1.00"}}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row), encoding="utf-8")

    with pytest.raises(WrongUse, match="no kind has a field total"):
        main(["examples", "--data", str(tmp_path), "--out", str(tmp_path / "examples.jsonl")])


@pytest.mark.parametrize("how", [(), ("--across",)])
def test_a_report_lies_in_its_folder_as_text_numbers_and_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], how: tuple[str, ...]
) -> None:
    found = kept(tmp_path / "found", values(300, 1))

    assert main(["report", "--examples", found, *how, "--out", str(tmp_path / "report")]) == 0

    rows = {row["name"]: row for row in json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))}
    assert (rows["decisive values"]["n"], rows["decisive values"]["wrong"]) == (300, 50)
    assert rows["decisive values"]["auroc"] > 0.8
    assert "too few to promise" in (tmp_path / "report" / "report.md").read_text("utf-8")
    for name in ("decisive-values-real-risk", "receipt.total_amount-real-truth"):
        assert (tmp_path / "report" / "pictures" / f"{name}.svg").read_text("utf-8").startswith("<svg")
    assert "receipt · total_amount" not in capsys.readouterr().out


def test_the_error_that_may_pass_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, out = kept(tmp_path / "found", values(300, 1)), tmp_path / "report"

    assert main(["report", "--examples", found, "--target", "0.02", "--out", str(out)]) == 0

    row = json.loads((out / "report.json").read_text("utf-8"))[0]
    assert row["at_target"]["target"] == 0.02
    assert row["promises"] == "error at most 1.49% with 95 % confidence"
    for strange in ("0", "-1", "2", "few"):
        with pytest.raises(SystemExit):
            main(["report", "--examples", found, "--target", strange, "--out", str(out)])
        assert "above 0 and at most 0.5" in capsys.readouterr().err
