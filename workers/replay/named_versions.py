"""The coefficients, label words and policies a record names, as far as their files are still here."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.trust.confidence import Coefficients
from pipeline.wording import NO_WORDING, Wording
from workers.confidence import CHAMPION, loaded
from workers.desk import Desk, own_wording
from workers.policies.terms import Terms


def desk_named(desk: Desk, versions: Mapping[str, object]) -> Desk:
    """`desk` with the coefficients and label words of these versions; those it has where they are gone.

    An older file is found where it lies beside the one of the settings.
    """
    return replace(desk, coefficients=_coefficients(desk, versions), wording=_wording(desk, versions))


def terms_named(desk: Desk, tenant: TenantId, versions: Mapping[str, object]) -> Terms:
    """The policy of that version alone; all that are in force where it is gone."""
    here = desk.campaigns.terms(tenant)
    if "policy" not in versions:
        return Terms()
    named = tuple(one for one in here.versions if one.version == versions["policy"])
    return Terms(named) if named else here


def _coefficients(desk: Desk, versions: Mapping[str, object]) -> Coefficients:
    named = versions.get("confidence", desk.coefficients.version)
    if named == desk.coefficients.version:
        return desk.coefficients
    for file in (CHAMPION, *_beside(desk.settings.places.confidence)):
        try:
            found = loaded(file)
        except WrongUse:
            continue  # another sort of file
        if found.version == named:
            return found
    return desk.coefficients


def _wording(desk: Desk, versions: Mapping[str, object]) -> Wording:
    named = versions.get("wording", "")
    if named == desk.wording.version:
        return desk.wording
    if not named:
        return NO_WORDING
    for file in _beside(desk.settings.places.wording):
        try:
            found = own_wording(str(file), desk.kinds)
        except WrongUse:
            continue
        if found.version == named:
            return found
    return desk.wording


def _beside(path: str) -> Iterator[Path]:
    """Every file of the same sort in the folder of `path`."""
    if path:
        yield from sorted(Path(path).parent.glob(f"*{Path(path).suffix}"))
