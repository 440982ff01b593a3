"""What an entry says was done, in one line that a test can hold against it."""

import re

from pipeline.evidence import TenantId
from pipeline.ledger.entries import Entry
from storage.records.proof.reasons import Reasons
from tests.storage.whys import why

_ID = re.compile(r"\b([a-z]{3})_[0-9A-HJKMNP-TV-Z]{26}\b")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")


def said(reasons: Reasons, entry: Entry) -> str:
    """`action: old > new, why`, with `-` for a state there is none of.

    What is another one in each run stands for itself: an id is its first letters, a hash `SHA-256`, a time `MOMENT`.
    A reason somebody typed stands here in their words, as it can be read where its key lives.
    """
    act = entry.act
    told = why(reasons, TenantId(entry.actor.tenant), act)
    line = f"{act.action}: {act.old or '-'} > {act.new or '-'}" + (f", {told}" if told else "")
    return _MOMENT.sub("MOMENT", _DIGEST.sub("SHA-256", _ID.sub(r"\1_", line)))
