"""A value with its proof."""

import pytest

from pipeline.fields import Field, State


def test_a_value_stands_if_and_only_if_it_was_read() -> None:
    with pytest.raises(ValueError, match="only if the field was read"):
        Field(name="total_amount", state=State.NOT_FOUND, value="12.50")
    with pytest.raises(ValueError, match="only if the field was read"):
        Field(name="total_amount", state=State.READ)


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError, match="never float"):
        Field(name="total_amount", state=State.READ, value=12.5)  # type: ignore[arg-type]
