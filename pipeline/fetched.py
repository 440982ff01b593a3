"""What one look at an address on another machine brought."""

from dataclasses import dataclass

from pipeline.deliveries import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An HTTP status with its whole body, or a trouble, never both."""

    status: int | None = None
    body: bytes = b""
    trouble: Trouble | None = None

    def __post_init__(self) -> None:
        if (self.status is None) == (self.trouble is None):
            raise ValueError("what was fetched is a status or a trouble")
