"""What papers call their fields: label words, one vocabulary for us and for merchants who add their own pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words that stand before or above the value of `field` on documents of `kind`.

    `pattern` is a regular expression the value must match (None: whatever the field's type allows); `platform` limits
    the label to pages of one marketplace (None: every page).
    """

    kind: str
    field: str
    words: tuple[str, ...]
    pattern: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """A marketplace and the words that only its own pages show."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Labels in the order in which they are believed, and the platforms they may be limited to.

    `version` names the file they came from; "" for our own.
    """

    labels: tuple[Label, ...] = ()
    platforms: tuple[Platform, ...] = ()
    version: str = ""

    def before(self, other: "Wording") -> "Wording":
        """Both, where ours are believed first."""
        return Wording((*self.labels, *other.labels), (*self.platforms, *other.platforms))


NO_WORDING = Wording()
