"""Pages as pictures for people: made once behind the walls, kept sealed beside the original for a few days."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from pipeline.errors import Missing
from pipeline.evidence import Standing
from storage import keys
from storage.objects.opening import opened
from storage.objects.sealed_file import SealedFile
from workers.reviews.correcting import Correcting, rotation_of
from workers.stores import Stores


@dataclass(frozen=True, slots=True)
class PagePictures:
    """`correcting` cuts pages; what it cut is found again until it is tidied away."""

    stores: Stores
    correcting: Correcting

    def page(self, standing: Standing, record: Mapping[str, object], number: int) -> bytes:
        """A JPEG of page `number`, counted from 1, upright as the record tells it.

        Raises Missing when the record knows no such page or the original is gone, BadFile when it cannot be shown,
        StoreTrouble, Tampered.
        """
        evidence = standing.evidence
        subject = self.stores.subject(evidence)
        shown = f"{evidence.sha256} {number} {rotation_of(record, number)}"
        name = keys.page(evidence.tenant, evidence.subject, sha256(shown.encode()).hexdigest())
        try:
            with self.stores.objects.get(name) as sealed, opened(sealed, subject.key, name.encode()) as plain:
                return plain.read()
        except Missing:
            picture = self.correcting.page(standing, record, number)
        with SealedFile(self.stores.folder) as file:
            file.write(picture)
            file.finish()
            self.stores.objects.put(name, file.sealed_for(subject.key, name.encode()))
        return picture
