"""Every checkpoint is shown to a witness, which vouches for it, or refuses what is not the ledger it saw before."""

import logging
from dataclasses import dataclass
from io import BytesIO

from pipeline.errors import StoreTrouble, Tampered, WrongUse
from pipeline.fetched import Fetched
from pipeline.ledger.checkpoints import Checkpoint, cosigned_message
from pipeline.ledger.notes import COSIGNED, Note, NoteKey
from pipeline.ledger.witnessing import request
from pipeline.ports import Objects
from storage.keys import checkpoint
from storage.records.proof.checkpoints import Checkpoints, Signed
from storage.signer import check
from workers.outside.egress import Egress, told
from workers.proof.signing import outside
from workers.stores import Stores

_TIME_BYTES = 8
_log = logging.getLogger("proofdesk.alarm")


@dataclass(slots=True)
class Witnessed:
    """For one thread; `key` is the witness's, as it printed it. `_seen`: what it vouched for last, as we know."""

    stores: Stores
    url: str
    key: NoteKey
    copies: Objects
    _seen: int = 0
    _shown: int = 0

    @classmethod
    def at(cls, stores: Stores) -> "Witnessed":
        """Raises WrongUse when the witness's key is not among the settings."""
        places = stores.settings.places
        try:
            key = NoteKey.parsed(places.witness_key)
        except Tampered as error:
            raise WrongUse(f"PROOFDESK_WITNESS_KEY: {error} The witness prints it when it starts.") from error
        if key.kind != COSIGNED:
            raise WrongUse("PROOFDESK_WITNESS_KEY is the key of a ledger; take the one the witness prints.")
        return cls(stores, f"{places.witness.rstrip('/')}/add-checkpoint", key, outside(stores))

    def tell(self) -> int:
        """One round. Raises StoreTrouble when the witness does not answer; its refusal is an alarm."""
        ledger = Checkpoints(self.stores.database)
        newest = ledger.newest()
        if newest is None or newest.size == self._shown:
            return 0
        tree = ledger.tree()
        answer = self._ask(newest, request(self._seen, tree.consistency(self._seen, newest.size), newest.note))
        size = answer.body.strip().decode("ascii", "replace")
        if answer.status == 409 and size.isdecimal() and self._seen != int(size) <= newest.size:
            self._seen = int(size)
            answer = self._ask(newest, request(self._seen, tree.consistency(self._seen, newest.size), newest.note))
        self._shown = newest.size
        if answer.status != 200:
            told_so = answer.body[:200].decode("utf-8", "replace").strip()
            _log.critical("witness refuses the ledger", extra={"status": answer.status, "because": told_so})
            return 0
        self._keep(newest, answer.body)
        self._seen = newest.size
        return 0

    def _ask(self, newest: Signed, body: bytes) -> Fetched:
        answer = told(Egress.private_too(), self.url, body)
        if answer.trouble is not None or (answer.status or 0) >= 500:
            raise StoreTrouble(
                f"The witness did not take the checkpoint of {newest.size} entries; see whether it runs."
            )
        return answer

    def _keep(self, newest: Signed, said: bytes) -> None:
        """What it signed is kept beside the copy of the checkpoint."""
        note = Note.parsed(newest.note.encode())
        try:
            signatures = Note.parsed(note.text.encode() + b"\n" + said).signatures
        except Tampered:
            signatures = ()
        for one in signatures:
            message = cosigned_message(note.text, int.from_bytes(one.held[:_TIME_BYTES], "big"))
            mine = (one.name, one.key_id) == (self.key.name, self.key.id)
            if mine and check(self.key.public, one.held[_TIME_BYTES:], message):
                origin = Checkpoint.parsed(note.text).origin
                self.copies.put(checkpoint(origin, newest.size, "cosigned"), BytesIO(f"{note}{one}".encode()))
                return
        _log.critical("witness signed with another key", extra={"expected": self.key.name})
