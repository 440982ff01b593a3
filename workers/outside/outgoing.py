"""Webhooks on their way out: due deliveries are signed, sent once, and what the receiver said is kept."""

import json
import logging
import random
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.deliveries import SCHEDULE, Answer, Dead, Delivered, Disable, TryAgain, after
from pipeline.ledger.entries import PROGRAM, Actor
from pipeline.webhooks import Secret, signed_headers
from storage.records.telling.endpoints import DEAD, DELIVERED, DUE, Delivery, Endpoints
from workers.outside.egress import Egress, posted

AT_ONCE = 16
_LEASE = 60.0  # seconds; one try ends long before
_LOOK = 0.5  # seconds until what became due meanwhile is looked for
_log = logging.getLogger("proofdesk.webhooks")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One receiver that is slow or away delays nobody else: each endpoint has one delivery under way at most."""

    endpoints: Endpoints
    egress: Egress
    actor: str
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook"))
    under_way: set[Future[None]] = field(default_factory=set)

    def send_due(self) -> int:
        """Send what is due, without waiting for who is slow; how much was begun or ended."""
        taken = self.endpoints.take(AT_ONCE - len(self.under_way), _LEASE)
        self.under_way.update(self.pool.submit(self._sent, delivery) for delivery in taken)
        ended, _ = wait(self.under_way, _LOOK, FIRST_COMPLETED)
        self.under_way.difference_update(ended)
        for one in ended:
            one.result()
        return len(taken) + len(ended)

    def _sent(self, delivery: Delivery) -> None:
        body = json.dumps(delivery.event.payload(), ensure_ascii=False, separators=(",", ":")).encode()
        secrets = [Secret.parsed(text) for text in delivery.endpoint.secrets]
        headers = signed_headers(delivery.event.id, datetime.now(UTC), body, secrets)
        answer = posted(self.egress, delivery.endpoint.url, {**headers, "content-type": "application/json"}, body)
        told = {"delivery": delivery.id, "event": delivery.event.id, "attempt": delivery.attempt, "said": answer.reason}
        _log.info("webhook sent", extra=told)
        self._keep(delivery, answer)

    def _keep(self, delivery: Delivery, answer: Answer) -> None:
        attempt = min(delivery.attempt, len(SCHEDULE))
        now = datetime.now(UTC)
        match after(attempt, answer, now, random.random()):  # noqa: S311 - spreads load
            case Delivered():
                self.endpoints.answered(delivery, DELIVERED, answer.reason, None)
            case TryAgain(at):
                self.endpoints.answered(delivery, DUE, answer.reason, at - now)
            case Dead():
                self.endpoints.answered(delivery, DEAD, answer.reason, None)
            case Disable():
                self.endpoints.answered(delivery, DEAD, answer.reason, None)
                actor = Actor(tenant=delivery.endpoint.tenant, name=self.actor, role=PROGRAM)
                self.endpoints.switch_off(actor, delivery.endpoint.id, "the receiver answered 410")
