"""The porter: tells readers what waits, answers claims, opens reviews, puts right, signs, sends, tidies, replays."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ProofdeskError
from storage.records.duties import Duties
from storage.records.evidence.sweeping import Sweeping
from workers.claims.answering import Answering
from workers.keeping.erasing import Erasing
from workers.keeping.purging import Purging
from workers.keeping.tidying import Tidying
from workers.outcomes import quarantined
from workers.outside.egress import Egress
from workers.outside.outgoing import Outgoing
from workers.outside.registers import register_desk
from workers.policies.campaigns import Campaigns
from workers.proof.crosschecking import EVERY_SECONDS, Crosschecking
from workers.proof.marking import Marking
from workers.proof.signing import Signing
from workers.proof.witnessed import Witnessed
from workers.reception import Reception
from workers.replay.asked import AskedReplays
from workers.replay.nightly import Nightly
from workers.reviews.opening import ReviewOpening, first_moment
from workers.rounds.dispatching import Dispatching, untold
from workers.rounds.watching import Watched
from workers.stores import Stores

_log = logging.getLogger("proofdesk.porter")


@dataclass(frozen=True, slots=True)
class Round:
    """`work` every `seconds`, by one process of all at a time; at once again while it says that it did something."""

    name: str
    seconds: float
    work: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Porter:
    """Any number may run: each round is done by whoever has its duty, and taken over when they die."""

    rounds: tuple[Round, ...]
    duties: Duties

    @classmethod
    def at(cls, stores: Stores, reception: Reception, owner: str) -> "Porter":
        """All rounds this installation needs."""
        pace, places = stores.settings.pace, stores.settings.places
        egress = Egress.private_too() if places.webhooks_private else Egress.public()
        sweeping = Sweeping(stores.work, quarantined)
        campaigns = Campaigns.checked(places.policy)
        first_moment(stores.settings.review.desk_from)
        answering = Answering(stores, campaigns, owner, register_desk(stores.settings))
        rounds = [
            Round("sweep", pace.sweep_seconds, lambda: sweeping.lapsed(owner)),
            Round("webhooks", 0.5, Outgoing(stores.endpoints, egress, owner).send_due),
            Round("claims", 0.5, answering.answer_due),
            Round("desk", 0.5, ReviewOpening(stores, campaigns, owner).turn),
            Round("search", 1.0, Marking(stores).turn),
            Round("tidy", 600, Tidying(stores).tidy),
            Round("erase", 60, Erasing.at(stores, owner).due),
            Round("purge", 3_600, Purging.at(stores, owner).daily),
            Round("replay", 60, Nightly(stores, owner).turn),
            Round("asked", 1.0, AskedReplays(stores).turn),
            Round("crosscheck", EVERY_SECONDS, Crosschecking.at(stores, owner).look),
        ]
        if stores.hints:
            dispatching = Dispatching(stores.work, stores.hints, owner)
            rounds.append(Round("dispatch", 0.1, dispatching.dispatch))
            rounds.append(Round("recover", pace.sweep_seconds, lambda: dispatching.recover(pace.hint_seconds)))
        else:
            rounds.append(Round("recover", pace.sweep_seconds, lambda: untold(stores.work, owner)))
        signing = Signing.at(stores)
        if signing.signer is not None:
            rounds.append(Round("sign", 1.0, signing.due))
        if places.witness:
            rounds.append(Round("witness", 5.0, Witnessed.at(stores).tell))
        if places.watch:
            rounds.append(Round("watch", 1.0, Watched(Path(places.watch), reception).look))
        return cls(tuple(rounds), Duties(stores.database, owner))

    def run(self, stop: threading.Event) -> None:
        """Every round in a thread of its own, until `stop` is set."""
        threads = [threading.Thread(target=self._go_round, args=(one, stop), name=one.name) for one in self.rounds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.duties.leave()

    def _go_round(self, one: Round, stop: threading.Event) -> None:
        while not stop.is_set():
            pause = one.seconds
            try:
                if self.duties.mine(one.name, max(3 * one.seconds, 20)) and one.work():
                    pause = 0.0
            except ProofdeskError as trouble:
                pause = max(one.seconds, 1.0)
                _log.warning("round failed", extra={"round": one.name, "because": str(trouble)})
            except Exception:  # noqa: BLE001 - a fault of the program must not end the other rounds
                pause = max(one.seconds, 5.0)
                _log.exception("round failed", extra={"round": one.name})
            stop.wait(pause)
