"""A claim's proof pack: made from a folder without a server, checked by anybody, and telling of every byte changed."""

import json
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import audit, submit
from app.packs import verify
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.merkle import Head
from storage.signer import Signer
from tests.workers.houses import png

PAPER = (400, 300)
CLAIM = "退款 C-1/é"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files of a claim, read, with no server."""
    folder = tmp_path_factory.mktemp("pack")
    for number in (1, 2):
        (folder / f"{number}.png").write_bytes(png(number, PAPER))
    words = ["--data", str(folder / "home"), "--claim", CLAIM, str(folder / "1.png"), str(folder / "2.png"), "--wait"]
    assert submit.main(words) == 0
    return folder / "home"


def unpacked(home: Path, out: Path, *words: str) -> Path:
    """An export of the claim, in a folder of its own."""
    pack = out / "pack.zip"
    assert audit.main(["export", "--data", str(home), "--claim", CLAIM, "--out", str(pack), *words]) == 0
    with zipfile.ZipFile(pack) as held:
        held.extractall(out / "unpacked")
    return out / "unpacked"


@pytest.fixture(scope="module")
def pack(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(home, tmp_path_factory.mktemp("out"))


@pytest.fixture
def copy(pack: Path, tmp_path: Path) -> Path:
    return shutil.copytree(pack, tmp_path / "copy")


def checked(folder: Path, *words: str) -> int:
    return verify.main([str(folder), *words])


def key_of(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert audit.main(["key", "--data", str(home)]) == 0
    return capsys.readouterr().out.strip()


def test_the_pack_is_checked_by_the_program_inside_it_on_a_machine_without_ours(pack: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-I", "verify.py", "."], cwd=pack, env={}, capture_output=True, text=True, check=False
    )

    assert told.returncode == 0, told.stdout + told.stderr
    assert "no checkpoint from outside was given" in told.stdout
    assert "OK:" in told.stdout


def test_the_pack_holds_all_there_is_about_the_claim(pack: Path) -> None:
    files = {file.relative_to(pack).as_posix() for file in pack.rglob("*") if file.is_file()}

    assert {"MANIFEST", "README.txt", "cover.html", "verify.py", "claim/claim.json", "claim/events.jsonl"} <= files
    assert sum(name.endswith("/original.png") for name in files) == 2
    assert sum(name.endswith("/page-1.jpg") for name in files) == 2
    assert sum(name.endswith("/record-1.json") for name in files) == 2
    told = json.loads((pack / "claim/claim.json").read_text("utf-8"))
    assert (told["claim_id"], [one["filename"] for one in told["files"]]) == (CLAIM, ["1.png", "2.png"])
    cover = (pack / "cover.html").read_text("utf-8")
    assert CLAIM in cover
    assert "收到材料" in cover
    assert "File received" in cover
    assert told["files"][0]["sha256"] in cover


def test_key_and_checkpoints_from_outside_are_compared(
    home: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = key_of(home, capsys)
    (pack.parent / "ledger.key").write_text(key, "utf-8")
    size = max(int(file.stem) for file in (home / "checkpoints").rglob("*.note"))
    notes = [str(file) for file in (home / "checkpoints").rglob("*.note") if int(file.stem) <= pack_size(pack)]

    assert size >= pack_size(pack)
    assert checked(pack, "--key", key, "--checkpoint", *notes) == 0
    told = capsys.readouterr().out
    assert "note    no" not in told
    assert f"{len(notes)} checkpoint(s) from outside tell the same history" in told
    assert checked(pack, "--key", str(pack.parent / "ledger.key")) == 0


def pack_size(pack: Path) -> int:
    return verify.checkpoint_of((pack / "ledger/checkpoint.note").read_text("utf-8")).size


def test_every_file_is_held_against_a_flip_of_any_byte(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(8)  # noqa: S311
    unseen = []
    for file in sorted(one for one in copy.rglob("*") if one.is_file()):
        name, whole = file.relative_to(copy).as_posix(), file.read_bytes()
        places = {0, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(6))} if whole else set()
        for place in places:
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :])
            status, told = checked(copy), capsys.readouterr().out
            if status != 1 or "OK:" in told or (name not in told and not name.startswith("ledger/keys")):
                unseen.append((name, place))
        file.write_bytes(whole)

    assert unseen == []
    assert checked(copy) == 0


def test_every_byte_of_the_manifest_counts(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest, key = copy / "MANIFEST", (copy / "ledger/keys.txt").read_text("utf-8").strip()
    whole, dice = manifest.read_bytes(), random.Random(9)  # noqa: S311
    signature = range(len(whole) - 140, len(whole))
    unseen = []
    for place in [*dice.sample(range(len(whole)), 60), *signature]:
        manifest.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :])
        if checked(copy, "--key", key) != 1 or "MANIFEST" not in capsys.readouterr().out:
            unseen.append(place)

    assert unseen == []


@pytest.mark.parametrize("name", ["cover.html", "ledger/entries.jsonl", "ledger/checkpoint.note", "verify.py"])
def test_a_missing_file_is_named(copy: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / name).unlink()

    assert checked(copy) == 1
    assert f"{name} is missing" in capsys.readouterr().out


def test_an_extra_file_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "evidence/more.txt").write_text("x", "utf-8")
    (copy / "evidence/link").symlink_to(copy / "cover.html")

    assert checked(copy) == 1
    told = capsys.readouterr().out
    assert "'evidence/more.txt' is extra" in told
    assert "'evidence/link' is extra" in told


def resigned(copy: Path, home: Path) -> None:
    """Somebody with the key makes a manifest for what lies there now."""
    secret = Signer.of(bytes.fromhex((home / "keys/ledger.key").read_text()), ledger_name(copy))
    text = (copy / "MANIFEST").read_text("utf-8").rpartition("\n\n")[0] + "\n"
    lines = [line for line in text.splitlines() if not line.startswith("file ")]
    there = sorted(one for one in copy.rglob("*") if one.is_file() and one.name != "MANIFEST")
    told = [(verify._sha256(one), one.stat().st_size, one.relative_to(copy).as_posix()) for one in there]
    lines += [f"file {sha256} {size} {name}" for sha256, size, name in told]
    (copy / "MANIFEST").write_text(str(secret.note("\n".join(lines) + "\n")), "utf-8")


def ledger_name(copy: Path) -> str:
    return (copy / "ledger/keys.txt").read_text("utf-8").partition("+")[0]


def entries_of(copy: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (copy / "ledger/entries.jsonl").read_text("utf-8").splitlines()]


def change_entry(copy: Path) -> None:
    held = entries_of(copy)
    held[1]["body"] = str(held[1]["body"]).replace("submit", "nobody")
    put_entries(copy, held)


def reorder_entries(copy: Path) -> None:
    held = entries_of(copy)
    put_entries(copy, [held[1], held[0], *held[2:]])


def leave_entry_out(copy: Path) -> None:
    held = entries_of(copy)
    settled = next(one for one in held if "evidence.settle" in str(one["body"]))
    put_entries(copy, [one for one in held if one is not settled])


def leave_history_out(copy: Path) -> None:
    held = entries_of(copy)
    claimed = next(one for one in held if "evidence.claim" in str(one["body"]))
    put_entries(copy, [one for one in held if one is not claimed])


def put_entries(copy: Path, held: list[dict[str, object]]) -> None:
    (copy / "ledger/entries.jsonl").write_text("".join(json.dumps(one) + "\n" for one in held), "utf-8")


def change_record(copy: Path) -> None:
    file = next(copy.glob("evidence/*/record-1.json"))
    file.write_text(file.read_text("utf-8").replace("review", "accept"), "utf-8")


def change_original(copy: Path) -> None:
    file = next(copy.glob("evidence/*/original.png"))
    file.write_bytes(png(7, PAPER))


def leave_record_out(copy: Path) -> None:
    file = next(copy.glob("evidence/*/record-1.json"))
    name = file.relative_to(copy).as_posix()
    file.unlink()
    contents = copy / "ledger/contents.jsonl"
    kept = [line for line in contents.read_text("utf-8").splitlines(keepends=True) if name not in line]
    contents.write_text("".join(kept), "utf-8")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (change_entry, "is not in the signed ledger"),
        (reorder_entries, "out of order"),
        (leave_entry_out, "ledger/contents.jsonl"),
        (leave_history_out, "is missing"),
        (change_record, "is not what entry"),
        (change_original, "is not what entry"),
        (leave_record_out, "what it kept is not in this export"),
    ],
)
def test_whoever_holds_the_key_and_signs_the_manifest_anew_is_caught_by_the_ledger(
    home: Path, copy: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], told: str
) -> None:
    change(copy)
    resigned(copy, home)

    assert checked(copy) == 1
    assert told in capsys.readouterr().out


def test_a_pack_signed_by_somebody_else_is_refused_under_the_right_key(
    home: Path, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(copy, "--key", str(Signer.of(bytes(32)).key)) == 1
    assert "MANIFEST is not signed by a key that was given" in capsys.readouterr().out


def test_a_checkpoint_of_another_ledger_or_from_the_future_is_named(
    home: Path, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = key_of(home, capsys)
    ours = Signer.of(bytes.fromhex((home / "keys/ledger.key").read_text()), ledger_name(pack))
    future, foreign, fork = tmp_path / "future.note", tmp_path / "foreign.note", tmp_path / "fork.note"
    future.write_text(str(ours.note(Checkpoint(ours.key.name, Head(9_999, bytes(32))).text)), "utf-8")
    foreign.write_text(str(Signer.of(bytes(32)).note(Checkpoint("proofdesk/x", Head(1, bytes(32))).text)), "utf-8")
    known = json.loads((pack / "ledger/checkpoints.jsonl").read_text("utf-8").splitlines()[0])["size"]
    fork.write_text(str(ours.note(Checkpoint(ours.key.name, Head(known, bytes(32))).text)), "utf-8")

    for file, told in ((future, "from the future"), (foreign, "not signed by a key"), (fork, "another history")):
        assert checked(pack, "--key", key, "--checkpoint", str(file)) == 1
        assert told in capsys.readouterr().out


def take_everything(copy: Path) -> None:
    shutil.rmtree(copy)
    copy.mkdir()


def nest_deeply(copy: Path) -> None:
    (copy / "ledger/entries.jsonl").write_text("[" * 100_000, "utf-8")


def cut_entries(copy: Path) -> None:
    file = copy / "ledger/entries.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:2]) + lines[2][:100])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (take_everything, "MANIFEST is missing"),
        (lambda copy: (copy / "MANIFEST").write_text("", "utf-8"), "MANIFEST has no signature"),
        (lambda copy: (copy / "ledger/keys.txt").unlink(), "ledger/keys.txt is missing"),
        (lambda copy: (copy / "ledger/keys.txt").write_text("", "utf-8"), "ledger/keys.txt holds no key"),
        (
            lambda copy: (copy / "ledger/keys.txt").write_text("x\n", "utf-8"),
            "ledger/keys.txt holds base64 that is none",
        ),
        (nest_deeply, "ledger/entries.jsonl, line 1, cannot be read"),
        (cut_entries, "ledger/entries.jsonl, line 3, cannot be read"),
    ],
)
def test_whatever_is_no_pack_any_more_is_said_in_one_line(
    copy: Path, change: Callable[[Path], object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(copy)

    assert checked(copy) == 1
    said = capsys.readouterr().out
    assert f"FAULT  {told}" in said
    assert "OK:" not in said


def test_a_pack_that_was_not_unpacked_is_wrong_use(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        checked(pack.parent / "pack.zip")

    assert end.value.code == 2
    assert "unpack the export first" in capsys.readouterr().err


def test_checkpoints_that_are_none_are_never_passed_over(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        checked(pack, "--checkpoint", str(tmp_path))
    (tmp_path / "1.note").mkdir()

    assert end.value.code == 2
    assert checked(pack, "--checkpoint", str(tmp_path)) == 1
    assert "1.note cannot be read" in capsys.readouterr().out


def test_a_masked_pack_has_no_originals_and_still_proves_its_history(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    masked = unpacked(home, tmp_path, "--masked")

    assert list(masked.rglob("original.*")) == []
    assert len(list(masked.rglob("page-1.jpg"))) == 2, "nothing on them names a person"
    assert "1.png" not in (masked / "cover.html").read_text("utf-8") + (masked / "claim/claim.json").read_text("utf-8")
    assert checked(masked) == 0
    assert "this export is masked" in capsys.readouterr().out


def test_handing_out_a_pack_is_written_into_the_ledger(
    home: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert any("claim.exported" in str(one["body"]) for one in entries_of(pack))
    assert audit.main(["verify", "--data", str(home)]) == 0
    capsys.readouterr()


def test_a_new_key_signs_on_and_packs_old_and_new_stay_good(
    home: Path, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = shutil.copytree(home, tmp_path / "home")
    capsys.readouterr()
    assert audit.main(["key", "--data", str(mine), "--new"]) == 0
    old, new = capsys.readouterr().out.split()
    later = unpacked(mine, tmp_path)

    assert old.partition("+")[0] == new.partition("+")[0]
    assert checked(pack, "--key", old) == 0
    assert checked(later, "--key", new) == 0
    assert checked(later, "--key", old) == 1, "the old key signs no more"
    known = [str(file) for file in (home / "checkpoints").rglob("*.note")]
    assert checked(later, "--key", old, "--key", new, "--checkpoint", *known) == 0
    assert audit.main(["verify", "--data", str(mine)]) == 0


def test_one_entry_is_proved_in_less_than_two_thousand_bytes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["prove", "--data", str(home), "--entry", "2"]) == 0
    told = json.loads(capsys.readouterr().out)

    head = verify.checkpoint_of(verify.signed_text(told["checkpoint"].encode(), [verify.key_of(told["keys"][0])]))
    leaf = verify.leaf_hash(told["body"].encode())
    assert verify.in_tree(leaf, 1, head, [bytes.fromhex(step) for step in told["proof"]])
    assert len(json.dumps(told)) < 2_000
