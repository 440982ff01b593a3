"""A page and a function are short enough to be read in one go."""

import ast

import pytest

from tests.house.sources import ROOMS, Function, modules

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 50
PARAMETERS = 5
ONE_FILE = {"app/packs/verify.py": 700}  # goes to people who have nothing else of ours: one file is what it is for


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_is_longer_than_four_hundred_lines(room: str) -> None:
    long = {
        module.path: lines
        for module in modules(room)
        if (lines := len(module.text.splitlines())) > ONE_FILE.get(module.path, LINES_OF_A_FILE)
    }

    assert not long, f"split these into files that each hold one idea: {long}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_function_is_longer_than_fifty_lines(room: str) -> None:
    long = {
        f"{module.path}:{function.name}": lines
        for module in modules(room)
        for function in module.functions()
        if (lines := _lines(function)) > LINES_OF_A_FUNCTION
    }

    assert not long, f"name a part of each and take it out: {long}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_function_takes_more_than_five_parameters(room: str) -> None:
    wide = {
        f"{module.path}:{function.name}": count
        for module in modules(room)
        for function in module.functions()
        if (count := _parameters(function)) > PARAMETERS
    }

    assert not wide, f"give what belongs together a name of its own: {wide}"


def test_a_function_is_counted_from_def_to_its_last_line() -> None:
    function = ast.parse("@cache\ndef a(self, b, *, c):\n    d = b\n    return d + c").body[0]

    assert isinstance(function, ast.FunctionDef)
    assert (_lines(function), _parameters(function)) == (3, 2)


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: Function) -> int:
    given = function.args
    positional = [argument.arg for argument in (*given.posonlyargs, *given.args)]
    if positional[:1] in (["self"], ["cls"]):
        positional = positional[1:]
    return len(positional) + len(given.kwonlyargs) + (given.vararg is not None) + (given.kwarg is not None)
