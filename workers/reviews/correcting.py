"""A correction with the picture of its place, both kept or neither."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from pipeline.corrections import Change, Correction, Stands, stands
from pipeline.errors import Missing, StoreTrouble
from pipeline.evidence import Evidence, Standing, TenantId
from pipeline.geometry import Box
from pipeline.ledger.entries import Actor
from storage.objects.opening import opened
from storage.objects.sealed_file import SealedFile
from storage.records.reviews.corrections import crop_name
from workers.originals import original_files
from workers.reviews.crops import Cutter, Place, place_name
from workers.stores import Stores


@dataclass(frozen=True, slots=True)
class Beside:
    """What a correction is laid beside: evidence with its newest record, and what was put right so far."""

    standing: Standing
    record: Mapping[str, object]
    kept: tuple[Correction, ...]

    @property
    def evidence(self) -> Evidence:
        return self.standing.evidence

    def stands(self, name: str) -> Stands:
        """What the field of this name says now."""
        return stands(self.record, self.standing.record or 0, self.kept, name)


@dataclass(frozen=True, slots=True)
class Correcting:
    """Over the stores of an installation; `cutter` shows places."""

    stores: Stores
    cutter: Cutter

    def beside(self, tenant: TenantId, standing: Standing) -> Beside:
        """Raises Missing while there is no record."""
        record = self.stores.standings.record(tenant, standing)
        if record is None or record.get("status") == "refused":
            raise Missing("There is no record yet; ask again when the evidence has come to an end.")
        return Beside(standing, record, self.stores.corrections.of(tenant, standing.evidence.id))

    def corrected(self, actor: Actor, beside: Beside, change: Change) -> Correction:
        """Keeps crop and change; raises Conflict when something else stands there by now."""
        box = change.box
        if box is None:
            return self.stores.corrections.correct(actor, change)
        change = replace(change, crop=place_name(change.evidence, box))
        name = crop_name(self.stores.subject(beside.evidence), change)
        self._keep(name, beside, box)
        return self.stores.corrections.correct(actor, change, partial(self._look_for, name))

    def shown(self, beside: Beside, box: Box) -> bytes:
        """The picture of a place, cut anew."""
        with original_files(self.stores, beside.evidence) as held:
            return self.cutter.crop(held.paths, held.media_type, Place(box, rotation_of(beside.record, box.page)))

    def page(self, standing: Standing, record: Mapping[str, object], number: int) -> bytes:
        """The picture of a whole page; raises Missing when the record knows no such page."""
        if number > _pages(record):
            raise Missing("The file has no such page.")
        whole = Box(page=number, left=0.0, top=0.0, right=1.0, bottom=1.0)
        return self.shown(Beside(standing, record, ()), whole)

    def crop(self, evidence: Evidence, kept: Correction) -> bytes:
        """The picture that was kept with a correction. Raises Missing, Tampered, StoreTrouble."""
        if not kept.change.crop:
            raise Missing("Nobody knows where on the page this stands.")
        subject = self.stores.subject(evidence)
        name = crop_name(subject, kept.change)
        with self.stores.objects.get(name) as sealed, opened(sealed, subject.key, name.encode()) as plain:
            return plain.read()

    def _keep(self, name: str, beside: Beside, box: Box) -> None:
        picture = self.shown(beside, box)
        with SealedFile(self.stores.folder) as file:
            file.write(picture)
            file.finish()
            self.stores.objects.put(name, file.sealed_for(self.stores.subject(beside.evidence).key, name.encode()))

    def _look_for(self, name: str) -> None:
        try:
            self.stores.objects.get(name).close()
        except Missing as error:
            raise StoreTrouble("The picture was tidied away as it was kept; send the correction again.") from error


def _pages(record: Mapping[str, object]) -> int:
    pages = record.get("pages")
    return len(pages) if isinstance(pages, list) else 0


def rotation_of(record: Mapping[str, object], number: int) -> int:
    """By how much page `number` of a record was turned to stand upright, in degrees clockwise."""
    pages = record.get("pages")
    known = [page for page in pages if isinstance(page, Mapping)] if isinstance(pages, list) else []
    return next((int(page.get("rotation") or 0) for page in known if page.get("number") == number), 0)
