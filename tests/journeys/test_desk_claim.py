"""One claim at the desk in a real browser: by keyboard, by pointing, through broken lines and restarts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.web.texts import words_in
from pipeline.fields import Value
from pipeline.people.roles import Role
from tests.app.api.door import Running, running, settings
from tests.app.showing.test_page import HOSTILE
from tests.app.web.claims_there import ORDER, USAGE, Drawn, There, claim_there
from tests.app.web.desk import Desk, Signed
from tests.windows import Window, window

READABLE = 24  # CSS pixels
SWIFT = 50  # ms
SLOW = 20_000  # ms: a value on its way behind others, on a busy machine
_MARKED = """(letter) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const pen = canvas.getContext("2d");
  pen.font = "600 48px " + getComputedStyle(document.querySelector("input.value")).fontFamily;
  const size = pen.measureText(letter);
  pen.fillText(letter, 8, 50);
  const middle = 50 - (size.actualBoundingBoxAscent - size.actualBoundingBoxDescent) / 2;
  const across = 8 + (size.actualBoundingBoxRight - size.actualBoundingBoxLeft) / 2;
  return pen.getImageData(across - 2, middle - 2, 4, 4).data.some((part, at) => at % 4 === 3 && part > 127);
}"""  # whether there is ink in the middle of it


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A reviewer in front of a claim they took."""

    desk: Desk
    there: There
    visitor: Signed
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    def corrections(self, name: str) -> list[tuple[str, str]]:
        """Field and new value of every correction of the file, oldest first."""
        kept = self.desk.running.stores.corrections.of(self.desk.tenant, self.there.files[name])
        return [(one.change.field, one.change.new) for one in kept]

    def saved(self) -> None:
        expect(self.page.locator("#saved[data-state=saved]")).to_be_visible()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(settings(tmp_path_factory.mktemp("claims"))) as found:
        yield found


def at_the_desk(house: Running, browser: Browser, *papers: Drawn, language: str = "en") -> Iterator[At]:
    desk = Desk(running=house, http=httpx.Client())  # everything is done in the browser
    there = claim_there(desk, *papers)
    visitor = desk.session(desk.user(Role.REVIEWER))
    with window(browser, house.url, language) as opened:
        opened.remember(visitor.secret)
        opened.open("/queue")
        opened.page.get_by_role("button", name=words_in(language)("queue.take_next")).click()
        opened.page.wait_for_url(f"**{there.address}")
        opened.page.wait_for_load_state("networkidle")
        yield At(desk=desk, there=there, visitor=visitor, window=opened)
        assert opened.faults == []


@pytest.fixture
def at(house: Running, chromium: Browser) -> Iterator[At]:
    yield from at_the_desk(house, chromium, ORDER, USAGE)


def now(page: Page) -> str:
    """Which field is looked at."""
    return str(page.evaluate("document.activeElement.id"))


def test_two_values_that_need_a_person_take_two_keys(at: At) -> None:
    assert now(at.page) == "v-1-order_id"

    at.window.type("<Enter>", "<Enter>")

    expect(at.page.locator("#tab-1 .shape")).not_to_contain_text("●")
    assert at.corrections("order.png") == [("order_id", "2612345678901234567"), ("paid_amount", "98.00")]


def test_a_value_is_put_right_by_typing_over_it_and_taken_back(at: At) -> None:
    at.window.type("<Enter>", "9", "9", ".00", "<Enter>")
    expect(at.page.locator("#f-1-paid_amount")).to_have_class(re.compile("changed"))

    at.page.locator("#v-1-seller_name").focus()
    at.window.type("<Control+z>")

    expect(at.page.locator("#f-1-paid_amount .told")).to_have_text(words_in("en")("desk.say.undone"))
    expect(at.page.locator("#v-1-paid_amount")).to_have_value("98.00")
    assert at.corrections("order.png")[1:] == [("paid_amount", "99.00"), ("paid_amount", "98.00")]


def test_a_long_number_stands_in_fours_in_every_row_as_it_was_typed_last(at: At) -> None:
    number = at.page.locator("#f-1-order_id .groups")
    typed = at.page.locator("#v-1-order_id")

    at.window.type("<End>", "0", "9")
    at.page.locator("#v-1-seller_name").focus()

    expect(number.locator("span")).to_have_text(["2612", "3456", "7890", "1234", "5670", "9"])
    expect(number).to_be_visible()
    assert typed.evaluate("one => getComputedStyle(one).opacity") == "0"
    typed.focus()
    assert typed.evaluate("one => getComputedStyle(one).opacity") == "1"


def test_a_nought_is_drawn_unlike_the_letter(at: At) -> None:
    assert [at.page.evaluate(_MARKED, letter) for letter in ("0", "O", "o")] == [True, False, False]


