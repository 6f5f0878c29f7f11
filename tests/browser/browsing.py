"""People at a real browser: Debian's Chromium, driven through pages alone.

    person = people("caseworker")                    # enters the demonstration
    person.go("/queue").press("Take this case").sees("You have the case")

Whatever the browser complains of (a script's fault, a breach of the policy, a file that is not there) ends the test.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, Self

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: Without them it looks up its makers' hosts at every start.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESK = (390, 844), (1280, 900)
#: Milliseconds to wait for anything, on a machine that does much else.
PATIENCE = 20_000
#: The words of the page on which one enters, by role.
SAYS = {
    "caseworker": "Caseworker",
    "lead": "Lead caseworker",
    "solicitor": "Solicitor",
    "officer": "Police officer",
    "analyst": "Force analyst",
    "auditor": "Auditor",
    "administrator": "Administrator",
}

#: A form that comes back for mending, or was overtaken, says so by its status; the browser notes it.
SENT_BACK = re.compile(r"Failed to load resource: .* status of (409|422)\b")

Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def window(
    browser: Browser,
    address: str,
    size: tuple[int, int] = PHONE,
    scheme: Scheme = "light",
    *,
    script: bool = True,
) -> BrowserContext:
    """Open a window without a past."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        java_script_enabled=script,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(PATIENCE)
    return context


class Person:
    """Somebody at a window. `taps` counts what they pressed and typed into."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.taps = 0
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if SENT_BACK.match(text):
            return
        if kind == "error" or "Content Security Policy" in text:
            self.complaints.append(f"{self.path}: {text}")

    @property
    def path(self) -> str:
        """Where they are."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def enter(self, role: str, number: int = 0) -> Self:
        """Come in as somebody of that role; `number` chooses among those who are offered."""
        self.page.goto("/enter")
        said = re.compile(rf"^{SAYS[role]}\b(?! case)")
        cards = self.page.locator("main li, main form").filter(
            has=self.page.get_by_role("heading", name=said)
        )
        cards.nth(number).get_by_role("button").click()
        return self

    def go(self, path: str) -> Self:
        """Type an address."""
        self.page.goto(path)
        return self

    def press(self, words: str | re.Pattern[str], within: Locator | None = None) -> Self:
        """Press the button or follow the link of these words, wherever it is on the page."""
        place: Any = within or self.page
        target = place.get_by_role("button", name=words).or_(place.get_by_role("link", name=words))
        target.first.click()
        self.taps += 1
        return self

    def choose(self, words: str, question: str | None = None) -> Self:
        """Tick a box or a radio by its words, under a question where the words stand more than once."""
        place: Any = self.page.get_by_role("group", name=question) if question else self.page
        place.get_by_label(words, exact=True).first.check()
        self.taps += 1
        return self

    def fill(self, label: str, text: str) -> Self:
        """Type into a field."""
        self.page.get_by_label(label, exact=True).first.fill(text)
        self.taps += 1
        return self

    def sees(self, words: str | re.Pattern[str]) -> Self:
        """Wait until the page says it."""
        self.page.get_by_text(words).first.wait_for()
        return self

    def missing(self, words: str) -> Self:
        """Hold that the page does not say it."""
        assert words not in self.page.inner_text("body")
        return self
