"""The error tree: the class tells the caller what to do.

ProofdeskError
├── BadFile        permanent: tell the sender what to do
├── ReaderTrouble  a reader crashed, hung or ran out of memory: try again
├── StoreTrouble   a store did not answer: try again
│   └── Unsigned   the ledger waits for its signature: nothing new is taken in until somebody signs
├── Missing        the store answers and has no such thing
│   └── Erased     it had, and the key of all that belonged to it was destroyed
├── Conflict       someone was faster
│   └── Held       a legal hold keeps it: two persons must lift that first
├── Forbidden      not allowed
├── Tampered       stop, call someone
└── WrongUse       the operator asked for something that cannot be: fix the call or the setting
"""


class ProofdeskError(Exception):
    """Everything the program raises on purpose."""


class BadFile(ProofdeskError):
    """The file cannot be read and never will be; `code` is stable, the message says what to send instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ReaderTrouble(ProofdeskError):
    """A reader failed on this try; `code` names the limit it met, or `reader_crashed`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class StoreTrouble(ProofdeskError):
    """A store could not be reached or refused; the same call may succeed later."""


class Unsigned(StoreTrouble):
    """What was written lately could not be signed; the message says who must do what."""


class Missing(ProofdeskError):
    """The store answers, and has nothing of that name."""


class Erased(Missing):
    """What was kept there was erased, and nobody can bring it back."""


class Conflict(ProofdeskError):
    """Someone else changed the thing first."""


class Held(Conflict):
    """A legal hold keeps it; `hold` is its id, `reason` what was given for it."""

    def __init__(self, hold: str, reason: str) -> None:
        super().__init__(f"Legal hold {hold} keeps this ({reason}); it must be lifted first.")
        self.hold = hold
        self.reason = reason


class Forbidden(ProofdeskError):
    """The caller may not do this."""


class Tampered(ProofdeskError):
    """Something that must never change has changed."""


class WrongUse(ProofdeskError):
    """The call or a setting is wrong; the message says how to mend it."""
