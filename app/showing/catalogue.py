"""The names of kinds and fields in Chinese and English."""

from dataclasses import dataclass

from app.showing.texts import Text
from pipeline.fields import FieldSpec
from pipeline.kinds import Kind


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Looks up what the kinds say about themselves; what they do not say reads as its own name."""

    kinds: tuple[Kind, ...]

    def kind(self, name: str) -> Text:
        found = self._kind(name)
        return Text(found.zh, found.en) if found else Text(_spoken(name), _spoken(name))

    def field(self, kind: str, name: str) -> Text:
        """Its label; `kind`, which a person may be asked about too, is no field of any kind."""
        if name == "kind":
            return Text("文件类型", "Kind of document")
        spec = self.spec(kind, name)
        return Text(spec.zh, spec.en) if spec else Text(_spoken(name), _spoken(name))

    def spec(self, kind: str, name: str) -> FieldSpec | None:
        found = self._kind(kind)
        return next((spec for spec in found.fields if spec.name == name), None) if found else None

    def _kind(self, name: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.name == name), None)


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()
