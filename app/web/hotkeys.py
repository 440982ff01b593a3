"""The keys of the desk as they are until somebody chooses others, who finds them again in every browser."""

import json
from collections.abc import Mapping

from pipeline.errors import WrongUse

KEYS: Mapping[str, str] = {
    "accept": "Enter",
    "edit": "F2",
    "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z",
    "peek": "Space",
    "page_back": "[",
    "page_on": "]",
    "closer": "Alt+ArrowUp",
    "farther": "Alt+ArrowDown",
    "missing": "Alt+M",
    "illegible": "Alt+I",
    "ask": "Alt+Q",
    "escalate": "Alt+E",
    "submit": "Ctrl+Enter",
    "next": "Alt+U",
    "help": "?",
    **{f"file_{number}": f"Alt+{number}" for number in range(1, 10)},
}
"""Per action, the combination as `static/keys.js` writes it: modifiers in this order, then the key."""

_LONGEST = 40  # characters of one


def chosen(text: str) -> str:
    """What a page sends, as it is kept: a combination for each action that has another than the usual, "" for none.

    Raises WrongUse for what is no such thing.
    """
    try:
        told = json.loads(text)
        own = {name: combo for name, combo in told.items() if KEYS[name] != combo}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise WrongUse("These are no keys; reload the page.") from error
    if not all(isinstance(combo, str) and 0 < len(combo) <= _LONGEST for combo in own.values()):
        raise WrongUse("These are no keys; reload the page.")
    return json.dumps(own) if own else ""
