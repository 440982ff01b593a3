"""The folder of one installation on this machine: one program at a time is in charge of it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import WrongUse
from storage.objects.bucket import BucketObjects
from storage.records.duties import forget_all
from storage.records.evidence.sweeping import Sweeping
from workers.outcomes import quarantined
from workers.stores import Stores

LOCK = "in-charge.lock"
_PROBE_SECONDS = 60


@contextmanager
def in_charge(folder: Path) -> Iterator[bool]:
    """Whether nobody else is in charge of `folder`; the lock ends with the process, however that ends."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def taken_over(stores: Stores, actor: str) -> int:
    """Whoever was at work in this folder has ended: all leases and duties are free at once; how many leases.

    Only for an embedded installation whose folder this process is in charge of.
    """
    forget_all(stores.database)
    return Sweeping(stores.work, quarantined).taken_back(actor)


def prepared_objects(stores: Stores) -> None:
    """Makes the bucket when missing. Raises WrongUse when originals should be locked and the store holds no locks."""
    if not isinstance(stores.objects, BucketObjects):
        return
    if not stores.settings.places.worm_days:
        stores.objects.make_bucket()
        return
    stores.objects.make_locked_bucket()
    if not stores.objects.worm_probe(_PROBE_SECONDS):
        raise WrongUse(
            "The S3 store deletes what it was told to lock; use a store with object lock, or set PROOFDESK_WORM_DAYS=0."
        )
