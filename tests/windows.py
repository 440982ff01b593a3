"""A person's window in a real browser: what they see is watched for whatever should not happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal

from playwright.sync_api import Browser, Dialog, Page

LAPTOP, PHONE = (1366, 768), (390, 844)
Scheme = Literal["light", "dark"]
_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
_TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
  event => console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`))"""
_RUN_AXE = """async only => (await axe.run(document, only.length ? {runOnly: only} : {})).violations
  .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`))"""


@dataclass(frozen=True, slots=True)
class Window:
    """`faults` gathers violated policies, errors of scripts, dialogs and files that did not load."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def remember(self, session: str) -> None:
        """The session somebody has, without the form that begins one."""
        self.page.context.add_cookies(
            [{"name": "proofdesk", "value": session, "url": self.base, "httpOnly": True}],
        )

    def type(self, *keys: str) -> None:
        """Keys one after the other; a word in angle brackets is a key such as `<Tab>`."""
        for key in keys:
            if key.startswith("<"):
                self.page.keyboard.press(key.strip("<>"))
            else:
                self.page.keyboard.insert_text(key)

    def go_to(self, text: str) -> None:
        """Tab until the element with this text or label is focused. Raises AssertionError when it is never reached."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if (
                self.page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent").strip()
                == text
            ):
                return
        raise AssertionError(f"Tab never reaches {text!r} on {self.page.url}")

    def barriers(self, *only: str) -> list[str]:
        """What axe finds wrong on the page as it stands, by all its rules or by `only` some of them."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE)
        found: list[str] = self.page.evaluate(_RUN_AXE, list(only))
        return found

    def dismissed(self, dialog: Dialog) -> None:
        """No page of ours opens one."""
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def overflows(self) -> bool:
        """Whether the page must be moved sideways to be read."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@contextmanager
def window(browser: Browser, base: str, language: str, size: tuple[int, int] = LAPTOP) -> Iterator[Window]:
    """A new window without any cookie; `language` as the browser asks for it, such as `zh-CN`."""
    context = browser.new_context(locale=language, viewport={"width": size[0], "height": size[1]})
    context.add_init_script(_TELL_VIOLATIONS)
    page = context.new_page()
    opened = Window(page, base)
    page.on("console", lambda said: opened.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: opened.faults.append(str(error)))
    page.on("requestfailed", lambda request: opened.faults.append(f"not loaded: {request.url}"))
    page.on("dialog", lambda dialog: opened.dismissed(dialog))
    try:
        yield opened
    finally:
        context.close()