def test_values_on_their_way_arrive_in_order_before_the_page_is_left(at: At) -> None:
    def late(route: Route) -> None:
        at.page.wait_for_timeout(300)
        route.continue_()

    at.page.route("**/fields/*", late)

    at.window.type("<Enter>", "<Enter>", "<Alt+u>")
    at.page.wait_for_url(lambda address: not address.endswith(at.there.address))

    assert at.corrections("order.png") == [("order_id", "2612345678901234567"), ("paid_amount", "98.00")]


def test_what_is_looked_at_is_brought_close_enough_to_be_read(at: At) -> None:
    high = "high => document.querySelector('.box.now polygon').getBoundingClientRect().height"

    assert at.page.evaluate(high) >= READABLE
    whole = at.page.locator("#sheets img").first
    near = whole.bounding_box()
    at.page.keyboard.down(" ")
    far = whole.bounding_box()
    at.page.keyboard.up(" ")
    assert near
    assert far
    assert far["width"] < near["width"]
    assert at.page.evaluate(high) >= READABLE
    assert at.page.locator("#f-1-order_id .crop").bounding_box()["height"] >= READABLE  # type: ignore[index]


def test_a_click_takes_the_word_and_a_double_click_its_line(at: At) -> None:
    at.page.locator("#v-1-paid_amount").focus()
    point = _on_page(at.page, "88.00")
    at.page.mouse.click(*point)
    expect(at.page.locator("#v-1-paid_amount")).to_have_value("88.00")
    assert now(at.page) == "v-1-paid_amount"
    assert at.page.locator("#f-1-paid_amount [name=place]").input_value().startswith("1 ")

    at.page.locator("#v-1-seller_name").focus()
    at.page.mouse.dblclick(*_on_page(at.page, "Serum"))
    expect(at.page.locator("#v-1-seller_name")).to_have_value("Serum 30ml")


def test_what_is_typed_is_looked_for_on_the_page(at: At) -> None:
    nowhere = at.page.locator("#f-1-paid_amount .told")
    at.page.locator("#v-1-paid_amount").fill("77.77")
    expect(nowhere).to_have_text(words_in("en")("desk.say.not_on_page"))

    at.page.locator("#v-1-paid_amount").fill("99")
    expect(nowhere).to_have_text("")
    assert at.page.locator("#f-1-paid_amount [name=place]").input_value() != ""


def test_a_frame_around_a_region_reads_it_again(at: At) -> None:
    at.page.locator("#v-1-paid_amount").focus()
    x, y = _on_page(at.page, "99.00")

    at.page.mouse.move(x - 34, y - 26)
    at.page.mouse.down()
    at.page.mouse.move(x, y, steps=3)
    at.page.mouse.move(x + 40, y + 26, steps=3)
    at.page.mouse.up()

    expect(at.page.locator("#v-1-paid_amount")).to_have_value("99.00", timeout=30_000)
    looks = [one.act.new for one in at.desk.written() if one.act.action == "evidence.viewed"]
    assert "part of page 1" in looks


def test_a_draft_outlives_a_reload_a_broken_line_and_a_second_window(at: At) -> None:
    field = at.page.locator("#v-1-paid_amount")
    field.fill("91.00")
    at.saved()
    at.page.reload()
    expect(field).to_have_value("91.00")

    at.page.context.set_offline(True)
    field.fill("92.00")
    expect(at.page.locator("#saved")).to_have_text(words_in("en")("desk.say.offline"))
    at.page.context.set_offline(False)
    at.saved()
    at.window.faults.clear()  # the line was broken

    second = at.page.context.new_page()
    second.goto(at.page.url)
    second.locator("#v-1-paid_amount").fill("93.00")
    expect(second.locator("#saved[data-state=saved]")).to_be_visible()
    field.fill("94.00")
    choice = at.page.locator("#conflict")
    expect(choice).to_contain_text("93.00")
    expect(choice).to_contain_text("94.00")
    choice.locator("input[value=theirs]").check()
    choice.get_by_role("button").click()
    expect(field).to_have_value("93.00")
    at.saved()
    at.window.faults.clear()  # the browser reports the refusal


def test_what_strangers_wrote_runs_nowhere(house: Running, chromium: Browser) -> None:
    nasty = " ".join(HOSTILE)
    paper = replace(
        ORDER,
        name='"><img src=x onerror=alert(1)>.png',
        text=f"{nasty}\nPaid  98.00",
        values={"seller_name": (nasty, nasty[:40]), "order_id": (HOSTILE[0], HOSTILE[0]), **_paid()},
    )
    for at in at_the_desk(house, chromium, paper):
        for hostile in HOSTILE:
            at.page.locator("#v-1-seller_name").fill(hostile)
        at.saved()
        at.page.reload()
        at.page.wait_for_load_state("networkidle")
        at.page.mouse.dblclick(*_on_page(at.page, "alert"))
        assert at.page.locator("img[src=x], #desk script, #desk [onerror], #desk iframe").count() == 0


