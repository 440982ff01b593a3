"""A password that anyone would try first is refused."""

import pytest

from pipeline.people.passwords import Weakness, weakness


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", Weakness.SHORT),
        ("x" * 257, Weakness.LONG),
        ("123456789012", Weakness.COMMON),
        ("password1234", Weakness.COMMON),
        ("PasswordPassword", Weakness.COMMON),
        ("administrator!", Weakness.COMMON),
        ("woaini1314520", Weakness.COMMON),
        ("qwertyuiopas", Weakness.COMMON),
        ("aaaaaaaaaaaab", Weakness.COMMON),
        ("zyxwvutsrqpo", Weakness.COMMON),
        ("Li.Wei-and-more", Weakness.NAMED),
    ],
)
def test_an_easy_password_is_refused_with_the_reason(password: str, why: Weakness) -> None:
    assert weakness(password, "li.wei") is why


@pytest.mark.parametrize(
    "password", ["correct horse battery", "三更灯火五更鸡正是男儿读书时", "tea-bag 94 lantern", "mY9#kd02Lq!x"]
)
def test_a_long_one_is_taken_whatever_its_signs(password: str) -> None:
    assert weakness(password, "li.wei") is None
