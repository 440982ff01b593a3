"""Originals shown to somebody: never without an entry that says to whom, of what, and why; it is written first."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.corrections import Correction
from pipeline.evidence import Evidence, Standing
from pipeline.geometry import Box
from pipeline.ledger.entries import Act, Actor
from storage.records.proof.ledger import write_entry
from workers.originals import original_file
from workers.reviews.correcting import Correcting
from workers.reviews.page_pictures import PagePictures
from workers.reviews.regions import RegionReader
from workers.stores import Stores

VIEWED, HANDED_OUT = "evidence.viewed", "evidence.handed_out"


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, and why: the review, the audit or the request it is for."""

    actor: Actor
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """Every call raises what lies below it does; what cannot be shown leaves no entry, what cannot be written is not
    shown.
    """

    stores: Stores
    pages: PagePictures
    correcting: Correcting
    regions: RegionReader

    def page(self, look: Look, standing: Standing, record: Mapping[str, object], number: int) -> bytes:
        """The picture of a page, a JPEG."""
        picture = self.pages.page(standing, record, number)
        self._enter(look, Act(action=VIEWED, on=standing.evidence.id, new=f"page {number}", reason=look.why))
        return picture

    def region(self, look: Look, standing: Standing, record: Mapping[str, object], box: Box) -> str:
        """What stands in a part of a page."""
        text = self.regions.read(standing, record, box)
        place = f"part of page {box.page}"
        self._enter(look, Act(action=VIEWED, on=standing.evidence.id, new=place, reason=look.why))
        return text

    def crop(self, look: Look, evidence: Evidence, kept: Correction) -> bytes:
        """The picture of a place that was put right, a JPEG."""
        picture = self.correcting.crop(evidence, kept)
        self._enter(look, Act(action=VIEWED, on=evidence.id, new=f"place of {kept.id}", reason=look.why))
        return picture

    def original(self, look: Look, evidence: Evidence) -> bytes:
        """The file as it came in."""
        with original_file(self.stores, evidence) as path:
            content = path.read_bytes()
        self._enter(look, Act(action=HANDED_OUT, on=evidence.id, new="original", reason=look.why))
        return content

    def _enter(self, look: Look, act: Act) -> None:
        self.stores.database.write(lambda tx: write_entry(tx, look.actor, act))
