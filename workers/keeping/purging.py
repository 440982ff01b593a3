"""What the policy lets go: listed, carried out, and certified, once a day."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pipeline.errors import Conflict, StoreTrouble
from pipeline.evidence import EvidenceId, TenantId
from pipeline.keeping.erasing import Erasure, Ground, Thing, What
from pipeline.keeping.retention import Goes, Over, Retention
from pipeline.ledger.entries import PROGRAM, Actor
from storage.keys import crop, original, pages
from storage.records.keeping.expiring import Expiring
from workers.desk import kinds
from workers.keeping.erasing import Erasing
from workers.keeping.retention import retention_policy
from workers.stores import Stores

SCHEMA = "proofdesk.purge/1"
_WHAT = {Goes.CLAIM: What.CLAIM, Goes.LONE_EVIDENCE: What.EVIDENCE}


@dataclass(slots=True)
class Purging:
    """`owner` acts; by the policy alone, so that nobody is asked."""

    stores: Stores
    policy: Retention
    owner: str
    _day: date | None = field(default=None)

    @classmethod
    def at(cls, stores: Stores, owner: str) -> "Purging":
        """Raises WrongUse for a policy that cannot be understood."""
        known = frozenset(kind.name for kind in kinds())
        return cls(stores, retention_policy(stores.settings.places.retention, known), owner)

    @property
    def expiring(self) -> Expiring:
        return Expiring(self.stores.database, self.stores.master)

    def daily(self) -> int:
        """A round of the porter: everything of today at its first look, nothing until tomorrow."""
        today = datetime.now(UTC).date()
        if self._day == today:
            return 0
        gone = sum(self.everything(tenant) for tenant in self.expiring.tenants())
        self._day = today
        return gone

    def everything(self, tenant: TenantId) -> int:
        """Round after round until nothing is left; how many things went."""
        gone = 0
        while plan := self.plan(tenant):
            certificate = self.carry_out(tenant, plan)
            counts = certificate["count"]
            if not isinstance(counts, int) or not counts:
                break
            gone += counts
        return gone

    def plan(self, tenant: TenantId) -> tuple[Over, ...]:
        """What is past its time now and no hold keeps, each once; nothing is changed."""
        found: dict[str, Over] = {}
        for rule in self.policy.classes:
            for one in self.expiring.over(tenant, rule):
                found.setdefault(f"{one.rule.goes}/{one.thing}", one)
        return tuple(found.values())

    def carry_out(self, tenant: TenantId, plan: Sequence[Over]) -> dict[str, object]:
        """The certificate of what went; what could not go now is tried again tomorrow."""
        actor = Actor(tenant=tenant, name=self.owner, role=PROGRAM)
        purge = self.expiring.new_id()
        files = [one for one in plan if one.rule.goes is Goes.ORIGINALS and self._file_gone(actor, purge, one)]
        proposed = [found for one in plan if (found := self._proposed(actor, one)) is not None]
        erased = Erasing.at(self.stores, self.owner).carry_out(proposed)
        told: dict[str, object] = {
            "schema": SCHEMA,
            "id": purge,
            "tenant": tenant,
            "policy": self.policy.version,
            "count": len(files) + len(erased),
            "erased": [
                {"what": one.thing.what.value, "thing": one.thing.id, "erasure": one.id, "basis": one.basis}
                for one in erased
            ],
            "files": [{"evidence": one.thing, "basis": one.rule.basis} for one in files],
            "waiting": len(plan) - len(files) - len(erased),
        }
        if files or erased:
            self.expiring.certified(actor, purge, json.dumps(told, ensure_ascii=False, sort_keys=True))
        return told

    def _proposed(self, actor: Actor, one: Over) -> Erasure | None:
        what = _WHAT.get(one.rule.goes)
        if what is None:
            return None
        try:
            return self.stores.erasures.propose(actor, Thing(what, one.thing), one.rule.basis, Ground.RETENTION)
        except Conflict:  # somebody placed a hold, or asked for it, just now
            return None

    def _file_gone(self, actor: Actor, purge: str, one: Over) -> bool:
        """The original, its crops, and the claim's pictures of pages: of files that stay they are made again."""
        wanted = EvidenceId(one.thing)
        found, crops = self.expiring.files_of(TenantId(actor.tenant), wanted)
        if not self.expiring.file_ended(actor, purge, one):
            return False
        names = [crop(found.tenant, found.subject, place) for place in crops]
        names += [kept.name for kept in self.stores.objects.names(pages(found.tenant, found.subject))]
        for name in [original(found.tenant, found.subject, found.sha256), *names]:
            try:
                self.stores.objects.delete(name)
            except StoreTrouble:
                if not self.stores.settings.places.worm_days:
                    raise
        return True
