"""SeaweedFS on loopback: a real S3 store with versions and locks, closed but for its S3 port."""

import io
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers.ports import LOOPBACK, free_ports_with, password, remembered
from benchmarks.servers.running import Recipe, Server, running
from pipeline.errors import StoreTrouble, WrongUse
from storage import keys
from storage.objects.bucket import BucketObjects, Patience, Place

NAME = "seaweed"
BUCKET = "proofdesk"
ACCESS_KEY = "proofdesk"

_PROBE = keys.worm_probe("answers")
_PARTS = ("s3", "master", "volume", "filer", "admin")
_GRPC = 10_000  # so far above each port it listens for its own parts
_JWT_KEYS = ("WEED_JWT_SIGNING_KEY", "WEED_JWT_FILER_SIGNING_KEY", "WEED_JWT_FILER_SIGNING_READ_KEY")
_CLOSED = (
    "-webdav=false",
    "-admin.ui=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-metricsPort=0",
    "-master.telemetry=false",
    "-master.volumeSizeLimitMB=128",  # every bucket takes a volume, and large ones soon use up a disk that is half full
    "-s3.allowDeleteBucketNotEmpty=false",
    "-s3.autoCreateBucket=false",
    "-disableHttp=true",  # its other ports would let anyone delete what is locked
)


@contextmanager
def seaweed(folder: Path) -> Iterator[Server]:
    """Answers inside, with a bucket that has locks; `exports` holds PROOFDESK_S3_…."""
    with running(recipe(folder)) as server:
        yield server


def recipe(folder: Path) -> Recipe:
    """Ports, keys and objects stay in `folder`. Raises WrongUse when the program is not installed."""
    drawn = remembered(folder / f"{NAME}.json", _drawn)
    store = folder / NAME
    store.mkdir(parents=True, exist_ok=True)
    program = Path(sysconfig.get_path("scripts")) / "weed"
    if not program.exists():
        raise WrongUse("SeaweedFS is not installed; run ./run lint once to install the packages for tests.")
    exports = {
        "PROOFDESK_S3_ENDPOINT": f"{LOOPBACK}:{drawn['s3']}",
        "PROOFDESK_S3_BUCKET": BUCKET,
        "PROOFDESK_S3_ACCESS_KEY": ACCESS_KEY,
        "PROOFDESK_S3_SECRET_KEY": drawn["secret"],
        "PROOFDESK_S3_SECURE": "0",
    }
    ports = [f"-{part}.port={drawn[part]}" for part in _PARTS]
    return Recipe(
        name=NAME,
        folder=folder,
        command=(str(program), "mini", f"-dir={store}", f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}", *ports, *_CLOSED),
        answers=lambda: _answers(_place(exports, Patience(connect=1, read=3))),
        exports=exports,
        environment={
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": drawn["secret"],
            "HOME": str(store),
            **{name: drawn[name] for name in _JWT_KEYS},
        },
        litter=tuple(_sockets(drawn)),
    )


def place(recipe: Recipe) -> Place:
    """Where the bucket of this server is."""
    return _place(recipe.exports, Patience())


def _drawn() -> dict[str, str]:
    ports = dict(zip(_PARTS, map(str, free_ports_with(_GRPC, len(_PARTS))), strict=True))
    return {**ports, **{name: password() for name in ("secret", *_JWT_KEYS)}}


def _place(exports: Mapping[str, str], patience: Patience) -> Place:
    return Place(
        endpoint=exports["PROOFDESK_S3_ENDPOINT"],
        bucket=exports["PROOFDESK_S3_BUCKET"],
        access_key=exports["PROOFDESK_S3_ACCESS_KEY"],
        secret_key=exports["PROOFDESK_S3_SECRET_KEY"],
        secure=False,
        patience=patience,
    )


def _answers(place: Place) -> bool:
    """It answers when it has our bucket, with locks, made now or kept from its last run, and keeps and gives objects.

    The bucket alone is not enough: its volumes are registered later, and until then every object is an internal error.
    """
    bucket = BucketObjects.open(place)
    try:
        bucket.make_locked_bucket()
        bucket.put(_PROBE, io.BytesIO(b"Are you there?"))
        with bucket.get(_PROBE) as stream:
            return bool(stream.read())
    except StoreTrouble:
        return False


def _sockets(drawn: Mapping[str, str]) -> Iterator[Path]:
    """Sockets it leaves in the folder for temporary files when it is killed."""
    for part in _PARTS:
        for name in (f"{part}-{drawn[part]}", f"{part}-grpc-{int(drawn[part]) + _GRPC}"):
            yield Path(tempfile.gettempdir()) / f"seaweedfs-{name}.sock"
