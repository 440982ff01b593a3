"""Claims marked with what auditors find them by, again whenever an answer or a decision is new."""

import logging
import time
from dataclasses import dataclass, field

from pipeline.errors import Erased, StoreTrouble
from pipeline.evidence import ClaimId, TenantId
from pipeline.marks import Markable, marks
from storage.records.proof.marks import Marks, Unmarked
from workers.stores import Stores

_PAUSE = 600.0  # seconds until a claim is tried again on which our own program failed
_log = logging.getLogger("proofdesk.search")


@dataclass(frozen=True, slots=True)
class Marking:
    """The porter's part; `failed`: until when, by the monotonic clock, a claim is left alone."""

    stores: Stores
    failed: dict[tuple[TenantId, ClaimId], float] = field(default_factory=dict)

    def turn(self) -> int:
        """Some of what is due; how many were marked. Raises StoreTrouble when a store does not answer."""
        kept = Marks(self.stores.database, self.stores.master)
        due = [one for one in kept.due() if self.failed.get(_key(one), 0.0) <= time.monotonic()]
        return sum(self._mark(kept, one) for one in due)

    def _mark(self, kept: Marks, one: Unmarked) -> int:
        try:
            kept.keep(one, marks(self._known(kept, one)))
        except StoreTrouble:
            raise
        except Erased:
            return 0  # meanwhile, and nothing is to find it any more
        except Exception:  # noqa: BLE001 - a fault of the program: the next claim is marked all the same
            _log.exception("claim not marked", extra={"claim": one.claim_id})
            self.failed[_key(one)] = time.monotonic() + _PAUSE
            kept.later(one)
            return 0
        return 1

    def _known(self, kept: Marks, one: Unmarked) -> Markable:
        tenant, claim = one.tenant, one.claim_id
        given = self.stores.answers.newest(tenant, claim)
        files = self.stores.answers.files(tenant, claim)
        corrected = self.stores.corrections.of_each(tenant, [file.id for file in files]).values()
        return Markable(
            facts=self.stores.claims.find(tenant, claim).facts or {},
            records=tuple(file.record for file in files),
            changes=tuple(said.change for some in corrected for said in some),
            answer=given.body if given else {},
            workers=kept.workers(tenant, claim),
        )


def _key(one: Unmarked) -> tuple[TenantId, ClaimId]:
    return one.tenant, one.claim_id
