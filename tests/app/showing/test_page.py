"""Result pages: complete, self-contained, and deaf to what strangers wrote into a document."""

from dataclasses import dataclass, field
from dataclasses import replace as changed
from html.parser import HTMLParser

import pytest

from app.showing.page import index_page, record_page
from pipeline.fields import Field, Reading, State
from pipeline.records import Record, Refusal
from tests.app.papers import KINDS, box, fails, page, read, record, till_receipt

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "</style></title></textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "\u202efdp.exe\u2066x\u2069",
    "a\x00b\x1b[31mc\x9b",
    "&lt;b&gt; & <b>",
    "]]> --> */ }",
    "Ω≈ç 発票 \U0001f468\u200d\U0001f469",
)


@dataclass
class Seen(HTMLParser):
    """The tags, ids, links and words of a page."""

    tags: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    return parser


def drawn(one: Record, *pictures: bytes) -> Seen:
    return seen(record_page(one, pictures, KINDS))


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    html = record_page(till_receipt(), (b"jpeg",), KINDS)
    parsed = seen(html)

    assert "script" not in parsed.tags
    assert not {name for name in parsed.attributes if name.startswith("on")}
    assert all(link.startswith(("#", "data:image/jpeg;base64,")) for link in parsed.links)
    assert "default-src 'none'" in html
    assert "url(" not in html
    assert "@import" not in html


def test_every_link_leads_to_something_on_the_page_and_no_id_stands_twice() -> None:
    parsed = drawn(till_receipt(), b"jpeg")

    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link[1:] for link in parsed.links if link.startswith("#")} <= set(parsed.ids)


def test_box_and_field_lead_to_each_other() -> None:
    parsed = drawn(till_receipt(), b"jpeg")

    assert {"b6", "f6", "p1"} <= set(parsed.ids)
    assert {"#b6", "#f6", "#p1"} <= set(parsed.links)


@pytest.mark.parametrize("text", HOSTILE)
def test_strangers_text_stays_text_wherever_it_stands(text: str) -> None:
    place = box(0.1, 0.1, 0.4, 0.2)
    readings = (Reading(reader="small", text=text + "x", confidence=0.5),)
    one = record(
        text,
        read("seller_name", text, place, raw=text + "!", candidates=(text + "?",), readings=readings),
        Field(name="total_amount", state=State.NOT_FOUND, critical=True, doubts=(text,)),
        findings=(fails("REC-02", text, text, "total_amount"),),
        needs_person=("total_amount",),
        files=(text, text),
        media_type=text,
        flags=(text,),
        versions={"pipeline": text},
    )

    parsed = drawn(one, b"jpeg")

    assert parsed.tags == drawn(till_like(one), b"jpeg").tags
    assert not {char for word in parsed.words for char in word if char in "\x00\x1b\x9b\u202e\u2066\u2069\u200d"}


def till_like(hostile: Record) -> Record:
    """The same record with harmless words in every place."""
    kind = hostile.form.fields[0]
    readings = (Reading(reader="small", text="okx", confidence=0.5),)
    return record(
        "ok",
        changed(kind, value="ok", raw="ok!", candidates=("ok?",), readings=readings),
        changed(hostile.form.fields[1], doubts=("ok",)),
        findings=(fails("REC-02", "ok", "ok", "total_amount"),),
        needs_person=("total_amount",),
        files=("ok", "ok"),
        media_type="ok",
        flags=("ok",),
        versions={"pipeline": "ok"},
    )


def test_the_list_of_all_escapes_names_and_links_only_to_its_own_pages() -> None:
    refusal = Refusal(name=HOSTILE[1], files=(), sha256="", media_type="", code="x", message=HOSTILE[0])

    parsed = seen(index_page((till_receipt(HOSTILE[0]), refusal), KINDS))

    assert "script" not in parsed.tags
    assert "img" not in parsed.tags
    assert [link for link in parsed.links if "/" in link or ":" in link] == []


def test_a_person_sees_first_what_needs_them_with_the_reason() -> None:
    words = " ".join(drawn(till_receipt(), b"jpeg").words)

    assert words.index("Needs you") < words.index("Fields")
    assert "day and month could be the other way round" in words
    assert "日期的日月顺序不明" in words


def test_readings_that_differ_are_marked_where_they_differ() -> None:
    html = record_page(till_receipt(), (b"jpeg",), KINDS)

    assert "0<mark>8</mark>/04/24" in html


def test_a_long_number_is_grouped_and_stays_one_text() -> None:
    html = record_page(till_receipt(), (b"jpeg",), KINDS)

    assert '<span class="g">2024</span><span class="g">0131</span>' in html


def test_a_page_without_a_picture_still_shows_its_boxes() -> None:
    parsed = drawn(till_receipt())

    assert "image" not in parsed.tags
    assert "polygon" in parsed.tags


def test_every_page_of_a_document_is_shown() -> None:
    one = changed(till_receipt(), pages=(page(1), page(2)))

    parsed = drawn(one, b"first", b"second")

    assert {"p1", "p2"} <= set(parsed.ids)


def test_failed_rules_stand_open_and_passed_ones_are_folded() -> None:
    html = record_page(till_receipt(), (b"jpeg",), KINDS)

    assert html.index("REC-02") < html.index("<summary>1 passed")
    assert html.index("<summary>1 passed") < html.index("REC-01")


def test_a_document_without_fields_says_so_instead_of_showing_an_empty_table() -> None:
    parsed = drawn(record("a.jpg"), b"jpeg")

    assert "table" not in parsed.tags
    assert "No values were read" in " ".join(parsed.words)
