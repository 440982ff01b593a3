"""Every object name, spelled once."""

import re

from pipeline.errors import WrongUse

TENANTS = "tenants/"
INCOMING = "incoming/"
PROBES = "probes/"
CHECKPOINTS = "checkpoints/"
DESTROYED = "destroyed/"

_PART = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}"
_NAME = re.compile(rf"{_PART}(?:/{_PART})*")
_PREFIX = re.compile(rf"(?:{_PART}/)*(?:{_PART})?")
_ORIGINAL = re.compile(rf"tenants/{_PART}/{_PART}/originals/([0-9a-f]{{64}})")
_CROP = re.compile(rf"tenants/{_PART}/{_PART}/crops/([0-9a-f]{{64}})")
_CHECKPOINT = re.compile(rf"checkpoints/{_PART}/([0-9]{{20}})\.(?:note|leaves|cosigned)")
_DESTROYED = re.compile(rf"destroyed/{_PART}/({_PART})")
_PAGE = re.compile(rf"tenants/{_PART}/{_PART}/pages/[0-9a-f]{{64}}")
_LONGEST = 900


def original(tenant: str, subject: str, sha256: str) -> str:
    """Where evidence stands, sealed; `sha256`: 64 lower-case hex digits of what was sent. Raises WrongUse."""
    name = _joined("tenants", tenant, subject, "originals", sha256)
    if not is_original(name):
        raise WrongUse(f"{sha256!r} is no SHA-256; give its 64 lower-case hex digits.")
    return name


def originals(tenant: str, subject: str) -> str:
    """The prefix of every original of one subject. Raises WrongUse."""
    return _joined("tenants", tenant, subject, "originals") + "/"


def crop(tenant: str, subject: str, place: str) -> str:
    """Where the picture of one place stands, sealed; `place`: 64 lower-case hex digits. Raises WrongUse."""
    name = _joined("tenants", tenant, subject, "crops", place)
    if _CROP.fullmatch(name) is None:
        raise WrongUse(f"{place!r} names no place; give the 64 lower-case hex digits of its hash.")
    return name


def crop_of(name: str) -> tuple[str, str, str] | None:
    """Tenant, subject and place of a crop; None for any other name."""
    found = _CROP.fullmatch(name)
    if found is None:
        return None
    _, tenant, subject, *_ = name.split("/")
    return tenant, subject, found[1]


def checkpoint(origin: str, size: int, part: str) -> str:
    """Where a copy of a checkpoint stands; `part`: its `note`, the `leaves` it adds, or what a witness
    `cosigned`. Raises WrongUse."""
    name = _joined("checkpoints", _ledger(origin), f"{size:020}.{part}")
    if not is_checkpoint(name):
        raise WrongUse(f"A checkpoint is kept as note, leaves and cosigned, not as {part!r}.")
    return name


def checkpoints(origin: str) -> str:
    """The prefix of every copy of one ledger's checkpoints. Raises WrongUse."""
    return _joined("checkpoints", _ledger(origin)) + "/"


def is_checkpoint(name: str) -> bool:
    return _CHECKPOINT.fullmatch(name) is not None


def checkpoints_size(name: str) -> int | None:
    """How many entries the checkpoint of this name covers; None for any other name, and for leaves alone."""
    found = _CHECKPOINT.fullmatch(name)
    return int(found[1]) if found and name.endswith(".note") else None


def subject(tenant: str, subject_id: str) -> str:
    """The prefix of every object of one subject. Raises WrongUse."""
    return _joined("tenants", tenant, subject_id) + "/"


def destroyed(tenant: str, subject_id: str) -> str:
    """What tells a restored backup that this subject's key was destroyed. Raises WrongUse."""
    return _joined("destroyed", tenant, subject_id)


def destroyed_subject(name: str) -> str | None:
    """Whose key was destroyed, by that name; None for any other name."""
    found = _DESTROYED.fullmatch(name)
    return found[1] if found else None


def page(tenant: str, subject: str, digest: str) -> str:
    """Where the picture of a whole page is kept, sealed; `digest`: 64 lower-case hex digits. Raises WrongUse."""
    name = _joined("tenants", tenant, subject, "pages", digest)
    if not is_page(name):
        raise WrongUse(f"{digest!r} names no page; give the 64 lower-case hex digits of its hash.")
    return name


def pages(tenant: str, subject_id: str) -> str:
    """The prefix of every page picture of one subject. Raises WrongUse."""
    return _joined("tenants", tenant, subject_id, "pages") + "/"


def is_page(name: str) -> bool:
    return _PAGE.fullmatch(name) is not None


def incoming(tenant: str, upload: str) -> str:
    """Where a stranger may leave one upload. Raises WrongUse."""
    return _joined("incoming", tenant, upload)


def worm_probe(probe: str) -> str:
    """The object a store is asked to delete although it is locked. Raises WrongUse."""
    return _joined("probes", probe)


def is_original(name: str) -> bool:
    return _ORIGINAL.fullmatch(name) is not None


def original_of(name: str) -> tuple[str, str, str]:
    """Tenant, subject and SHA-256 of an original. Raises WrongUse for any other name."""
    sha256 = digest(name)
    _, tenant, subject, *_ = name.split("/")
    return tenant, subject, sha256


def digest(name: str) -> str:
    """The SHA-256 an original is named by, in hex. Raises WrongUse for any other name."""
    found = _ORIGINAL.fullmatch(name)
    if found is None:
        raise WrongUse(f"{name!r} does not name an original; take the name from keys.original().")
    return found[1]


def checked(name: str) -> str:
    """`name`, when each part is 1 to 200 of letters, digits and `._-`, the first no dot. Raises WrongUse."""
    if len(name) > _LONGEST or _NAME.fullmatch(name) is None:
        raise WrongUse(f"{name[:100]!r} cannot name an object; take names from storage/keys.py only.")
    return name


def checked_prefix(prefix: str) -> str:
    """`prefix`, when a name that `checked` passes may begin with it. Raises WrongUse."""
    if len(prefix) > _LONGEST or _PREFIX.fullmatch(prefix) is None:
        raise WrongUse(f"{prefix[:100]!r} begins no object's name; take prefixes from storage/keys.py only.")
    return prefix


def _ledger(origin: str) -> str:
    return origin.replace("/", "-")


def _joined(*parts: str) -> str:
    if any("/" in part for part in parts):
        raise WrongUse(f"A part of an object's name holds a slash: {parts!r}; give the parts one by one.")
    return checked("/".join(parts))
