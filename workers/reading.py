"""Evidence read under given circumstances: the same whether it is read for the first time or again years later."""

from dataclasses import dataclass, replace
from datetime import date

from pipeline.errors import BadFile
from pipeline.evidence import Evidence
from pipeline.lifecycle import Move
from storage.records.evidence.work import Outcome
from workers.claims.statements import BadFacts, stated
from workers.desk import Desk
from workers.jobs import Job, Result, admitted_job, judged, judged_paper
from workers.originals import Originals
from workers.outcomes import ended
from workers.policies.terms import Terms, governing_unread
from workers.replay.circumstances import Circumstances

POISON = frozenset({"reader_crashed", "memory_limit", "time_limit"})  # the file did it, again and again


@dataclass(frozen=True, slots=True)
class Reading:
    """`terms`: the campaign's policies that may govern it; `under`: what else it depends on."""

    desk: Desk
    terms: Terms
    under: Circumstances

    def read(self, evidence: Evidence, held: Originals) -> Result:
        """Raises what `workers.jobs.judged` raises."""
        job = self._under_terms(Job(evidence.filename, held.names, held.paths), evidence)
        desk = replace(self.desk, today=self.under.day, lanes=self.under.lanes)
        arrived = admitted_job(desk, job)
        if held.made and held.made.paper:
            return judged_paper(desk, arrived, held.made.paper)
        return judged(desk, arrived, pictures=0)

    def _under_terms(self, job: Job, evidence: Evidence) -> Job:
        """With the policy in force and the facts of the claim, as far as they are known when it is read."""
        facts = self.under.facts
        try:
            claim = stated({**facts, "claim_id": evidence.claim_id}) if facts else None
            policy = governing_unread(self.terms, claim)
        except BadFacts:  # the claim's answer tells every mistake
            return replace(job, policy=self.terms.on(None))
        return replace(job, policy=policy, statement=claim.statement if claim else None)


def unread(evidence: Evidence, bad: BadFile) -> Outcome:
    """What becomes of evidence that cannot be read."""
    return ended(evidence, Move.QUARANTINE if bad.code in POISON else Move.REFUSE, bad.code, bad.message)


def arrival_day(evidence: Evidence) -> date:
    """The day the rules take for today: when it came in, by this installation's own calendar."""
    return evidence.received.astimezone().date()
