"""Every limit and every place an operator may set, by environment names that begin with PROOFDESK_."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from extractors.reading.intake import Limits, limit
from pipeline.errors import WrongUse

G = TypeVar("G", "Settings", Limits, "Places", "Pace", "Quotas", "SignIn", "CostRates", "Nights", "Review")

PREFIX = "PROOFDESK_"
FROM_FILE = "_FILE"  # behind a variable's name: its value is the content of a file


class Tier(StrEnum):
    """How strong the walls around a child are, from strongest to weakest; see docs/decisions/0003-reading-room.md."""

    FULL = "full"
    PARTIAL = "partial"
    LIMITS = "limits"

    def suffices(self, least: "Tier") -> bool:
        """Whether this tier is at least as strong as `least`."""
        order = tuple(Tier)
        return order.index(self) <= order.index(least)


def word(default: str, says: str) -> str:
    """A setting that is a text; empty means none."""
    return field(default=default, metadata={"says": says})


def count(default: int, says: str) -> int:
    """A setting that may be 0, which switches it off."""
    return field(default=default, metadata={"says": says, "least": 0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things are kept; with none of them set, everything lies in one folder."""

    home: str = word("proofdesk-data", "folder for the database, objects and the master key of this machine")
    database_url: str = word("", "records, such as postgresql+psycopg://user@host/name; SQLite in the folder if empty")
    redis_url: str = word("", "hints for readers on other machines, such as redis://host; none if empty")
    s3_endpoint: str = word("", "host:port of an S3 server for the objects; a folder if empty")
    s3_bucket: str = word("proofdesk", "bucket for the objects")
    s3_access_key: str = word("", "access key of the S3 server")
    s3_secret_key: str = word("", "secret key of the S3 server")
    s3_region: str = word("us-east-1", "region of the S3 server")
    s3_secure: int = count(1, "1: speak TLS with the S3 server, 0: do not")
    master_key_file: str = word("", "file with the master key; made in the folder if empty")
    worm_days: int = count(0, "days for which the S3 server must lock every original against deletion, 0 for none")
    webhooks_private: int = count(0, "1: webhooks may go to private addresses and without TLS, 0: they may not")
    wording: str = word("", "TOML file with label words of your own pages; see docs/wording.md")
    confidence: str = word("", "file of coefficients made by `proofdesk eval fit`; the one that comes along if empty")
    automation: str = word("", "TOML file of what may pass without a person once audits allow it; see docs/trust.md")
    policy: str = word("", "campaign policy: a TOML file or a folder of its versions; see docs/policy.md")
    registers: str = word("", "folder of CSV files, or URL, that confirms orders and others; see docs/registers.md")
    registers_token: str = word("", "bearer token for the registers behind a URL; none if empty")
    registers_private: int = count(0, "1: the registers may be at a private address and without TLS, 0: they may not")
    retention: str = word("", "TOML file of how long things are kept; the one that comes along if empty")
    watch: str = word("", "folder whose files are taken in; a sub-folder names the claim")
    signer_key_file: str = word("", "file with the key that signs the ledger; made in the folder if empty")
    checkpoints: str = word("", "folder or s3://bucket that gets a copy of every checkpoint; see docs/audit.md")
    witness: str = word("", "URL of a witness that is told of every checkpoint; none if empty")
    witness_key: str = word("", "public key of that witness, as it prints it at its start")
    unsigned_seconds: int = count(
        1_800, "nothing new is taken in while entries wait longer for their signature, 0: ever"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between things."""

    lease_seconds: int = limit(
        60, "how long a reader may be silent before its evidence is given to another, in seconds"
    )
    beat_seconds: int = limit(15, "a reader renews its lease this often, in seconds")
    sweep_seconds: int = limit(15, "lost leases and lost hints are looked for this often, in seconds")
    hint_seconds: int = limit(30, "a hint nobody took up is sent again after this time, in seconds")
    drain_seconds: int = limit(25, "how long a reader may finish its document when it is told to stop, in seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """What one tenant, and all together, may ask of the doors."""

    day_files: int = limit(20_000, "most files of one tenant a day")
    day_bytes: int = limit(50 * 1024**3, "most bytes of one tenant a day")
    waiting_files: int = limit(5_000, "most files of one tenant that may wait; more are told to come again")
    backlog_files: int = limit(50_000, "most files of all tenants that may wait")
    free_percent: int = limit(10, "least free disk for taking files in, in percent")
    request_bytes: int = limit(200 * 1024**2, "most bytes of one request with several files")
    uploads_at_once: int = limit(64, "most uploads that are received at the same time")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How people come in: the address of the pages, and a provider of OpenID Connect, if there is one."""

    public_origin: str = word("", "address people open, such as https://desk.example; this machine alone if empty")
    oidc_issuer: str = word("", "issuer of the OpenID Connect provider people may sign in with; none if empty")
    oidc_client_id: str = word("", "what this installation is called at the provider")
    oidc_client_secret: str = word("", "its secret at the provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What comes to the review desk."""

    desk_from: str = word("", "day such as 2026-12-01; claims answered before it wait for nobody; all do if empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRates:
    """What the dashboard counts costs with, in whole units of the house's currency."""

    review_hour_cost: int = count(0, "what an hour of a reviewer costs, for the dashboard; 0: not said")
    machine_day_cost: int = count(0, "what a day of the machines costs, for the dashboard; 0: not said")
    by_hand_minutes: int = count(0, "minutes a file took when people read it by hand; 0: not said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """What is done by itself at night, by this machine's clock."""

    replay_sample: int = count(20, "records made again each night to see that they come out the same; 0: none")
    replay_hour: int = count(3, "hour at which that begins, 0 to 23")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Sizes in bytes, times in seconds."""

    limits: Limits = field(default_factory=Limits)
    page_cpu_seconds: int = limit(30, "most processor time for looking at one page, in seconds")
    page_wall_seconds: int = limit(60, "longest silence of a reader while it works on one page, in seconds")
    document_seconds: int = limit(900, "longest time for one document, in seconds")
    start_seconds: int = limit(60, "longest time a reader takes to start, in seconds")
    child_memory: int = limit(3 * 1024**3, "most address space of a child, in bytes")
    child_files: int = limit(256, "most open files of a child")
    held_bytes: int = limit(256 * 1024**2, "most pixels an OCR child keeps of the document it reads, in bytes")
    lane_pages: int = limit(1_000, "an OCR child is replaced after this many pages")
    tries: int = limit(3, "how often a document is tried whose reader crashes")
    sandbox_minimum: Tier = field(
        default=Tier.LIMITS,
        metadata={"says": "weakest sandbox that reading may start with: full, partial or limits"},
    )
    places: Places = field(default_factory=Places)
    pace: Pace = field(default_factory=Pace)
    quotas: Quotas = field(default_factory=Quotas)
    sign_in: SignIn = field(default_factory=SignIn)
    rates: CostRates = field(default_factory=CostRates)
    nights: Nights = field(default_factory=Nights)
    review: Review = field(default_factory=Review)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Settings named in `environ` over the defaults; NAME_FILE takes the value from a file.

        Raises WrongUse, naming the setting, when a value cannot be understood.
        """
        given: dict[str, Any] = {
            each.name: each.parsed(text) for each in described() if (text := _given(environ, each.variable)) is not None
        }
        return replace(
            _with(cls(), given),
            limits=_with(Limits(), given),
            places=_with(Places(), given),
            pace=_with(Pace(), given),
            quotas=_with(Quotas(), given),
            sign_in=_with(SignIn(), given),
            rates=_with(CostRates(), given),
            nights=_with(Nights(), given),
            review=_with(Review(), given),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One setting as doctor and the documentation show it; `variable` is its name in the environment."""

    name: str
    variable: str
    default: int | str | Tier
    says: str
    least: int = 1

    def parsed(self, text: str) -> int | str | Tier:
        if isinstance(self.default, Tier):
            return self._tier(text)
        if isinstance(self.default, str):
            return text
        if not text.isascii() or not text.isdecimal() or not self.least <= int(text) < 2**53:
            raise WrongUse(f"{self.variable}={text!r}: give a whole number from {self.least} ({self.says}).")
        return int(text)

    def _tier(self, text: str) -> Tier:
        try:
            return Tier(text)
        except ValueError:
            raise WrongUse(f"{self.variable}={text!r}: give one of {', '.join(Tier)} ({self.says}).") from None


def described() -> tuple[Described, ...]:
    """Every setting, limits first."""
    return tuple(one for group in _groups() for one in _described(group))


def _groups() -> tuple[object, ...]:
    return Limits(), Settings(), Places(), Pace(), Quotas(), SignIn(), CostRates(), Nights(), Review()


def _described(group: Any) -> Iterator[Described]:
    for each in fields(group):
        value = getattr(group, each.name)
        if isinstance(value, int | str):
            yield Described(
                name=each.name,
                variable=PREFIX + each.name.upper(),
                default=value,
                says=str(each.metadata.get("says", "")),
                least=int(each.metadata.get("least", 1)),
            )


def _with(group: G, given: Mapping[str, Any]) -> G:
    """The group with those of `given` that are its own."""
    own = {each.name for each in fields(group)}
    changed = {name: value for name, value in given.items() if name in own}
    return replace(group, **changed)


def _given(environ: Mapping[str, str], variable: str) -> str | None:
    file = environ.get(variable + FROM_FILE)
    if file is None:
        return environ.get(variable)
    try:
        return Path(file).read_text("utf-8").strip()
    except OSError as error:
        raise WrongUse(f"{variable}{FROM_FILE}={file!r} cannot be read ({error.strerror}).") from error
