"""Figures as cards: a chart, what it says in a sentence, and the same figures as rows for the table and for CSV."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from markupsafe import Markup

from app.charts.bars import lying, standing
from app.charts.drawn import Bar, Frame
from app.charts.intervals import Row, intervals
from app.charts.stacks import stacked
from app.web.texts import Words
from pipeline.trust.shares import Share

_MOST = 12  # rows drawn; the table has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`key` names it in addresses; `chart` "" where a table says more. `note`: what to keep in mind, "" for nothing."""

    key: str
    title: str
    about: str
    chart: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Makes cards in the words of one language."""

    words: Words

    def bars(self, key: str, told: Sequence[tuple[str, int]]) -> Card:
        """One row each, with its count."""
        drawn = [Bar(name, count, str(count)) for name, count in told[:_MOST]]
        return self._card(key, lying(self._frame(key), drawn), _counts(told))

    def columns(self, key: str, told: Sequence[tuple[str, int]], every: int = 1) -> Card:
        """One column each."""
        drawn = [Bar(name, count, str(count)) for name, count in told]
        return self._card(key, standing(self._frame(key), drawn, every), _counts(told))

    def parts(self, key: str, told: Sequence[tuple[str, int]]) -> Card:
        """Parts of a whole, with their percentage."""
        whole = sum(count for _, count in told)
        drawn = [Bar(name, count, f"{count} · {count / whole:.0%}" if whole else "0") for name, count in told]
        return self._card(key, stacked(self._frame(key), drawn), _counts(told))

    def shares(self, key: str, told: Sequence[tuple[str, Share]], extra: Sequence[tuple[str, ...]] = ()) -> Card:
        """Shares with their intervals; `extra` are further cells of each row, headed `figure.KEY.extra_1`, …"""
        drawn = [Row(name, share, self.share(share)) for name, share in told[:_MOST]]
        added = extra or [()] * len(told)
        rows = tuple((name, *self._interval(share), *more) for (name, share), more in zip(told, added, strict=True))
        named = ("name", "count", "n", "share", "low", "high")
        columns = tuple(self.words(f"figure.column.{one}") for one in named)
        columns += tuple(self.words(f"figure.{key}.extra_{at}") for at, _ in enumerate(next(iter(added), ()), 1))
        card = self._card(key, intervals(self._frame(key), drawn), rows)
        few = self.words("figure.few") if any(share.few for _, share in told) else ""
        return replace(card, columns=columns, note=few)

    def table(self, key: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Card:
        """Without a chart; `columns` are keys below `figure.column`."""
        named = tuple(self.words(f"figure.column.{one}") for one in columns)
        return replace(self._card(key, Markup(""), tuple(rows)), columns=named)

    def share(self, share: Share) -> str:
        """`80 % (12/15)`."""
        return f"{share.rate:.0%} ({share.count}/{share.n})" if share.rate is not None else self.words("figure.none")

    def long(self, time: timedelta) -> str:
        """A time in one unit."""
        seconds = time.total_seconds()
        for unit, size in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
            if seconds >= 2 * size:
                return self.words(f"figure.{unit}", count=f"{seconds / size:.1f}")
        return self.words("figure.seconds", count=f"{seconds:.1f}")

    def _interval(self, share: Share) -> tuple[str, ...]:
        low, high = share.interval
        rate = f"{share.rate:.3f}" if share.rate is not None else ""
        return str(share.count), str(share.n), rate, f"{low:.3f}", f"{high:.3f}"

    def _frame(self, key: str) -> Frame:
        return Frame(key, self.words(f"figure.{key}.title"), self.words(f"figure.{key}.about"))

    def _card(self, key: str, chart: Markup, rows: tuple[tuple[str, ...], ...]) -> Card:
        frame = self._frame(key)
        columns = (self.words("figure.column.name"), self.words("figure.column.count"))
        return Card(key=key, title=frame.title, about=frame.about, chart=chart, columns=columns, rows=rows)


def _counts(told: Sequence[tuple[str, int]]) -> tuple[tuple[str, ...], ...]:
    return tuple((name, str(count)) for name, count in told)
