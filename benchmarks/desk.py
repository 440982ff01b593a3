"""How long the review desk lets people wait: its pages over HTTP, with a full queue and pages of thousands of words."""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from benchmarks.desk_filling import FULL, Fill, filled
from benchmarks.desk_installation import Person, apart, person, served
from benchmarks.load import percentile
from pipeline.evidence import EvidenceId
from pipeline.people.roles import Role
from workers.premises import prepared_objects
from workers.settings import Settings
from workers.stores import Stores

_CLAIM = f"/claims/{FULL}"
_NAMED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_IMPORTED = re.compile(r'from "\./([^"]+)"')
_AUDITED = {
    "auditor: find": "/audit",
    "auditor: one claim": f"/audit{_CLAIM}",
    "auditor: ledger": "/audit/ledger",
    "auditor: what passes": "/audit/lanes",
}


@dataclass(frozen=True, slots=True)
class Waits:
    """`seconds`, sorted, by what was asked for; `weight`: bytes a browser loads for the full claim but its pictures."""

    fill: Fill
    stores: str
    seconds: Mapping[str, tuple[float, ...]]
    weight: int


def measured(given: Settings, fill: Fill, rounds: int) -> Waits:
    """A desk of our own, on the servers that `given` names, else in one folder; each page `rounds` times in turn."""
    with apart(given) as environment, closing(Stores.open(Settings.from_environment(environment))) as stores:
        prepared_objects(stores)
        files = filled(stores, fill)
        with (
            served(environment) as port,
            person(stores, port, Role.REVIEWER, Role.SENIOR_REVIEWER, Role.ADMIN) as reviewer,
            person(stores, port, Role.AUDITOR) as auditor,
        ):
            reviewer.post(f"{_CLAIM}/take")
            asked = {name: _page(reviewer, path) for name, path in _reviewed(files).items()}
            asked |= {"a draft saved": _draft(reviewer, files[0])}
            asked |= {name: _page(auditor, path) for name, path in _AUDITED.items()}
            seconds = _timed(asked, rounds)
            weight = _weight(reviewer, files[0])
        return Waits(fill, "SQLite and a folder" if stores.embedded else "servers", seconds, weight)


def as_object(waits: Waits) -> dict[str, object]:
    return {
        "schema": "proofdesk.desk/1",
        "stores": waits.stores,
        "claims": waits.fill.claims,
        "files": waits.fill.files,
        "words": waits.fill.words,
        "weight": waits.weight,
        "pages": {name: {"n": len(took)} | _milliseconds(took) for name, took in waits.seconds.items()},
    }


def as_text(waits: Waits) -> str:
    fill, wide = waits.fill, max(map(len, waits.seconds))
    lines = [
        f"{fill.claims} claims wait, one more has {fill.files} files of {fill.words} words a page; {waits.stores}",
        f"{'ms over HTTP':{wide}}{'p50':>8}{'p95':>8}{'p99':>8}",
    ]
    for name, took in waits.seconds.items():
        lines.append(f"{name:{wide}}" + "".join(f"{one:>8.1f}" for one in _milliseconds(took).values()))
    lines.append(f"the desk weighs {waits.weight / 1000:.0f} kB without its pictures, as a browser loads it")
    return "\n".join(lines) + "\n"


def _milliseconds(took: Sequence[float]) -> dict[str, float]:
    return {f"p{round(100 * part)}": round(1000 * percentile(took, part), 1) for part in (0.5, 0.95, 0.99)}


def _reviewed(files: Sequence[EvidenceId]) -> dict[str, str]:
    file = f"{_CLAIM}/files/{files[0]}"
    return {
        "queue": "/queue",
        "queue, all": "/queue?whose=all",
        "desk": _CLAIM,
        "page picture": f"{file}/pages/1",
        "words of a file": f"{file}/words",
        "a small claim": "/claims/BENCH-00001",
        "side by side": f"{_CLAIM}/twins",
        "history": f"/history/{FULL}",
        "late payouts": "/payouts/late",
        "dashboard": "/dashboard",
        "own figures": "/figures",
        "account": "/account",
        "people": "/people",
    }


def _page(who: Person, path: str) -> Callable[[], object]:
    return lambda: who.get(path)


def _draft(who: Person, file: EvidenceId) -> Callable[[], object]:
    """Every time another value is typed, upon the version before."""
    kept = {"version": 0, "typed": 0}

    def save() -> None:
        kept["typed"] += 1
        draft = json.dumps({"fields": [[file, "paid_amount", str(kept["typed"])]], "decision": []})
        kept["version"] = json.loads(who.post(f"{_CLAIM}/draft", version=str(kept["version"]), draft=draft))["version"]

    return save


def _timed(asked: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, tuple[float, ...]]:
    """The first answer of each prepares templates and is not counted; then all take turns, as people open them."""
    took: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(rounds + 1):
        for name, ask in asked.items():
            began = time.perf_counter()
            ask()
            if turn:
                took[name].append(time.perf_counter() - began)
    return {name: tuple(sorted(some)) for name, some in took.items()}


def _weight(who: Person, file: EvidenceId) -> int:
    """The page, its words, and every style sheet and script it names or imports."""
    page = who.get(_CLAIM)
    wanted, loaded = set(_NAMED.findall(page.decode())), dict[str, bytes]()
    while left := wanted - loaded.keys():
        for address in left:
            loaded[address] = who.get(address)
            wanted |= {f"/static/{one}" for one in _IMPORTED.findall(loaded[address].decode())}
    return len(page) + len(who.get(f"{_CLAIM}/files/{file}/words")) + sum(map(len, loaded.values()))
