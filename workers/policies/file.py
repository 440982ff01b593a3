"""A campaign's policy files: read, checked, and made into the terms the rules ask by."""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.claim.policy import (
    AmountTier,
    ClaimedEfficacy,
    Offers,
    Policy,
    PolicyMerchant,
    PolicyProduct,
    Reduction,
    Refunds,
)
from pipeline.claim.reasons import REQUIRED
from pipeline.claim.workdays import Calendar
from workers.policies.faults import BadPolicy, Fault, faults, no_toml
from workers.policies.public_days import calendar
from workers.policies.terms import Terms
from workers.policies.toml import MerchantTable, OffersTable, PolicyTable, ProductTable, RefundsTable, Table
from workers.policies.toml_lines import Key, line_of, lines_of

_LARGEST = 1024 * 1024  # bytes of one policy file


@dataclass(frozen=True, slots=True)
class Written:
    """One version as it stands in its file, and what it comes to."""

    file: Path
    text: str
    table: PolicyTable
    policy: Policy

    def line(self, *key: str | int) -> int:
        """Where `key` stands, or what would hold it."""
        place: Key = key
        return line_of(lines_of(self.text), place)


def terms(path: str | None) -> Terms:
    """Every version of the policy in a TOML file, or in the TOML files of a folder; none for None.

    Raises BadPolicy with every mistake.
    """
    return Terms(tuple(one.policy for one in versions([path]))) if path is not None else Terms()


def versions(paths: Sequence[str]) -> tuple[Written, ...]:
    """Every version in these files and folders; raises BadPolicy with every mistake in them and between them."""
    found: list[Written] = []
    mistakes: list[Fault] = []
    for file in dict.fromkeys(file for path in paths for file in _files(Path(path))):
        try:
            found.append(written(file))
        except BadPolicy as bad:
            mistakes += bad.faults
    mistakes += _together(found)
    if mistakes:
        raise BadPolicy(tuple(mistakes))
    return tuple(found)


def policy(file: Path) -> Policy:
    """The one version in `file`; raises BadPolicy with every mistake in it."""
    return written(file).policy


def written(file: Path) -> Written:
    """The one version in `file` with its text; raises BadPolicy with every mistake in it."""
    content = _content(file)
    try:
        text = content.decode("utf-8-sig")
        table = PolicyTable.model_validate(tomllib.loads(text))
    except UnicodeDecodeError as error:
        raise BadPolicy((Fault(str(file), 0, "it is not UTF-8; save it as UTF-8"),)) from error
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy((no_toml(file, error),)) from error
    except RecursionError as error:
        raise BadPolicy((Fault(str(file), 0, "its lists are nested too deep"),)) from error
    except ValidationError as error:
        raise BadPolicy(tuple(faults(file, text, error))) from error
    made = _made(table)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Written(file, text, table, replace(made, version=f"{made.version}+{digest}"))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as error:
        raise BadPolicy((Fault(str(file), 0, f"it cannot be read ({error.strerror}); check the path"),)) from error
    if len(content) > _LARGEST:
        raise BadPolicy((Fault(str(file), 0, f"a policy file has at most {_LARGEST} bytes"),))
    return content


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return (path,)
    found = sorted(path.glob("*.toml"))
    if not found:
        raise BadPolicy((Fault(str(path), 0, "the folder holds no policy (*.toml)"),))
    return found


def _together(found: Sequence[Written]) -> Iterator[Fault]:
    """Two campaigns, or two versions in force on one day: nobody could say which of them governs a purchase."""
    for one, other in combinations(found, 2):
        name = one.file.name
        if one.policy.campaign != other.policy.campaign:
            message = f"this is another campaign than that of {name}; keep each campaign in a folder of its own"
            yield Fault(str(other.file), other.line("campaign"), message)
            continue
        first = max(one.policy.effective_from or date.min, other.policy.effective_from or date.min)
        last = min(one.policy.effective_to or date.max, other.policy.effective_to or date.max)
        if first <= last:
            since = "always" if first == date.min else str(first)
            message = f"it is in force together with {name} (from {since}); end one with effective_to"
            yield Fault(str(other.file), other.line("effective_from"), message)


def _made(table: PolicyTable) -> Policy:
    inner = {"products", "merchants", "refunds", "offers", "calendar", "required"}
    plain: dict[str, Any] = {name: value for name, value in table if name not in inner}
    own = Calendar(holidays=frozenset(table.calendar.holidays), workdays=frozenset(table.calendar.workdays))
    return Policy(
        **plain,
        required={**REQUIRED, **table.required},
        products=tuple(map(_product, table.products)),
        merchants=tuple(map(_merchant, table.merchants)),
        refunds=_refunds(table.refunds),
        offers=_offers(table.offers),
        calendar=calendar(table.calendar.country, own),
    )


def _plain(table: Table) -> dict[str, Any]:
    """The cells of a table by name; the tables inside stay what they are."""
    return dict(table)


def _product(table: ProductTable) -> PolicyProduct:
    claimed = tuple(ClaimedEfficacy(**_plain(one)) for one in table.claimed)
    return PolicyProduct(**(_plain(table) | {"claimed": claimed}))


def _merchant(table: MerchantTable) -> PolicyMerchant:
    resellers = tuple((one.name, one.uscc) for one in table.resellers)
    return PolicyMerchant(**(_plain(table) | {"resellers": resellers}))


def _refunds(table: RefundsTable) -> Refunds:
    return Refunds(**(_plain(table) | {"tiers": tuple(AmountTier(**_plain(tier)) for tier in table.tiers)}))


def _offers(table: OffersTable) -> Offers:
    return Offers(table.discount_percent, tuple(Reduction(one.spend, one.off) for one in table.reductions))
