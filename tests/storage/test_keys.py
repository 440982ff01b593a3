"""Names of objects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WrongUse
from storage import keys

SHA = "0123456789abcdef" * 4


def test_every_name_is_spelled_here() -> None:
    assert keys.original("t-1", "s_2", SHA) == f"tenants/t-1/s_2/originals/{SHA}"
    assert keys.originals("t-1", "s_2") == "tenants/t-1/s_2/originals/"
    assert keys.incoming("t-1", "u.3") == "incoming/t-1/u.3"
    assert keys.worm_probe("p4") == "probes/p4"


@pytest.mark.parametrize("part", ["", ".", "..", ".x", "a/b", "/", "a b", "a\\b", "a\n", "ä", "a%2e", "x" * 201])
def test_a_part_that_could_lead_elsewhere_is_refused(part: str) -> None:
    with pytest.raises(WrongUse):
        keys.original(part, "s", SHA)
    with pytest.raises(WrongUse):
        keys.original("t", part, SHA)
    with pytest.raises(WrongUse):
        keys.incoming("t", part)


@pytest.mark.parametrize("sha", [SHA.upper(), SHA[1:], SHA + "0", "x"])
def test_an_original_is_named_by_a_whole_hash(sha: str) -> None:
    with pytest.raises(WrongUse, match="64 lower-case hex digits"):
        keys.original("t", "s", sha)


def test_the_hash_of_an_original_can_be_read_from_its_name() -> None:
    assert keys.digest(keys.original("t", "s", SHA)) == SHA
    with pytest.raises(WrongUse, match="does not name an original"):
        keys.digest("incoming/t/u")


@given(st.text("aZ09._-/\\ \n\0%ä", max_size=12))
def test_what_passes_stays_below_where_it_stands(name: str) -> None:
    try:
        parts = keys.checked(name).split("/")
    except WrongUse:
        return

    assert all(part and not part.startswith(".") and part.isascii() for part in parts)
