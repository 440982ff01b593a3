"""The keys of the desk as they are until somebody chooses others; browsers keep what was chosen."""

from collections.abc import Mapping

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
}
"""Per action, the combination as `static/keys.js` writes it: modifiers in this order, then the key."""
