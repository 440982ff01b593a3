"""The key that signs checkpoints: a file that only its owner reads, made once; and the check of any signature."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pipeline.errors import WrongUse
from pipeline.ledger.notes import ED25519, KEY_BYTES, Note, NoteKey, Signature, signed
from storage.objects.durable import linked


@dataclass(frozen=True, slots=True)
class Signer:
    """`key` is public, `_secret` never leaves this machine."""

    key: NoteKey
    _secret: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, seed: bytes, name: str | None = None, kind: int = ED25519) -> "Signer":
        """`seed`: 32 secret bytes. Without a `name` the ledger is named by its first key."""
        secret = Ed25519PrivateKey.from_private_bytes(seed)
        public = secret.public_key().public_bytes_raw()
        return cls(NoteKey(name or first_name(public), public, kind), secret)

    def sign(self, message: bytes) -> bytes:
        return self._secret.sign(message)

    def note(self, text: str) -> Note:
        return Note(text, (self.signature(text),))

    def signature(self, text: str) -> Signature:
        return signed(self.key, self.sign(text.encode()))


def first_name(public: bytes) -> str:
    """The origin of a ledger whose first key this is."""
    return f"proofdesk/{hashlib.sha256(public).hexdigest()[:12]}"


def check(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature is good (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def seed_in(path: Path) -> bytes | None:
    """The 32 bytes of a key file; None where there is no such file. Raises WrongUse for any other file."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(200).decode("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}); let the porter's user read it.") from error
    if mode & 0o077:
        raise WrongUse(f"{path} can be read by others (mode {mode:04o}); run: chmod 400 {path}")
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        seed = b""
    if len(seed) != KEY_BYTES:
        raise WrongUse(f"{path} holds no key that signs; it has one line of 64 hex digits.")
    return seed


def seed_put_aside(path: Path, name: str) -> None:
    """The key file goes under another name beside it; nothing happens where there is none. Raises WrongUse."""
    try:
        path.rename(path.with_name(f"{path.name}.{name}"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise WrongUse(f"{path} cannot be put aside ({error.strerror}); let its owner run this.") from error


def seed_made(path: Path) -> bytes:
    """The same, made where it is missing, mode 0400, once, whoever else makes it at the same time. Raises WrongUse."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(prefix=".signer-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"{os.urandom(KEY_BYTES).hex()}\n")
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o400)
            linked(Path(draft), path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise WrongUse(f"{path} cannot be made ({error.strerror}); name a place you may write.") from error
    seed = seed_in(path)
    if seed is None:
        raise WrongUse(f"{path} was taken away as it was made; start again.")
    return seed
