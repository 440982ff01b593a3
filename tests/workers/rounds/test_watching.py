"""A folder is a door like any other: what is put there is taken once, and answered beside it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.evidence import EvidenceId
from tests.workers.houses import House, png
from tests.workers.keeping.marked_lives import CLAIM, erased, lived
from workers.reception import Reception
from workers.rounds.watching import REFUSED, TAKEN, Watched


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House.at(tmp_path / "home", {})
    yield house
    house.stores.close()


@pytest.fixture
def watched(house: House, tmp_path: Path) -> Watched:
    folder = tmp_path / "door"
    folder.mkdir()
    return Watched(folder, Reception(house.stores))


def answer(path: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads(path.with_name(path.name + ".json").read_text("utf-8"))
    return told


def test_a_file_is_taken_once_two_looks_find_it_unchanged(house: House, watched: Watched) -> None:
    (watched.folder / "a.png").write_bytes(png(1))

    counts = [watched.look(), watched.look(), watched.look()]

    told = answer(watched.folder / TAKEN / "a.png")
    assert counts == [0, 1, 0]
    assert house.standing(EvidenceId(str(told["id"]))).evidence.filename == "a.png"
    assert not (watched.folder / "a.png").exists()


def test_a_file_that_still_grows_is_left_alone(watched: Watched) -> None:
    file = watched.folder / "a.png"
    file.write_bytes(png(1)[:40])
    watched.look()

    file.write_bytes(png(1))

    assert watched.look() == 0
    assert watched.look() == 1


def test_the_folder_it_lies_in_names_the_claim(house: House, watched: Watched) -> None:
    (watched.folder / "C-7").mkdir()
    (watched.folder / "C-7" / "a.png").write_bytes(png(1))

    watched.look()
    watched.look()

    told = answer(watched.folder / TAKEN / "C-7" / "a.png")
    assert told["claim_id"] == "C-7"


def test_a_file_that_is_refused_lies_beside_the_reason(watched: Watched) -> None:
    (watched.folder / "a.png").write_bytes(b"no picture at all")

    watched.look()
    watched.look()

    assert answer(watched.folder / REFUSED / "a.png")["code"] == "unsupported_type"


def test_two_files_of_one_name_both_keep_their_answers(watched: Watched) -> None:
    for number in (1, 2):
        (watched.folder / "a.png").write_bytes(png(number))
        watched.look()
        watched.look()

    assert answer(watched.folder / TAKEN / "a.png") != answer(watched.folder / TAKEN / "a (2).png")


def test_links_hidden_files_and_its_own_answers_are_no_evidence(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png(1))
    (watched.folder / "link.png").symlink_to(tmp_path / "secret.png")
    (watched.folder / ".part.png").write_bytes(png(2))
    (watched.folder / TAKEN).mkdir()
    (watched.folder / TAKEN / "old.png").write_bytes(png(3))

    assert [watched.look(), watched.look()] == [0, 0]


def test_a_file_for_a_claim_that_was_erased_is_put_aside_and_the_next_one_is_taken(
    house: House, watched: Watched
) -> None:
    lived(house)
    erased(house)
    (watched.folder / CLAIM).mkdir()
    for name in (f"{CLAIM}/a.png", "b.png"):
        (watched.folder / name).write_bytes(png(1))

    assert [watched.look(), watched.look()] == [0, 2]

    assert answer(watched.folder / REFUSED / CLAIM / "a.png")["code"] == "erased"
    assert (watched.folder / TAKEN / "b.png").exists()
