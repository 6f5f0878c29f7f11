"""What every page is held to: read by axe, on a narrow phone, with a thumb, and with the keyboard alone."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

#: WCAG 2.2 AA, among it that targets are 24 px large or stand far enough apart.
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
#: The narrowest phone, in px, and what a thumb hits on the officer's form.
NARROW, THUMB = 320, 48

#: What does not show that it has the focus: nothing about it, or about the label that stands for it, changes.
UNSEEN = """() => {
  const parts = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderColor", "textDecorationLine"];
  const look = (element) => {
    const near = [[element, null], [element, "::before"]];
    for (const label of element.labels ?? []) near.push([label, null], [label, "::before"]);
    return near.map(([one, part]) => { const style = getComputedStyle(one, part); return parts.map((name) => style[name]).join(); }).join();
  };
  const asked = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
  return asked.filter((element) => {
    if (element.disabled || !element.checkVisibility()) return false;
    document.activeElement.blur();
    const before = look(element);
    element.focus({ focusVisible: true, preventScroll: true });
    return document.activeElement === element && before === look(element);
  }).map((element) => element.outerHTML.slice(0, 120));
}"""

#: What is too small for a thumb. A link within a sentence is as large as its line.
SMALL = """(thumb) => {
  const large = document.querySelector(".rowan-large");
  if (!large) return [];
  const asked = [...large.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary")];
  const meant = asked.filter((element) => element.checkVisibility() && element.ariaHidden !== "true");
  return meant.filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width < thumb || box.height < thumb;
  }).map((element) => element.outerHTML.slice(0, 120));
}"""


def faults(page: Page) -> Iterator[str]:
    """Yield what is wrong with the page as it stands."""
    for found in Axe().run(page, options=OPTIONS).response["violations"]:
        nodes = "; ".join(_about(node) for node in found["nodes"][:3])
        yield f"axe {found['id']}: {nodes}"
    yield from (f"focus is not seen: {element}" for element in page.evaluate(UNSEEN))
    yield from (f"smaller than {THUMB} px: {element}" for element in page.evaluate(SMALL, THUMB))
    headings = page.locator("h1").count()
    if headings != 1:
        yield f"{headings} first headings"
    yield from _narrow(page)


def _about(node: dict[str, Any]) -> str:
    return f"{node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()[:200]})"


def _narrow(page: Page) -> Iterator[str]:
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROW, "height": size["height"]})
    width = page.evaluate("() => document.documentElement.scrollWidth")
    if width > NARROW:
        wide = page.evaluate(
            "(most) => [...document.querySelectorAll('main *')].filter((one) =>"
            " one.getBoundingClientRect().right > most).slice(0, 3).map((one) => one.outerHTML.slice(0, 100))",
            NARROW,
        )
        yield f"{width} px wide at {NARROW}: {wide}"
    page.set_viewport_size(size)
