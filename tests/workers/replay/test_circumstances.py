"""What a reading depended on comes back as it was, and older versions of files are found where they still lie."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from extractors.reading.intake import Limits
from pipeline.errors import StoreTrouble
from pipeline.evidence import TenantId
from pipeline.trust.lanes import Allowed, Audited, Automation, Door, Lane, Lanes
from workers.confidence import CHAMPION, loaded, written
from workers.desk import Desk
from workers.policies.file import versions
from workers.replay.build import build, machine
from workers.replay.circumstances import Circumstances, unpacked
from workers.replay.named_versions import desk_named, terms_named
from workers.settings import Places, Settings

TENANT = TenantId("default")
POLICIES = Path("fixtures/samples/claims/policy")


def lane(kind: str) -> Lane:
    allowed = Allowed(kind=kind, field="total_amount", target_error=0.01)
    return Lane(allowed=allowed, audited=Audited(kind=kind, field="total_amount", n=300), door=Door.OPENED, by="林梅")


def test_circumstances_come_back_as_they_were() -> None:
    lanes = Lanes(Automation((lane("receipt").allowed,), "v1"), (lane("receipt"),))  # type: ignore[arg-type]
    found = Circumstances.here(date(2026, 11, 29), {"reason": "质量\ud800"}, lanes, Limits(pdf_pages=7))

    assert unpacked(found.packed("receipt")) == found
    assert found.limits == {"pdf_pages": 7}
    assert (found.build, found.machine) == (build(), machine())


def test_lanes_of_other_kinds_are_not_kept() -> None:
    lanes = Lanes(known=(lane("receipt"), lane("invoice")))
    found = Circumstances.here(date(2026, 11, 29), None, lanes, Limits())

    assert unpacked(found.packed("invoice")).lanes.known == (lane("invoice"),)


def test_what_another_version_packed_is_trouble() -> None:
    with pytest.raises(StoreTrouble, match="another version"):
        unpacked(b"something else")


def test_the_program_is_known_by_every_file_of_it() -> None:
    assert len(build()) == 12
    assert build() == build.__wrapped__()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Its coefficients were fitted anew, and the older ones lie beside them, as an older wording does."""
    newer = loaded()
    weights = {name: replace(one, intercept=one.intercept + 1) for name, one in newer.groups.items()}
    (tmp_path / "new.json").write_text(written(weights, {"on": "2027-01-01"}), "utf-8")
    (tmp_path / "old.json").write_text(written(newer.groups, {"on": "2025-01-01"}), "utf-8")
    (tmp_path / "other.json").write_text("{}", "utf-8")
    places = Places(home=str(tmp_path), confidence=str(tmp_path / "new.json"), policy=str(POLICIES))
    return Desk.open(Settings(places=places), lanes=1, today=date(2026, 11, 29))


def test_coefficients_a_record_names_are_found_beside_those_in_use(desk: Desk, tmp_path: Path) -> None:
    old, shipped = loaded(tmp_path / "old.json").version, loaded(CHAMPION).version

    assert desk_named(desk, {"confidence": old}).coefficients.version == old
    assert desk_named(desk, {"confidence": shipped}).coefficients.version == shipped
    assert desk_named(desk, {"confidence": "gone"}).coefficients.version == desk.coefficients.version


def test_the_policy_a_record_names_governs_alone(desk: Desk) -> None:
    every = [one.policy for one in versions([str(POLICIES)])]

    for policy in every:
        assert terms_named(desk, TENANT, {"policy": policy.version}).on(None) == policy
    assert terms_named(desk, TENANT, {}).versions == ()
    assert len(terms_named(desk, TENANT, {"policy": "gone"}).versions) == len(every)
