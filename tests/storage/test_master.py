"""The file of master keys."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from pipeline.errors import Tampered, WrongUse
from storage.objects import sealing
from storage.objects.master import MasterKeys

KEY = bytes(range(32))
ONE, TWO = "1" * 64, "2" * 64


def test_a_missing_file_is_made_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys/master.key"

    keys = MasterKeys.read_or_made(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text()) == 65
    assert [one.name for one in path.parent.iterdir()] == ["master.key"]
    assert MasterKeys.read(path).unwrapped(keys.wrapped(KEY, b"s"), b"s") == KEY


def test_processes_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        wrapped = list(pool.map(_wrapped, [path] * 8))

    keys = MasterKeys.read(path)

    assert [keys.unwrapped(one, b"s") for one in wrapped] == [KEY] * 8


@pytest.mark.parametrize("mode", [0o620, 0o604, 0o660, 0o644])
def test_a_file_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = _file(tmp_path, ONE)
    path.chmod(mode)

    with pytest.raises(WrongUse, match="run: chmod 600"):
        MasterKeys.read(path)


def test_after_a_rotation_the_old_key_still_opens_and_the_new_one_wraps(tmp_path: Path) -> None:
    before = MasterKeys.read(_file(tmp_path, ONE)).wrapped(KEY, b"s")

    after = MasterKeys.read(_file(tmp_path, f"1:{ONE}\n2026:{TWO}\n"))

    assert after.current == "2026"
    assert after.unwrapped(before, b"s") == KEY
    assert after.wrapped(KEY, b"s").startswith(b"2026:")


def test_a_key_opens_for_no_other_subject_and_under_no_other_master(tmp_path: Path) -> None:
    keys = MasterKeys.read(_file(tmp_path, f"1:{ONE}\n2:{TWO}"))
    wrapped = keys.wrapped(KEY, b"s")

    with pytest.raises(Tampered):
        keys.unwrapped(wrapped, b"t")
    with pytest.raises(Tampered):
        keys.unwrapped(wrapped.replace(b"2:", b"1:", 1), b"s")
    with pytest.raises(WrongUse, match="master key b'3' is not in the key file"):
        keys.unwrapped(wrapped.replace(b"2:", b"3:", 1), b"s")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no key"),
        ("\n\n", "holds no key"),
        (ONE[1:], "Line 1 .* is no key"),
        (f"1:{ONE}\n2:{TWO}0", "Line 2 .* is no key"),
        (f"a:{ONE}\na:{TWO}", "Line 2 .* repeats the id a"),
        (f"{ONE}\n{TWO}", "Line 2 .* repeats the id 1"),
    ],
)
def test_a_file_that_holds_no_ring_of_keys_is_refused_without_showing_it(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongUse, match=said) as refused:
        MasterKeys.read(_file(tmp_path, text))

    assert "1111" not in str(refused.value)
    assert "2222" not in str(refused.value)


def test_a_missing_file_is_wrong_use_where_none_may_be_made(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"put the master key there"):
        MasterKeys.read(tmp_path / "master.key")


def test_keys_are_not_shown(tmp_path: Path) -> None:
    keys = MasterKeys.read(_file(tmp_path, ONE))

    assert "\\x11" not in repr(keys)
    assert ONE not in repr(keys)


def test_new_keys_differ() -> None:
    assert len({sealing.new_key() for _ in range(100)}) == 100


def _file(folder: Path, text: str) -> Path:
    path = folder / "master.key"
    path.touch(mode=0o600)
    path.write_text(text)
    return path


def _wrapped(path: Path) -> bytes:
    return MasterKeys.read_or_made(path).wrapped(KEY, b"s")
