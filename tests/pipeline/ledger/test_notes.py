"""Notes, keys and checkpoints are read as C2SP writes them, and nothing else is."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pipeline.errors import Tampered
from pipeline.ledger.checkpoints import Checkpoint, cosigned_message, is_due
from pipeline.ledger.merkle import Head
from pipeline.ledger.notes import MOST_SIGNATURES, Note, NoteKey, Signature, signed

SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = NoteKey("proofdesk/test", SECRET.public_key().public_bytes_raw())
TEXT = Checkpoint("proofdesk/test", Head(20852163, bytes(range(32)))).text
# the example of the specification
EXAMPLE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def check(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def note(text: str = TEXT, *more: Signature) -> Note:
    return Note(text, (signed(KEY, SECRET.sign(text.encode())), *more))


def test_the_example_of_the_specification_is_read_and_written_alike() -> None:
    found = Note.parsed(EXAMPLE.encode())

    assert str(found) == EXAMPLE
    assert Checkpoint.parsed(found.text).head.size == 20852163
    assert Checkpoint.parsed(found.text).text == found.text


def test_a_signed_note_is_believed_under_its_key_alone() -> None:
    other = NoteKey(KEY.name, bytes(32))

    assert Note.parsed(str(note()).encode()).signed_by((KEY,), check) == (KEY,)
    assert Note.parsed(str(note()).encode()).signed_by((other,), check) == ()


def test_signatures_of_strangers_are_passed_over() -> None:
    strangers = tuple(Signature(f"stranger{number}", b"\0\0\0\1", bytes(64)) for number in range(16))

    assert Note.parsed(str(note(TEXT, *strangers)).encode()).signed_by((KEY,), check) == (KEY,)


def test_a_false_signature_in_a_known_name_spoils_the_note() -> None:
    forged = Note(TEXT, (signed(KEY, bytes(64)),))

    with pytest.raises(Tampered, match="not of this text"):
        Note.parsed(str(forged).encode()).signed_by((KEY,), check)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no blank line\n",
        TEXT.encode() + b"\n",
        str(note()).encode()[:-1],
        str(note()).replace("— ", "- ").encode(),
        str(note()).replace("\n\n", "\n\r\n\n").encode(),
        str(note()).replace("=\n", "\n").encode(),
        f"{TEXT}\n— two words {base64.b64encode(bytes(68)).decode()}\n".encode(),
        f"{TEXT}\n— plus+name {base64.b64encode(bytes(68)).decode()}\n".encode(),
        f"{TEXT}\n— short AAAA\n".encode(),
        b"\xff\xfe\n\n" + str(note()).encode(),
        str(Note(TEXT, (Signature("a", b"0000", b"1"),) * (MOST_SIGNATURES + 1))).encode(),
        b"x" * 70_000 + str(note()).encode(),
    ],
    ids=lambda raw: f"{len(raw)} bytes",
)
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(Tampered):
        Note.parsed(raw)


def test_base64_with_loose_bits_at_its_end_is_refused() -> None:
    line = str(note())
    end = line.rindex("=")
    loose = line[: end - 1] + chr(ord(line[end - 1]) + 1) + line[end:]

    with pytest.raises(Tampered, match="base64"):
        Note.parsed(loose.encode())


def test_a_key_is_handed_on_as_one_line() -> None:
    assert NoteKey.parsed(str(KEY)) == KEY
    with pytest.raises(Tampered, match="not copied whole"):
        NoteKey.parsed(str(KEY).replace("test+", "tests+"))
    with pytest.raises(Tampered):
        NoteKey.parsed("proofdesk/test")


@pytest.mark.parametrize(
    "text",
    [
        "a\n01\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n-1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n１\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n1\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "a\n1\n\n",
        "\n1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "a\n1\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        Checkpoint.parsed(text)


def test_extension_lines_mean_nothing() -> None:
    assert Checkpoint.parsed(TEXT + "more\n") == Checkpoint.parsed(TEXT)


def test_a_witness_signs_the_text_with_its_time() -> None:
    assert cosigned_message(TEXT, 1679315147) == b"cosignature/v1\ntime 1679315147\n" + TEXT.encode()


@pytest.mark.parametrize(
    ("unsigned", "age", "due"), [(0, 999, False), (1, 59.9, False), (1, 60, True), (99, 1, False), (100, 0, True)]
)
def test_a_checkpoint_is_due_after_a_minute_or_a_hundred_entries(unsigned: int, age: float, due: bool) -> None:
    assert is_due(unsigned, age) is due
