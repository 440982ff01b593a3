"""The campaigns' policies of an installation, read again when their files change; a broken one never takes force."""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import StoreTrouble
from pipeline.evidence import TenantId
from workers.policies.faults import BadPolicy
from workers.policies.file import terms
from workers.policies.terms import Terms

Stamp = tuple[tuple[str, int, int], ...]
_log = logging.getLogger("proofdesk.policy")


@dataclass(slots=True)
class Campaigns:
    """`path` is a TOML file or a folder of them; "" for none. A sub-folder named like a tenant is for that one alone.

    Safe from several threads.
    """

    path: str
    _held: dict[Path, tuple[Stamp, Terms]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def checked(cls, path: str) -> "Campaigns":
        """Raises BadPolicy when a file cannot be taken: a program that starts says so at once."""
        root = Path(path)
        own = [one for one in sorted(root.iterdir()) if one.is_dir()] if path and root.is_dir() else []
        for place in (root, *own) if path else ():
            if _stamp(place) or not own:
                terms(str(place))
        return cls(path)

    def terms(self, tenant: TenantId) -> Terms:
        """What is in force for the tenant now; what was in force before stays while the files are broken.

        Raises StoreTrouble where they were never whole.
        """
        if not self.path:
            return Terms()
        with self._lock:
            return self._current(self._place(tenant))

    def _place(self, tenant: TenantId) -> Path:
        root = Path(self.path)
        return root / tenant if (root / tenant).is_dir() else root

    def _current(self, place: Path) -> Terms:
        stamp = _stamp(place)
        known = self._held.get(place)
        if known and known[0] == stamp:
            return known[1]
        try:
            found = terms(str(place)) if stamp else Terms()
        except BadPolicy as bad:
            _log.error("policy refused", extra={"faults": [str(fault) for fault in bad.faults]})
            if known is None:
                raise StoreTrouble(f"No policy is in force: {bad}") from bad
            found = known[1]
        self._held[place] = (stamp, found)
        return found


def _stamp(place: Path) -> Stamp:
    """Name, time and size of every policy file: what changes when one of them does."""
    files = sorted(place.glob("*.toml")) if place.is_dir() else [place]
    return tuple((file.name, (told := file.stat()).st_mtime_ns, told.st_size) for file in files if file.is_file())
