"""Signed notes (C2SP signed-note): a text, and under it the lines of whoever signed it."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.errors import Tampered

ED25519, COSIGNED = 0x01, 0x04  # kinds of signatures; the second is a witness's, with its time
MOST_SIGNATURES = 32
LONGEST = 64 << 10  # bytes
KEY_BYTES, SIGNATURE_BYTES = 32, 64
_DASH = "— "
_ID_BYTES = 4

Check = Callable[[bytes, bytes, bytes], bool]  # (public key, signature, message): whether it is good


@dataclass(frozen=True, slots=True)
class NoteKey:
    """Whose signature is believed: `kind` ED25519 or COSIGNED, `public` 32 bytes."""

    name: str
    public: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        if not _named(self.name) or len(self.public) != KEY_BYTES:
            raise ValueError("a key has a name without spaces and +, and 32 bytes")

    @property
    def id(self) -> bytes:
        """4 bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        """As keys are handed on: `name+id+key`."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes((self.kind,)) + self.public).decode()}"

    @classmethod
    def parsed(cls, text: str) -> "NoteKey":
        """Raises Tampered when the text is no key, or was copied with a slip."""
        name, _, rest = text.strip().partition("+")
        given, _, held = rest.partition("+")
        key = decoded(held)
        if not _named(name) or len(key) != KEY_BYTES + 1 or key[0] not in (ED25519, COSIGNED):
            raise Tampered("This is no public key; it looks like name+8 digits+letters, on one line.")
        found = cls(name, key[1:], key[0])
        if found.id.hex() != given:
            raise Tampered(f"The key of {name} was not copied whole; copy it again.")
        return found


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note; `held` are the bytes behind the key's id."""

    name: str
    key_id: bytes
    held: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.held).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a newline, and each of the signatures is over exactly its bytes."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parsed(cls, raw: bytes) -> "Note":
        """Raises Tampered when it is no note; nothing is said about who signed it."""
        try:
            whole = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Tampered("The note is no text.") from None
        if len(raw) > LONGEST or any(letter < " " and letter != "\n" for letter in whole):
            raise Tampered("The note is too long, or holds signs that no note holds.")
        text, blank, lines = whole.rpartition("\n\n")
        if not blank or not text or not lines.endswith("\n"):
            raise Tampered("The note has no signatures under a blank line.")
        signed = lines[:-1].split("\n")
        if len(signed) > MOST_SIGNATURES:
            raise Tampered(f"The note has more than {MOST_SIGNATURES} signatures.")
        return cls(text + "\n", tuple(map(_signature, signed)))

    def signed_by(self, keys: tuple[NoteKey, ...], check: Check) -> tuple[NoteKey, ...]:
        """Which of these Ed25519 keys signed it; others are passed over.

        Raises Tampered when one of them stands under it with a signature that is not its own.
        """
        found = []
        for key in keys:
            for signature in self.signatures:
                if (signature.name, signature.key_id) != (key.name, key.id):
                    continue
                if not check(key.public, signature.held, self.text.encode()):
                    raise Tampered(f"The signature of {key.name} under this note is not of this text.")
                found.append(key)
        return tuple(dict.fromkeys(found))


def signed(key: NoteKey, signature: bytes) -> Signature:
    return Signature(key.name, key.id, signature)


def decoded(text: str) -> bytes:
    """Base64 that is written in its one right way. Raises Tampered."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not found or base64.b64encode(found).decode() != text:
        raise Tampered("A part that should be base64 is none.")
    return found


def _signature(line: str) -> Signature:
    name, _, rest = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not _named(name):
        raise Tampered("A line under the note is no signature.")
    held = decoded(rest)
    if len(held) <= _ID_BYTES:
        raise Tampered("A signature under the note is too short.")
    return Signature(name, held[:_ID_BYTES], held[_ID_BYTES:])


def _named(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() or letter < " " for letter in name)
