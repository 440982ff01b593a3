"""The stand-alone verifier reads notes and checkpoints as the standard writes them, and believes nothing else."""

import base64

import pytest

from app.packs.verify import Broken, Checkpoint, Key, checkpoint_of, key_of, signed_text
from pipeline.ledger.notes import Note, Signature
from storage.signer import Signer

SIGNER = Signer.of(bytes(range(32)))
KEY = key_of(str(SIGNER.key))
ROOT = base64.b64encode(bytes(range(32))).decode()
TEXT = f"{SIGNER.key.name}\n1000\n{ROOT}\n"
GOOD = str(SIGNER.note(TEXT))


def strangers(count: int) -> tuple[Signature, ...]:
    return tuple(Signature(f"stranger{number}", b"\0\0\0\1", bytes(64)) for number in range(count))


def test_a_note_is_read_whoever_else_signed_it() -> None:
    mine = SIGNER.note(TEXT).signatures

    for others in (0, 1, 16):
        note = Note(TEXT, (*strangers(others), *mine))
        assert signed_text(str(note).encode(), [KEY]) == TEXT


def test_lines_behind_the_third_mean_nothing() -> None:
    text = f"{TEXT}more\n"

    assert checkpoint_of(signed_text(str(SIGNER.note(text)).encode(), [KEY])) == Checkpoint(
        KEY.name, 1000, bytes(range(32))
    )


@pytest.mark.parametrize(
    ("fault", "raw"),
    [
        ("nothing", b""),
        ("no blank line", TEXT.encode()),
        ("no signature", TEXT.encode() + b"\n"),
        ("cut", GOOD.encode()[:-1]),
        ("another dash", GOOD.replace("— ", "- ").encode()),
        ("carriage return", GOOD.replace("\n\n", "\n\r\n\n").encode()),
        ("base64 without its end", GOOD.replace("=\n", "\n").encode()),
        ("a name of two words", f"{TEXT}\n— two words {base64.b64encode(bytes(68)).decode()}\n".encode()),
        ("a name with a plus", f"{TEXT}\n— plus+name {base64.b64encode(bytes(68)).decode()}\n".encode()),
        ("no text", b"\xff\xfe\n\n" + GOOD.encode()),
        ("strangers alone", str(Note(TEXT, strangers(17))).encode()),
        ("another key of this name", str(Signer.of(bytes(32), SIGNER.key.name).note(TEXT)).encode()),
        ("another text", GOOD.replace("1000", "1001").encode()),
    ],
)
def test_what_is_no_note_of_this_ledger_is_not_believed(fault: str, raw: bytes) -> None:
    with pytest.raises(Broken):
        signed_text(raw, [KEY])


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("leading zeros", f"a\n01\n{ROOT}\n"),
        ("a sign", f"a\n-1\n{ROOT}\n"),
        ("other digits", f"a\n１\n{ROOT}\n"),
        ("a short root", "a\n1\n" + base64.b64encode(bytes(31)).decode() + "\n"),
        ("no root", "a\n1\n\n"),
        ("no name", f"\n1\n{ROOT}\n"),
        ("two lines", "a\n1\n"),
    ],
)
def test_what_is_no_checkpoint_is_not_believed(fault: str, text: str) -> None:
    with pytest.raises(Broken):
        checkpoint_of(text)


@pytest.mark.parametrize("text", ["", "name", f"{SIGNER.key}x", str(SIGNER.key).replace("+", "-", 1)])
def test_what_is_no_key_is_not_believed(text: str) -> None:
    with pytest.raises(Broken):
        key_of(text)


def test_a_key_is_its_name_its_id_and_its_bytes() -> None:
    assert Key(SIGNER.key.name, SIGNER.key.id, SIGNER.key.public) == KEY
