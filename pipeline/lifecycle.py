"""The life of one piece of evidence as a table: what may follow what, and when it is tried again.

received ──queue──► queued ──claim──► reading ──settle──────► settled
    │  ▲              │                 │ │ └────refuse──────► refused
    │  └───unqueue────┘                 │ └──────quarantine──► quarantined ──again──► received
    └──────────────claim──────────────► │
    ▲                                   │
    └─────────────give_back─────────────┘
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from pipeline.errors import Conflict


class EvidenceState(StrEnum):
    """`queued` is a hint on its way; `reading` holds a lease; the last three are ends."""

    RECEIVED = "received"
    QUEUED = "queued"
    READING = "reading"
    SETTLED = "settled"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class Move(StrEnum):
    """What can be done to evidence."""

    QUEUE = "queue"
    UNQUEUE = "unqueue"
    CLAIM = "claim"
    GIVE_BACK = "give_back"
    SETTLE = "settle"
    REFUSE = "refuse"
    QUARANTINE = "quarantine"
    AGAIN = "again"


MOVES: Mapping[tuple[EvidenceState, Move], EvidenceState] = MappingProxyType(
    {
        (EvidenceState.RECEIVED, Move.QUEUE): EvidenceState.QUEUED,
        (EvidenceState.RECEIVED, Move.CLAIM): EvidenceState.READING,
        (EvidenceState.QUEUED, Move.UNQUEUE): EvidenceState.RECEIVED,
        (EvidenceState.QUEUED, Move.CLAIM): EvidenceState.READING,
        (EvidenceState.READING, Move.GIVE_BACK): EvidenceState.RECEIVED,
        (EvidenceState.READING, Move.SETTLE): EvidenceState.SETTLED,
        (EvidenceState.READING, Move.REFUSE): EvidenceState.REFUSED,
        (EvidenceState.READING, Move.QUARANTINE): EvidenceState.QUARANTINED,
        (EvidenceState.QUARANTINED, Move.AGAIN): EvidenceState.RECEIVED,
    }
)

WAITING = frozenset({EvidenceState.RECEIVED, EvidenceState.QUEUED})
ENDS = frozenset({EvidenceState.SETTLED, EvidenceState.QUARANTINED, EvidenceState.REFUSED})

MOST_FAILURES = 3  # a lost lease or a crash counts; a drained worker or an unreachable store does not
AGEING = timedelta(seconds=90)  # waiting this long is worth one step of priority: nobody waits longer than 9 steps
PRIORITIES = range(10)  # 0 is the most urgent
USUAL_PRIORITY = 5

_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=5)


def moved(state: EvidenceState, move: Move) -> EvidenceState:
    """The state after `move`; raises Conflict when the table has no such move."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise Conflict(f"Evidence that is {state} cannot {move}.") from None


def after_failure(failures: int) -> Move:
    """What becomes of evidence in reading whose reader has now died, or lost its lease, `failures` times."""
    return Move.QUARANTINE if failures >= MOST_FAILURES else Move.GIVE_BACK


def pause(times: int, jitter: float) -> timedelta:
    """How long to wait after `times` misfortunes in a row: 5 s, 15 s, 45 s, … at most 5 min, up to a fifth longer.

    `jitter`: 0 to 1, so that what failed together does not come back together.
    """
    growth: int = 3 ** min(max(times - 1, 0), 10)
    return min(_FIRST_PAUSE * growth, _LONGEST_PAUSE) * (1 + jitter / 5)
