"""Which documents paths name."""

import os
from pathlib import Path

import pytest

from app.runs.inputs import Entry, documents
from pipeline.records import Refusal
from tests.app.papers import touch
from workers.jobs import Job


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.name for entry in entries]


def code(entries: tuple[Entry, ...], name: str) -> str:
    return next(entry.code for entry in entries if isinstance(entry, Refusal) and entry.name == name)


def test_every_file_below_a_folder_is_answered_in_sorted_order(tmp_path: Path) -> None:
    touch(tmp_path, "b.jpg", "a/z.pdf", "a/y.xyz", "c/d/e.png")

    found = documents([str(tmp_path)])

    assert names(found) == ["a/y.xyz", "a/z.pdf", "b.jpg", "c/d/e.png"]
    assert all(isinstance(entry, Job) for entry in found)


def test_a_file_keeps_the_name_it_was_given_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.jpg", "in/b.jpg")
    monkeypatch.chdir(tmp_path)

    assert names(documents(["./a.jpg", "in/b.jpg", "in"])) == ["./a.jpg", "in/b.jpg", "b.jpg"]


def test_hidden_files_in_a_folder_are_refused_and_one_asked_for_by_name_is_read(tmp_path: Path) -> None:
    touch(tmp_path, ".x.jpg", ".git/config")

    found = documents([str(tmp_path), str(tmp_path / ".x.jpg")])

    assert code(found, ".git/config") == code(found, ".x.jpg") == "hidden_file"
    assert isinstance(found[-1], Job)


def test_a_path_that_leads_nowhere_is_refused_and_the_others_stand(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    missing, too_long, below_a_file = (str(tmp_path / part) for part in ("no.jpg", "x" * 300, "a.jpg/b"))

    found = documents([missing, str(tmp_path / "a.jpg"), too_long, below_a_file])

    assert code(found, missing) == code(found, below_a_file) == "missing_file"
    assert code(found, too_long) == "unreadable_path"
    assert isinstance(found[1], Job)


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")

    assert code(documents([str(tmp_path)]), "pipe.jpg") == "not_a_file"


def test_links_are_followed_inside_the_folder_only(tmp_path: Path) -> None:
    touch(tmp_path, "secret.jpg", "in/a.jpg", "in/sub/b.jpg")
    (tmp_path / "in/inner.jpg").symlink_to("a.jpg")
    (tmp_path / "in/outer.jpg").symlink_to("../secret.jpg")
    (tmp_path / "in/gone.jpg").symlink_to("nothing.jpg")
    (tmp_path / "in/loop").symlink_to(".")

    found = documents([str(tmp_path / "in")])

    assert code(found, "outer.jpg") == "link_outside"
    assert code(found, "gone.jpg") == "missing_file"
    assert code(found, "loop") == "link_to_folder"
    jobs = {entry.name: entry.paths[0].name for entry in found if isinstance(entry, Job)}
    assert jobs == {"a.jpg": "a.jpg", "inner.jpg": "a.jpg", "sub/b.jpg": "b.jpg"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_closed_folder_is_refused_by_its_name(tmp_path: Path) -> None:
    touch(tmp_path, "in/closed/a.jpg")
    (tmp_path / "in/closed").chmod(0)

    assert code(documents([str(tmp_path / "in")]), "closed") == "unreadable_folder"


def test_pictures_that_differ_in_their_page_number_are_one_document_in_page_order(tmp_path: Path) -> None:
    touch(tmp_path, "bill_p10.jpg", "bill_p2.jpg", "bill_p1.jpg", "bill_p1.png", "note-p1.jpg", "note_p1.jpg", "z.pdf")

    found = [entry.files for entry in documents([str(tmp_path)])]

    assert found == [
        ("bill_p1.jpg", "bill_p2.jpg", "bill_p10.jpg"),
        ("bill_p1.png",),
        ("note-p1.jpg",),
        ("note_p1.jpg",),
        ("z.pdf",),
    ]


def test_pages_given_one_by_one_are_joined_and_pages_of_other_folders_are_not(tmp_path: Path) -> None:
    touch(tmp_path, "a/s_p1.jpg", "a/s_p2.jpg", "b/s_p2.jpg", "a/t_p1.pdf", "a/t_p2.pdf")
    given = [str(tmp_path / name) for name in ("a/s_p2.jpg", "b/s_p2.jpg", "a/s_p1.jpg", "a/t_p1.pdf", "a/t_p2.pdf")]

    found = documents(given)

    assert found[0].files == (given[2], given[0])
    assert found[0].name == given[2]
    assert [len(entry.files) for entry in found] == [2, 1, 1, 1]


def test_our_own_results_inside_the_folder_are_not_read_again(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "out/a.html")

    assert names(documents([str(tmp_path)], spared=tmp_path / "out")) == ["a.jpg"]


def test_the_same_path_given_twice_is_answered_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    path = str(tmp_path / "a.jpg")

    assert names(documents([path, path])) == [path]
