"""The stores an installation has, chosen by its settings alone."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.evidence import Evidence
from pipeline.ports import Objects
from pipeline.trust.audits import Terms
from storage.objects.bucket import BucketObjects, Place
from storage.objects.folder import FolderObjects
from storage.objects.master import MasterKeys
from storage.records.claims.answers import Answers
from storage.records.claims.claims import Claims
from storage.records.database import Database, opened, sqlite_address
from storage.records.evidence.arrivals import Arrivals
from storage.records.evidence.standings import Standings
from storage.records.evidence.uploads import Uploads
from storage.records.evidence.work import Work
from storage.records.keeping.erasing import Erasures
from storage.records.keeping.holding import Holds
from storage.records.keeping.subjects import Subject, check_master, subject_of
from storage.records.migration import migrated
from storage.records.people.accounts import People
from storage.records.people.api_keys import ApiKeys
from storage.records.people.links import Links
from storage.records.people.sessions import Sessions
from storage.records.people.sign_ins import SignIns
from storage.records.people.starts import Starts
from storage.records.proof.audits import SqlAudits
from storage.records.proof.claim_reveals import ClaimReveals
from storage.records.proof.reasons import Reasons
from storage.records.reviews.corrections import SqlCorrections
from storage.records.telling.endpoints import Endpoints
from storage.records.telling.happenings import Happenings
from workers.rounds.hints import RedisHints
from workers.settings import Places, Settings

DATABASE, OBJECTS, MASTER_KEY = "proofdesk.sqlite", "objects", "master.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """`hints` is None where readers are told nothing and look for themselves; `folder` is this machine's own."""

    settings: Settings
    folder: Path
    database: Database
    master: MasterKeys
    objects: Objects
    hints: RedisHints | None

    @classmethod
    def open(cls, settings: Settings) -> "Stores":
        """Makes what is missing in this machine's folder and brings the database to the newest form.

        Raises WrongUse when a setting is wrong, StoreTrouble when a server does not answer.
        """
        places = settings.places
        folder = Path(places.home).resolve()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = opened(places.database_url or sqlite_address(folder / DATABASE))
        migrated(database)
        master = _master_keys(places, folder)
        database.read(lambda tx: check_master(tx, master))
        return cls(
            settings=settings,
            folder=folder,
            database=database,
            master=master,
            objects=_objects(places, folder),
            hints=RedisHints.at(places.redis_url) if places.redis_url else None,
        )

    @property
    def embedded(self) -> bool:
        """Whether all of it lies in this machine's folder, so that nobody else can be at work in it."""
        places = self.settings.places
        return not (places.database_url or places.redis_url or places.s3_endpoint)

    @property
    def keys(self) -> ApiKeys:
        return ApiKeys(self.database)

    @property
    def claims(self) -> Claims:
        return Claims(self.database, self.master)

    @property
    def answers(self) -> Answers:
        return Answers(self.database, self.master)

    @property
    def arrivals(self) -> Arrivals:
        return Arrivals(self.database, self.master)

    @property
    def standings(self) -> Standings:
        return Standings(self.database, self.master)

    @property
    def work(self) -> Work:
        return Work(self.database, self.master, float(self.settings.pace.lease_seconds))

    @property
    def happenings(self) -> Happenings:
        return Happenings(self.database)

    @property
    def endpoints(self) -> Endpoints:
        return Endpoints(self.database, self.master)

    @property
    def uploads(self) -> Uploads:
        return Uploads(self.database, self.master)

    @property
    def corrections(self) -> SqlCorrections:
        return SqlCorrections(self.database, self.master)

    @property
    def erasures(self) -> Erasures:
        return Erasures(self.database, self.master)

    @property
    def holds(self) -> Holds:
        return Holds(self.database, self.master)

    @property
    def reasons(self) -> Reasons:
        return Reasons(self.database, self.master)

    @property
    def claim_reveals(self) -> ClaimReveals:
        return ClaimReveals(self.database, self.master)

    @property
    def people(self) -> People:
        return People(self.database)

    @property
    def links(self) -> Links:
        return Links(self.database)

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.database)

    @property
    def sign_ins(self) -> SignIns:
        return SignIns(self.database)

    @property
    def starts(self) -> Starts:
        return Starts(self.database)

    def audits(self, terms: Terms) -> SqlAudits:
        return SqlAudits(self.database, self.master, terms)

    def subject(self, evidence: Evidence) -> Subject:
        """Whose key seals it. Raises Missing when the key was destroyed."""
        return self.database.read(lambda tx: subject_of(tx, self.master, evidence.tenant, evidence.subject))

    def free_percent(self) -> float:
        """Free disk of this machine's folder."""
        used = shutil.disk_usage(self.folder)
        return 100 * used.free / used.total

    def close(self) -> None:
        self.database.close()


def _master_keys(places: Places, folder: Path) -> MasterKeys:
    if places.master_key_file:
        return MasterKeys.read(Path(places.master_key_file))
    return MasterKeys.read_or_made(folder / MASTER_KEY)


def _objects(places: Places, folder: Path) -> Objects:
    if not places.s3_endpoint:
        if places.worm_days:
            raise WrongUse(
                "A folder cannot lock files against deletion; set PROOFDESK_S3_ENDPOINT or leave WORM_DAYS 0."
            )
        return FolderObjects.open(folder / OBJECTS)
    return bucket(places, places.s3_bucket)


def bucket(places: Places, name: str) -> BucketObjects:
    """A bucket of the S3 server of the settings. Raises WrongUse."""
    place = Place(
        endpoint=places.s3_endpoint,
        bucket=name,
        access_key=places.s3_access_key,
        secret_key=places.s3_secret_key,
        region=places.s3_region,
        secure=bool(places.s3_secure),
    )
    return BucketObjects.open(place, places.worm_days or None)
