"""A folder that is a door: what is put there is taken in, and moved aside with the answer."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import BadFile, Erased
from pipeline.evidence import ClaimId
from pipeline.ledger.entries import PROGRAM, Actor
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.reception import Reception, Sent

TAKEN, REFUSED = "taken", "refused"
_log = logging.getLogger("proofdesk.folder")
_Look = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Watched:
    """`folder/NAME` is a file without a claim, `folder/CLAIM/NAME` one of that claim; mails and archives are opened.

    A file is taken once two looks find it unchanged. Then it lies in `taken/`, or in `refused/`, each with a `.json`
    beside it that says what became of it.
    """

    folder: Path
    reception: Reception
    seen: dict[Path, _Look] = field(default_factory=dict)

    def look(self) -> int:
        """One round; how many files were taken in or refused. Raises StoreTrouble; the files then stay."""
        count = 0
        present = dict(self._present())
        for path, look in present.items():
            if self.seen.get(path) == look:
                self._take(path)
                count += 1
        self.seen.clear()
        self.seen.update(present)
        return count

    def _present(self) -> Iterator[tuple[Path, _Look]]:
        for path in sorted(self.folder.glob("*")) + sorted(self.folder.glob("*/*")):
            inside = path.relative_to(self.folder).parts
            hidden = any(part.startswith(".") for part in inside)
            if inside[0] in (TAKEN, REFUSED) or hidden or path.is_symlink() or not path.is_file():
                continue
            found = path.stat()
            yield path, (found.st_size, found.st_mtime_ns)

    def _take(self, path: Path) -> None:
        inside = path.relative_to(self.folder)
        claim = ClaimId(inside.parts[0]) if len(inside.parts) > 1 else None
        actor = Actor(tenant=DEFAULT_TENANT, name="folder", role=PROGRAM)
        sent = Sent(actor=actor, filename=path.name, channel="folder", claim_id=claim)
        try:
            with path.open("rb") as content:
                entered = self.reception.take(sent, content)
        except BadFile as bad:
            self._aside(path, REFUSED, {"code": bad.code, "message": bad.message})
            _log.info("file refused", extra={"code": bad.code})
            return
        except Erased as gone:
            self._aside(path, REFUSED, {"code": "erased", "message": str(gone)})
            _log.info("file refused", extra={"code": "erased"})
            return
        standing = entered.standing
        self._aside(path, TAKEN, {"id": standing.evidence.id, "claim_id": claim, "state": standing.state.value})
        _log.info("evidence received", extra={"evidence": standing.evidence.id})

    def _aside(self, path: Path, where: str, answer: dict[str, object]) -> None:
        target = self.folder / where / path.relative_to(self.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{path.stem} ({number}){path.suffix}")
        path.replace(target)
        target.with_name(target.name + ".json").write_text(json.dumps(answer, ensure_ascii=False) + "\n", "utf-8")
