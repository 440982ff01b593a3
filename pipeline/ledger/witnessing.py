"""What a witness answers (C2SP tlog-witness): it vouches for a ledger that only ever grew, and for nothing else."""

import base64
import re
from dataclasses import dataclass
from http import HTTPStatus

from pipeline.errors import Tampered
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.merkle import EMPTY_ROOT, HASH_BYTES, Head, Proof, consistent
from pipeline.ledger.notes import Check, Note, NoteKey, decoded

MOST_PROOF = 63  # hashes
_OLD = re.compile(r"old (0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks to vouch for a checkpoint, and says how it grew from `old` entries."""

    old: int
    proof: Proof
    note: Note
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` as HTTP has it; 200: the checkpoint is consistent with all that was seen before, and is kept."""

    status: int
    told: str = ""


def asked(body: bytes) -> Asked:
    """What was sent. Raises Tampered when it is no such request."""
    head, blank, rest = body.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    old = _OLD.fullmatch(lines[0])
    if not blank or old is None or len(lines) - 1 > MOST_PROOF:
        raise Tampered("A request has the old size, a proof, a blank line and a checkpoint.")
    proof = tuple(decoded(line) for line in lines[1:])
    if any(len(step) != HASH_BYTES for step in proof):
        raise Tampered("A hash of the proof has 32 bytes.")
    note = Note.parsed(rest)
    return Asked(int(old[1]), proof, note, Checkpoint.parsed(note.text))


def request(old: int, proof: Proof, note: str) -> bytes:
    """The body that is sent to a witness."""
    return "\n".join([f"old {old}", *(_packed(step) for step in proof), "", note]).encode()


def judged(wish: Asked, known: Checkpoint | None, keys: tuple[NoteKey, ...], check: Check) -> Verdict:
    """`known`: the newest checkpoint of this ledger that was vouched for; `keys`: whose ledgers are watched."""
    new, old = wish.checkpoint.head, known.head if known else Head(0, EMPTY_ROOT)
    mine = tuple(key for key in keys if key.name == wish.checkpoint.origin)
    if not mine:
        return Verdict(HTTPStatus.NOT_FOUND, "no ledger of this name is watched here\n")
    try:
        if not wish.note.signed_by(mine, check):
            return Verdict(HTTPStatus.FORBIDDEN, "not signed by the ledger's key\n")
    except Tampered:
        return Verdict(HTTPStatus.FORBIDDEN, "not signed by the ledger's key\n")
    if wish.old > new.size:
        return Verdict(HTTPStatus.BAD_REQUEST, "the old size is larger than the new one\n")
    if wish.old != old.size:
        return Verdict(HTTPStatus.CONFLICT, f"{old.size}\n")
    if old.size == new.size and old.root != new.root:
        return Verdict(HTTPStatus.CONFLICT, f"{old.size}\n")
    if not consistent(old, new, wish.proof):
        return Verdict(HTTPStatus.UNPROCESSABLE_ENTITY, "this ledger did not grow from the one seen before\n")
    return Verdict(HTTPStatus.OK)


def _packed(step: bytes) -> str:
    return base64.b64encode(step).decode()
