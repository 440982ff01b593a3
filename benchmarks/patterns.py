"""Processor time of every pattern on lines made to keep it busy: `python -m benchmarks.patterns`."""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import extractors
import pipeline
import validators
from extractors.wordings import built_in
from pipeline.geometry import Box, Quad
from pipeline.pages import Document, Line, Page, Source, Traces
from pipeline.sheets import LONGEST_ROW, Sheet

LONGEST = 60_000
"""Characters of a hostile line."""
_TOLD = 5
_BEYOND_ROWS = ("validators.", "pipeline.", "extractors.reading.")
_ROOMS = (extractors, validators, pipeline)
_AT_THE_BEGINNING = frozenset({"match", "fullmatch"})
_PARTS = (
    "1", " ", "\u3000", "a1", "A1", "A", "x", "一", "订单", "订单编号", "壹佰", "名 称 ", "t o t a l ", "Total ",
    "Ab Cd ", "1,", "1/1/", "1 ", "1.", "2026-", "2026年1月", "12:", "1.5%<", "-", ".", ":", "a: ", "(", "(a", "()",
    "《", "¥1", "EUR ", "hundred and ", "黑素指数由180降至", "水分含量:使用前3,", "第一条 甲方：", "第十", "有限公司",
    "退款", "a@b.", "a\t", "_",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """`where` names module and constant or row; `anchored`: it is only asked about the beginning of a text."""

    where: str
    pattern: re.Pattern[str]
    anchored: bool

    def seconds(self, text: str) -> float:
        """Processor seconds for everything it finds in `text`."""
        begun = time.process_time()
        if self.anchored:
            self.pattern.match(text)
            self.pattern.fullmatch(text)
        else:
            for _ in self.pattern.finditer(text):
                pass
        return time.process_time() - begun


def lines(length: int) -> dict[str, str]:
    """Hostile lines of `length` characters by what they repeat; some end in a character that spoils the match."""
    whole = {part: (part * (length // len(part) + 1))[:length] for part in _PARTS}
    whole |= {f"{part} and blanks": part + " " * (length - len(part)) for part in ("1", "(", "退款", "Total", "reg")}
    return whole | {f"{part} and a mark": f"{text[:-1]}!" for part, text in whole.items()}


def gathered() -> tuple[Gathered, ...]:
    """Every pattern of the readers, the rules and what both share, and of the label files, each once.

    Taken from the modules as they stand: constants, what lies in tuples and mappings, and patterns written where they
    are used. One pattern of all label words of a kind is put together as it reads, and not among them.
    """
    found: dict[tuple[str, int, bool], Gathered] = {}
    for room in _ROOMS:
        for module in _modules(room):
            for one in (*_constants(module), *_written_in_place(module)):
                found.setdefault((one.pattern.pattern, one.pattern.flags, one.anchored), one)
    for label in built_in().labels:
        if label.pattern:
            one = Gathered(f"label {label.kind}.{label.field}", re.compile(label.pattern), anchored=False)
            found.setdefault((label.pattern, one.pattern.flags, one.anchored), one)
    return tuple(found.values())


def _modules(room: ModuleType) -> Iterator[ModuleType]:
    for told in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        yield importlib.import_module(told.name)


def _constants(module: ModuleType) -> Iterator[Gathered]:
    asked = _asked(module)
    for name, value in vars(module).items():
        if name not in asked and not name.startswith("_") and isinstance(value, re.Pattern):
            continue  # others ask it, and it is gathered with what they ask
        for pattern in _within(value):
            anchored = bool(asked.get(name)) and asked[name] <= _AT_THE_BEGINNING
            yield Gathered(f"{module.__name__}.{name}", pattern, anchored)


def _asked(module: ModuleType) -> dict[str, set[str]]:
    """What each name of the module is asked: `_NUMBER.search(text)` gives `_NUMBER: {search}`."""
    asked: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(module) or "")):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            asked.setdefault(node.value.id, set()).add(node.attr)
    return asked


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, Mapping):
        for one in (*value.keys(), *value.values()):
            yield from _within(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _within(one)


def _written_in_place(module: ModuleType) -> Iterator[Gathered]:
    for node in ast.walk(ast.parse(inspect.getsource(module) or "")):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=asked),
                args=[ast.Constant(value=str(text)), *others],
                keywords=keywords,
            ) if asked not in ("compile", "escape"):
                told = {ast.unparse(one) for one in (*others, *(keyword.value for keyword in keywords))}
                pattern = re.compile(text, re.IGNORECASE if "re.IGNORECASE" in told else 0)
                yield Gathered(f"{module.__name__}:{node.lineno}", pattern, asked in _AT_THE_BEGINNING)


def _page_of(text: str) -> Sheet:
    line = Line(
        text=text,
        quad=Quad.around(Box(page=1, left=0.05, top=0.1, right=0.95, bottom=0.12)),
        stops=tuple((at / len(text), (at + 1) / len(text)) for at in range(len(text))),
        scores=(1.0,) * len(text),
        reader="hostile",
    )
    page = Page(
        number=1,
        width=1_000,
        height=1_400,
        rotation=0,
        angle=0.0,
        source=Source.OCR,
        legibility=1.0,
        rows=((line,),),
    )
    return Sheet(Document(pages=(page,), codes=(), traces=Traces(media_type="image/png")))


def rows_handed_on() -> dict[str, str]:
    """Hostile rows as a sheet hands them to patterns: as long as it leaves them, folded, deserts of blanks broken."""
    return {name: _page_of(text).strips[0].text for name, text in lines(LONGEST_ROW).items()}


def beyond_rows(every: Sequence[Gathered]) -> tuple[Gathered, ...]:
    """Those that may be asked about more than a row of a sheet: a line of the page, a clause, a file's words."""
    return tuple(one for one in every if one.where.startswith(_BEYOND_ROWS))


def main() -> None:
    """Print the slowest patterns, in milliseconds of processor time."""
    every = gathered()
    _tell(f"{len(every)} patterns on rows of a page", slowest(every, rows_handed_on()))
    long = beyond_rows(every)
    _tell(f"{len(long)} of them, which see more than a row, on {LONGEST:,} characters", slowest(long, lines(LONGEST)))


def slowest(every: Sequence[Gathered], texts: Mapping[str, str]) -> list[tuple[float, str, str]]:
    """Processor seconds of each pattern on the text that keeps it longest, where it stands and that text's name."""
    course = [max((one.seconds(text), one.where, name) for name, text in texts.items()) for one in every]
    return sorted(course, reverse=True)


def _tell(title: str, course: Sequence[tuple[float, str, str]]) -> None:
    print(title)
    for seconds, where, name in course[:_TOLD]:
        print(f"{seconds * 1_000:9.2f} ms  {where}  {name!r}")


if __name__ == "__main__":
    main()
