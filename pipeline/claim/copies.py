"""Documents of a claim that are the same paper as one of an earlier claim, though the files differ."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.alike.likeness import Look, look_of, same_paper
from pipeline.alike.prints import alike
from pipeline.claim.claims import Case, Twin
from pipeline.pages import Document

SHARED = frozenset({"certificate_of_analysis"})
"""Papers about a batch, which all its buyers may show."""
KNOWN_TO_MANY = 64
"""Papers that bear a number which then proves nothing."""
MOST_CANDIDATES = 16


@dataclass(frozen=True, slots=True)
class Shown:
    """A document of an earlier claim; `twin` says whose, `look` what it is known again by."""

    twin: Twin
    look: Look


def shown_once(case: Case) -> dict[str, Document]:
    """The documents, by file, that are to be shown in one claim only."""
    papers = (paper for paper in case.papers if paper.kind not in SHARED)
    return {paper.name: paper.document for paper in papers if paper.document is not None}


def looks(case: Case) -> tuple[Look, ...]:
    return tuple(look_of(file, document.pages) for file, document in shown_once(case).items())


def nearest(mine: Look, earlier: Sequence[Shown]) -> tuple[Shown, ...]:
    """Those most likely to show the same paper, likeliest first; an index answers this for very many."""
    bearing = Counter(mark for shown in earlier for mark in shown.look.marks)
    marks = {mark for mark in mine.marks if bearing[mark] <= KNOWN_TO_MANY}
    found = Counter({place: len(marks.intersection(shown.look.marks)) for place, shown in enumerate(earlier)})
    likely = [earlier[place] for place, shared in found.most_common(MOST_CANDIDATES) if shared]
    seen = (shown for shown in earlier if shown not in likely and _seen(mine, shown.look))
    return (*likely, *islice(seen, MOST_CANDIDATES))


def _seen(mine: Look, other: Look) -> bool:
    return mine.picture is not None and other.picture is not None and alike(mine.picture, other.picture)


def copies(mine: Look, earlier: Iterable[Shown]) -> tuple[Twin, ...]:
    """One for each claim with the same paper, by the document most like `mine`."""
    best: dict[str, Twin] = {}
    for shown in earlier:
        similarity = same_paper(mine, shown.look)
        if similarity is None:
            continue
        twin = replace(shown.twin, file=mine.file, other_file=shown.look.file, similarity=similarity)
        before = best.get(twin.claim_id)
        if before is None or before.similarity < twin.similarity:
            best[twin.claim_id] = twin
    return tuple(best.values())
