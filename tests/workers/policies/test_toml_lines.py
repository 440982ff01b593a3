"""Where values of a TOML text stand."""

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workers.policies.toml_lines import Key, line_of, lines_of

WHOLE = '''# a comment with [brackets] = 1
campaign = "a # b = c" # not 3
days = [ # first
    2026-10-01, # second
    2026-10-02,
]
long = """
fake = 1
[fake]
"""

[refunds]
"gift value".'x' = 1
tiers = [{ paid_from = 0 }, { paid_from = 5,
    most = 3 }]

[[products]]
name = 'one'

[[products]]
name = "t\\"wo"
  [[products.claimed]]
  indicator = "x"
  [[products.claimed]]
  indicator = "y"
  [products.claimed.study]
  size = 3
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("campaign",), 2),
        (("days",), 3),
        (("days", 0), 4),
        (("days", 1), 5),
        (("long",), 7),
        (("refunds",), 12),
        (("refunds", "gift value", "x"), 13),
        (("refunds", "tiers", 1, "paid_from"), 14),
        (("refunds", "tiers", 1, "most"), 15),
        (("products", 0), 17),
        (("products", 1, "name"), 21),
        (("products", 1, "claimed", 0, "indicator"), 23),
        (("products", 1, "claimed", 1, "indicator"), 25),
        (("products", 1, "claimed", 1, "study", "size"), 27),
    ],
)
def test_each_value_stands_on_its_line(key: Key, line: int) -> None:
    assert lines_of(WHOLE)[key] == line


def test_text_inside_strings_and_comments_is_no_key() -> None:
    assert ("fake",) not in lines_of(WHOLE)
    assert all("fake" not in key for key in lines_of(WHOLE))


def test_what_is_missing_is_looked_for_where_it_belongs() -> None:
    lines = lines_of(WHOLE)

    assert line_of(lines, ("products", 1, "spec")) == 20
    assert line_of(lines, ("nowhere",)) == 0


_NAMES = some.from_regex(r"[a-z]{1,4}", fullmatch=True)
_VALUES = some.recursive(
    some.sampled_from(["1", "2026-10-01", '"a # [x] = , }"', "'b'", '"""\nx = 1\n"""', "true"]),
    lambda inner: some.one_of(
        some.lists(inner, max_size=3).map(lambda values: "[\n" + ",\n".join(values) + "]"),
        some.dictionaries(_NAMES, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{name} = {value}" for name, value in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)


@given(some.dictionaries(_NAMES, _VALUES, max_size=4), some.lists(some.dictionaries(_NAMES, _VALUES), max_size=2))
def test_every_value_the_library_reads_has_a_line(top: dict[str, str], tables: list[dict[str, str]]) -> None:
    text = _written(top) + "".join(f"[[several]]\n{_written(table)}" for table in tables)

    lines = lines_of(text)

    assert set(_keys(tomllib.loads(text))) - set(lines) == set()
    rows = text.split("\n")
    assert all(f"{name} = " in rows[lines[(name,)] - 1] for name in top)


def _written(table: dict[str, str]) -> str:
    return "".join(f"{name} = {value}\n" for name, value in table.items())


def _keys(value: object, above: Key = ()) -> Iterator[Key]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield (*above, name)
        yield from _keys(one, (*above, name))
