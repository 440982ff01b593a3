"""Copies of checkpoints outside against the ledger in the database: whoever rewrote it has these against them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.errors import Tampered
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.notes import Note
from pipeline.ports import Objects
from storage.keys import checkpoints, checkpoints_size
from storage.records.proof.checkpoints import Checkpoints
from storage.signer import check

_MOST = 2_000  # copies of one look, the newest: a rewritten entry changes the root of every checkpoint behind it


@dataclass(slots=True)
class Copies:
    """What was compared once is not fetched again while this lives, except for the newest of it."""

    ledger: Checkpoints
    kept: Objects
    _compared: int = 0

    def differing(self) -> Iterator[str]:
        """A line for each copy that tells another history than the database, or is signed by nobody we know."""
        known = self.ledger.signers()
        if not known:
            return
        sizes = {checkpoints_size(one.name): one.name for one in self.kept.names(checkpoints(known[0].name))}
        newer = sorted((size for size in sizes if size is not None and size >= self._compared), reverse=True)
        try:
            tree = self.ledger.tree()  # read after the copies were listed: each of them is older
        except Tampered as error:
            yield f"the checkpoints: {error}"
            return
        for size in islice(newer, _MOST):
            try:
                found = self._told(sizes[size])
                if size > tree.size:
                    yield f"checkpoint of {size} entries outside: the database has {tree.size} signed entries only"
                elif (found.origin, found.head) != (known[0].name, tree.head(size)):
                    yield f"checkpoint of {size} entries outside: it tells another history than the database"
            except Tampered as error:
                yield f"checkpoint of {size} entries outside: {error}"
        self._compared = max([self._compared, *newer])

    def _told(self, name: str) -> Checkpoint:
        with self.kept.get(name) as content:
            note = Note.parsed(content.read())
        if not note.signed_by(self.ledger.signers(), check):
            raise Tampered("no key of this ledger signed it")
        return Checkpoint.parsed(note.text)


def copied_to(kept: Objects, origin: str, folder: Path) -> Path:
    """Every copy of a ledger's checkpoints as files in `folder`, for programs that read files."""
    for one in kept.names(checkpoints(origin)):
        file = folder / one.name
        file.parent.mkdir(parents=True, exist_ok=True)
        with kept.get(one.name) as content:
            file.write_bytes(content.read())
    return folder
