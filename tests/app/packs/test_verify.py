"""The verifier stands alone, believes the standard's vectors, and names whatever somebody did to a ledger."""

import ast
import random
import re
import sqlite3
import sys
from collections.abc import Callable
from hashlib import sha256, sha512
from pathlib import Path

import pytest

from app.packs import verify
from app.packs.verify import body_of, signature_is_good
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.merkle import Edge, Head, hashes, leaf_hash
from storage.signer import Signer
from tests.app.ledgers import COLUMNS, SIGNER, WAYS, Ledger, flip, put, replace, row

ENTRIES, EVERY = 1_000, 250
SAMPLE = 300

# RFC 8032 §7.1: public key, message, signature
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
            "25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
            "87b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
            "a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303"
            "dca179c138ac17ad9bef1177331a704"
        ),
    ),
)


def nothing(_: sqlite3.Connection) -> None:
    """Whoever took the walls down, and did no more."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger.made(tmp_path_factory.mktemp("ledger"), ENTRIES, EVERY)


@pytest.fixture(scope="module")
def pristine(ledger: Ledger) -> bytes:
    return ledger.file.read_bytes()


def first_row(told: str) -> int:
    """The row the first break names."""
    found = re.search(r"^FAULT  row (\d+)", told, re.MULTILINE)
    return int(found[1]) if found else 0


def test_it_is_one_file_that_needs_nothing_but_python() -> None:
    tree = ast.parse(Path(verify.__file__).read_text("utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    named |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}

    assert {str(name).partition(".")[0] for name in named} <= sys.stdlib_module_names


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard_are_believed_and_nothing_near_them(
    public: str, message: str, signature: str
) -> None:
    key, said, good = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)

    assert signature_is_good(key, good, said)
    assert not signature_is_good(key, good, said + b"\0")
    for place in (0, 31, 32, 63):
        bad = bytearray(good)
        bad[place] ^= 1
        assert not signature_is_good(key, bytes(bad), said)


def test_a_signature_has_one_form_only() -> None:
    public, message, signature = (bytes.fromhex(text) for text in VECTORS[1])
    scalar = int.from_bytes(signature[32:], "little") + 2**252 + 27742317777372353535851937790883648493

    assert not signature_is_good(public, signature[:32] + scalar.to_bytes(32, "little"), message)
    assert not signature_is_good(public, signature[:-1], message)
    assert not signature_is_good(b"\xff" * 32, signature, message)
    assert not signature_is_good(bytes([2]) + bytes(31), signature, message)


def test_it_agrees_with_another_program_about_any_signature() -> None:
    dice = random.Random(8032)  # noqa: S311
    for _ in range(50):
        signer, message = Signer.of(dice.randbytes(32)), dice.randbytes(dice.randrange(200))
        assert signature_is_good(signer.key.public, signer.sign(message), message)


def test_a_ledger_nobody_touched_is_in_order(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, nothing)

    assert ledger.verified() == 0
    assert "1000 entries are unchanged; 1000 of them are signed" in capsys.readouterr().out
    assert ledger.verified("--checkpoint", str(ledger.outside)) == 0


def found(ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str], cases: list[tuple[int, int]]) -> int:
    """How many of these (way, row) the verifier finds with the right row named first."""
    count = 0
    for way, number in cases:
        ledger.changed(pristine, lambda connection: WAYS[way](connection, number))  # noqa: B023
        status = ledger.verified()
        count += status == 1 and first_row(capsys.readouterr().out) == number
    return count


def every_case() -> list[tuple[int, int]]:
    """A row has no neighbour below it at the end: there the row before is swapped instead."""
    return [
        (way, number if WAYS[way].__name__ != "swap" else min(number, ENTRIES - 1))
        for way in range(len(WAYS))
        for number in range(1, ENTRIES + 1)
    ]


def test_a_sample_of_manipulations_is_found_with_the_right_row(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = random.Random(1).sample(every_case(), SAMPLE)  # noqa: S311

    assert found(ledger, pristine, capsys, cases) == SAMPLE


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_all_six_thousand_manipulations_are_found_with_the_right_row(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(ledger, pristine, capsys, every_case()) == 6 * ENTRIES


def rewritten(connection: sqlite3.Connection, number: int, secret: Signer) -> None:
    """Somebody with the database and the key: a row is replaced, and everything is hashed and signed again."""
    replace(connection, number)
    rows = connection.execute(f"SELECT {COLUMNS} FROM entries ORDER BY number").fetchall()  # noqa: S608
    leaves = [leaf_hash(body_of(one)) for one in rows]
    edge, before = Edge(), 0
    for (size,) in connection.execute("SELECT size FROM checkpoints ORDER BY size").fetchall():
        edge = edge.grown(leaves[before:size])
        note = secret.note(Checkpoint(SIGNER.key.name, Head(size, edge.root)).text)
        held = (str(note), b"".join(leaves[before:size]), b"".join(edge.roots), size)
        connection.execute("UPDATE checkpoints SET note = ?, leaves = ?, edge = ? WHERE size = ?", held)
        before = size


@pytest.mark.parametrize("number", [2, 500, 1_000])
def test_an_insider_who_rewrites_everything_is_found_by_checkpoints_kept_outside(
    ledger: Ledger, pristine: bytes, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, lambda connection: rewritten(connection, number, SIGNER))

    assert ledger.verified() == 0, "without checkpoints from outside nobody can know"
    capsys.readouterr()
    assert ledger.verified("--checkpoint", str(ledger.outside)) == 1
    told = capsys.readouterr().out
    assert "tells another history" in told
    assert first_row(told) == number


def test_an_insider_without_the_key_is_found_at_once(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, lambda connection: rewritten(connection, 7, Signer.of(bytes(32), SIGNER.key.name)))

    assert ledger.verified() == 1
    assert "not signed by a key" in capsys.readouterr().out


def test_a_single_checkpoint_from_outside_is_enough_to_see_it(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, lambda connection: rewritten(connection, 7, SIGNER))
    newest = max(ledger.outside.rglob("*.note"))

    assert ledger.verified("--checkpoint", str(newest)) == 1
    assert "tells another history" in capsys.readouterr().out


def test_a_checkpoint_from_the_future_is_named(
    ledger: Ledger, pristine: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    future = tmp_path / "future.note"
    future.write_text(str(SIGNER.note(Checkpoint(SIGNER.key.name, Head(5_000, bytes(32))).text)), "utf-8")
    ledger.changed(pristine, nothing)

    assert ledger.verified("--checkpoint", str(future)) == 1
    assert "has 1000 signed entries only" in capsys.readouterr().out


def test_two_forked_checkpoints_are_named(
    ledger: Ledger, pristine: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fork = tmp_path / "fork.note"
    fork.write_text(str(SIGNER.note(Checkpoint(SIGNER.key.name, Head(1_000, bytes(32))).text)), "utf-8")
    ledger.changed(pristine, nothing)

    assert ledger.verified("--checkpoint", str(max(ledger.outside.rglob("*.note"))), str(fork)) == 1
    assert "forked" in capsys.readouterr().out


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("proofdesk/", "proofdesk;", 1),
        lambda text: text.replace("\n1000\n", "\n0100\n", 1),
        lambda text: text[:-3],
        lambda text: text.split("\n\n")[0],
        lambda text: text[:0],
    ],
)
def test_a_checkpoint_that_was_edited_is_named(
    ledger: Ledger,
    pristine: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[str], str],
) -> None:
    edited = tmp_path / "edited.note"
    edited.write_text(spoil(max(ledger.outside.rglob("*.note")).read_text("utf-8")), "utf-8")
    ledger.changed(pristine, nothing)

    assert ledger.verified("--checkpoint", str(edited)) == 1
    assert "edited.note" in capsys.readouterr().out


def test_a_changed_checkpoint_in_the_database_is_named(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(connection: sqlite3.Connection) -> None:
        connection.execute(
            "UPDATE checkpoints SET note = replace(note, substr(note, length(note) - 9, 1), '7') WHERE size = 251"
        )

    ledger.changed(pristine, change)

    assert ledger.verified() == 1
    assert "checkpoint of 251 entries" in capsys.readouterr().out


def test_every_break_is_named_and_not_the_first_alone(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(connection: sqlite3.Connection) -> None:
        for number in (3, 333, 999):
            flip(connection, number)

    ledger.changed(pristine, change)

    assert ledger.verified() == 1
    told = capsys.readouterr().out
    assert {int(one) for one in re.findall(r"row (\d+):", told)} == {3, 333, 999}


def test_a_moved_row_is_named_with_where_it_stands_now(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, lambda connection: WAYS[3](connection, 41))

    ledger.verified()
    assert "row 41: it is not what was signed; what was signed there is row 42 now" in capsys.readouterr().out


def test_rows_without_a_signature_yet_are_told_of(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, lambda connection: put(connection, 1_001, row(connection, 1_000)))

    assert ledger.verified() == 0
    assert "rows 1001 to 1001 are not signed yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [[], ["a", "--database", "b"], ["/no/such/folder"], ["--database", "/no/such/file"], [".", "--key", "no key"]],
)
def test_wrong_use_has_a_status_of_its_own(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        verify.main(words)

    assert end.value.code == 2
    assert capsys.readouterr().err


def test_a_wrong_key_believes_nothing(ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.changed(pristine, nothing)

    assert verify.main(["--database", str(ledger.file), "--key", str(Signer.of(bytes(32)).key)]) == 1
    assert "OK:" not in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", sha256(b"x").digest() * 100])
@pytest.mark.parametrize("words", [[], ["--key", str(SIGNER.key)]])
def test_what_is_no_database_is_never_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: list[str]
) -> None:
    file = tmp_path / "x.sqlite"
    file.write_bytes(content)

    assert verify.main(["--database", str(file), *words]) == 1
    told = capsys.readouterr().out
    assert f"{file} is missing, cut, or nothing of Proofdesk" in told
    assert "OK:" not in told


def test_where_a_disk_failed_the_row_is_named(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, nothing)
    whole = ledger.file.read_bytes()
    page = whole.find("第 500 件".encode()) // 4096 * 4096
    ledger.file.write_bytes(whole[:page] + bytes(4096) + whole[page + 4096 :])

    assert ledger.verified() == 1
    told = capsys.readouterr().out
    assert 450 < first_row(told) <= 501
    assert "from here on the database cannot be read" in told
    assert "row 1000: it is not what was signed" in told


def test_a_time_that_is_none_is_named_and_the_rows_behind_it_still_asked(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, timeless_and_flipped)

    assert ledger.verified() == 1
    told = capsys.readouterr().out
    assert "row 5: its content is not what its own hash says" in told
    assert "row 9: it is not what was signed" in told


def timeless_and_flipped(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE entries SET at = 'soon' WHERE number = 5")
    flip(connection, 9)


def test_the_copies_outside_are_whole(ledger: Ledger) -> None:
    leaves = b"".join(file.read_bytes() for file in sorted(ledger.outside.rglob("*.leaves")))

    assert len(list(hashes(leaves))) == ENTRIES


def test_a_row_that_is_no_text_any_more_is_named(
    ledger: Ledger, pristine: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.changed(pristine, lambda connection: garbled(connection, 77))

    assert ledger.verified() == 1
    assert first_row(capsys.readouterr().out) == 77


def garbled(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("UPDATE entries SET reason = CAST(x'ff00fe' AS TEXT) WHERE number = ?", (number,))
