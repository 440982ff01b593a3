"""What is published about policy files is what is taken."""

import re
from pathlib import Path

from tests.house.sources import ROOT
from workers.policies.file import policy
from workers.policies.page import keys, schema

PAGE = ROOT / "docs/policy.md"


def test_the_published_schema_is_that_of_the_program() -> None:
    published = (ROOT / "docs/policy.schema.json").read_text("utf-8")

    assert published == schema(), "run: python -m workers.policies.page schema > docs/policy.schema.json"


def test_every_key_stands_in_the_documentation() -> None:
    assert keys() in PAGE.read_text("utf-8"), "put the output of python -m workers.policies.page into docs/policy.md"


def test_what_a_key_comes_to_without_it_is_told_in_words_of_the_file() -> None:
    assert "Undefined" not in keys()
    assert "factory" not in keys()


def test_the_example_of_the_documentation_is_taken(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert example
    file = tmp_path / "policy.toml"
    file.write_text(example[1], encoding="utf-8")

    assert policy(file).version.startswith("2026-autumn+")
