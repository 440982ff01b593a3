"""What was agreed to be erased: told to who keeps backups, keys destroyed, files deleted, a certificate written."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from pipeline.errors import Conflict, StoreTrouble
from pipeline.evidence import SubjectId, TenantId
from pipeline.keeping.erasing import Erasure
from pipeline.ledger.entries import PROGRAM, Actor
from pipeline.ports import Objects
from storage.keys import destroyed, subject
from storage.records.keeping.shredding import scrubbed
from workers.proof.signing import outside
from workers.stores import Stores

_log = logging.getLogger("proofdesk.erasing")


@dataclass(frozen=True, slots=True)
class Erasing:
    """`outside`: where copies of checkpoints go, and the list of destroyed keys, which no backup of ours restores.

    `person`: who just agreed; none where the porter carries out what was agreed to before.
    """

    stores: Stores
    outside: Objects
    actor: str
    person: Actor | None = None

    @classmethod
    def at(cls, stores: Stores, actor: str) -> "Erasing":
        return cls(stores, outside(stores), actor)

    def carry_out(self, agreed: Iterable[Erasure]) -> tuple[Erasure, ...]:
        """As far as each of them can be carried out now; what waits for something is tried again by the porter."""
        erasures = self.stores.erasures
        shredded = [one for one in map(self._shredded, agreed) if one is not None]
        if not shredded:
            return ()
        counts = [self._deleted(one) for one in shredded]
        scrubbed(self.stores.database)
        return tuple(erasures.finish(self._as(one), one.id, files) for one, files in zip(shredded, counts, strict=True))

    def due(self) -> int:
        """A round of the porter: what was agreed to and is not done; how much was done."""
        return len(self.carry_out(self.stores.erasures.agreed()))

    def _shredded(self, one: Erasure) -> Erasure | None:
        """None while something of it is under way, or a hold keeps it."""
        erasures = self.stores.erasures
        tenant = TenantId(one.tenant)
        if one.state == "agreed":
            for each in erasures.subjects(tenant, one.id):
                self._tell(tenant, each, one)
        try:
            return erasures.shred(self._as(one), one.id)
        except Conflict as waits:
            _log.info("erasure waits", extra={"erasure": one.id, "because": str(waits)})
            return None

    def _tell(self, tenant: TenantId, whose: SubjectId, one: Erasure) -> None:
        """Before the key goes: a backup that still holds it must never bring it back."""
        told = json.dumps({"erasure": one.id, "subject": whose}, sort_keys=True)
        self.outside.put(destroyed(tenant, whose), BytesIO(told.encode()))

    def _deleted(self, one: Erasure) -> dict[str, int]:
        """Sealed files of its subjects: gone, or still locked in a store that deletes nothing before its day."""
        told = {"deleted": 0, "locked": 0}
        for whose in self.stores.erasures.subjects(TenantId(one.tenant), one.id):
            for kept in list(self.stores.objects.names(subject(one.tenant, whose))):
                try:
                    self.stores.objects.delete(kept.name)
                    told["deleted"] += 1
                except StoreTrouble:
                    if not self.stores.settings.places.worm_days:
                        raise
                    told["locked"] += 1
        return told

    def _as(self, one: Erasure) -> Actor:
        return self.person or Actor(tenant=one.tenant, name=self.actor, role=PROGRAM)


def carried_out(stores: Stores, actor: str, one: Erasure) -> Erasure:
    """One erasure that was just agreed to; as it stands where it has to wait.

    Raises StoreTrouble when a store is away: the porter carries on where this ended.
    """
    done = Erasing.at(stores, actor).carry_out([one])
    return done[0] if done else one


def carried_out_by(stores: Stores, person: Actor, one: Erasure) -> Erasure:
    """The same, at once by the person who agreed: their role and request stand in its entries."""
    done = Erasing(stores, outside(stores), person.name, person).carry_out([one])
    return done[0] if done else one