def test_a_page_of_five_thousand_words_stays_quick(house: Running, chromium: Browser) -> None:
    many = "\n".join(" ".join(f"w{row}x{column}" for column in range(10)) for row in range(500))
    for at in at_the_desk(house, chromium, replace(ORDER, text=f"{many}\nPaid  98.00", values=_paid(), asks=())):
        at.page.evaluate("fetch(document.querySelector('.pages').dataset.words).then(one => one.json())")
        took = [at.page.evaluate(_TIMED) for _ in range(9)]
        assert median(took) < SWIFT
        sent = at.page.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize")
        assert sent < 300_000


_TIMED = """async () => {
  const input = document.querySelector("#v-1-paid_amount");
  document.activeElement.blur();
  const begun = performance.now();
  input.focus();
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""


def _paid() -> dict[str, tuple[Value, str]]:
    return {"paid_amount": ORDER.values["paid_amount"]}


def _on_page(page: Page, text: str) -> tuple[float, float]:
    """Where on the screen the middle of a word of the open page is."""
    x, y = page.evaluate(
        """async text => {
          const pages = document.querySelector(".pages:not([hidden])");
          const list = await (await fetch(pages.dataset.words)).json();
          const [word, l, t, r, b] = list.pages[0].words.find(([word]) => word.includes(text));
          const glass = document.querySelector("#glass"), sheet = pages.querySelector("img");
          glass.scrollTop += sheet.getBoundingClientRect().top + (t + b) / 2 / 1e4 * sheet.offsetHeight
            - glass.getBoundingClientRect().top - glass.clientHeight / 2;
          glass.scrollLeft += sheet.getBoundingClientRect().left + (l + r) / 2 / 1e4 * sheet.offsetWidth
            - glass.getBoundingClientRect().left - glass.clientWidth / 2;
          const box = sheet.getBoundingClientRect();
          return [box.left + (l + r) / 2 / 1e4 * box.width, box.top + (t + b) / 2 / 1e4 * box.height];
        }""",
        text,
    )
    return float(x), float(y)


SPELLED = (
    ("2026-09-25", "date", "开票日期 2026年09月25日", "2026年09月25日"),
    ("2026-09-05", "date", "Date 5/9/2026", "5/9/2026"),
    ("1234.5", "amount", "Total ¥1,234.50 net", "¥1,234.50"),
    ("234.70", "amount", "RM 234.7", "234.7"),
    ("2612345678901234567", "id", "No 2612 3456 7890 1234 567", "2612345678901234567"),
    ("Xinghe Store", "text", "Shop xinghe store", "xinghestore"),
    ("99.00", "amount", "Total 98.00", ""),
    ("", "text", "anything", ""),
)


def test_a_value_is_found_however_a_page_spells_it(house: Running, chromium: Browser) -> None:
    with window(chromium, house.url, "en") as opened:
        opened.open("/sign-in")
        words = opened.page.evaluate(
            """async cases => {
              const { spelled } = await import("/static/matching.js");
              const split = printed => printed.split(" ").map((text, at) => [text, at * 100, 0, at * 100 + 90, 50, 0]);
              return cases.map(([value, kind, printed]) =>
                spelled(split(printed), value, kind, null).map(([text]) => text).join(""));
            }""",
            [list(case[:3]) for case in SPELLED],
        )

    assert words == [found for *_, found in SPELLED]


def zoom(page: Page) -> float:
    return float(page.locator("#pages-1").evaluate("one => getComputedStyle(one).getPropertyValue('--zoom') || 1"))


@pytest.mark.parametrize("key", ["Space", "Alt+p"])
def test_the_whole_page_is_seen_for_as_long_as_its_key_is_held(at: At, key: str) -> None:
    if key != "Space":
        at.window.type("<?>")
        at.page.locator("[data-remap=peek]").click()
        at.window.type(f"<{key}>")
        at.page.locator("[data-do=close_help]").click()
        at.page.locator("#v-1-order_id").focus()
    near = zoom(at.page)

    at.page.keyboard.down("Alt" if "+" in key else key)
    at.page.keyboard.down(key.removeprefix("Alt+"))
    held = zoom(at.page)
    at.page.keyboard.up(key.removeprefix("Alt+"))
    at.page.keyboard.up("Alt")

    assert held < near
    assert zoom(at.page) == near
    expect(at.page.locator("#v-1-order_id")).to_have_value("2612345678901234567")
