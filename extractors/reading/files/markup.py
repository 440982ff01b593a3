"""XML as a small tree, without entities, declarations of types or anything fetched: what could harm is refused first."""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from extractors.reading.refusals import refused

MOST_BYTES = 20 * 1024**2
MOST_NODES = 200_000
DEEPEST = 100
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*(gbk|gb2312|gb18030|cp936)\s*[\"']", re.I)
_BOM = b"\xef\xbb\xbf"
_GB18030 = codecs.lookup("gb18030")  # loaded now: behind the walls nothing more is


@dataclass(frozen=True, slots=True)
class Node:
    """One element; names without their prefix, as makers choose those freely."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands directly in this element."""
        return "".join(self.texts).strip()

    def first(self, name: str) -> "Node | None":
        return next((child for child in self.children if child.name == name), None)

    def every(self, name: str) -> Iterator["Node"]:
        """All of this name, at any depth, in document order."""
        return (node for node in self.walk() if node.name == name)

    def walk(self) -> Iterator["Node"]:
        left = [self]
        while left:
            node = left.pop()
            yield node
            left.extend(reversed(node.children))


def tree(content: bytes, damaged: str) -> Node:
    """The root element.

    Raises BadFile: `damaged` when it is no XML, `unsafe_xml` when it declares types or entities or nests beyond reason,
    `text_limit` when it is too long.
    """
    if len(content) > MOST_BYTES:
        raise refused("text_limit")
    growing = _Growing()
    plain, encoding = _decoded(content, damaged)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler = growing.start
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.says
    try:
        parser.Parse(plain, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise refused(damaged) from error
    if growing.root is None:
        raise refused(damaged)
    return growing.root


class _Growing:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._nodes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(_bare(name), {_bare(key): value for key, value in attributes.items()})
        self._nodes += 1
        if self._nodes > MOST_NODES or len(self._open) >= DEEPEST:
            raise refused("unsafe_xml")
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _: str) -> None:
        self._open.pop()

    def says(self, text: str) -> None:
        self._open[-1].texts.append(text)


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> int:
    raise refused("unsafe_xml")


def _decoded(content: bytes, damaged: str) -> tuple[bytes, str | None]:
    """Expat does not read the Chinese encodings: those are turned into UTF-8, and expat told so."""
    plain = content.removeprefix(_BOM)
    if not _DECLARED.match(plain[:400]):
        return plain, None
    try:
        return _GB18030.decode(plain, "strict")[0].encode(), "utf-8"
    except UnicodeError as error:
        raise refused(damaged) from error
