"""`make screenshots`: every page of every role at both sizes, light and dark, into build/screenshots/."""

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.browsing import Person, Scheme, chromium, window
from tests.browser.finding import Found, every_page, people
from tests.browser.serving import demonstration
from tests.browser.test_every_page import LOOKS, enter

TARGET = Path(__file__).parents[2] / "build" / "screenshots"


def file_of(found: Found, size: tuple[int, int], scheme: Scheme) -> Path:
    """Return where the picture of a page goes."""
    slug = re.sub(r"[^a-z]+", "-", found.name.lower().replace("{reference}", "one")).strip("-") or "home"
    return TARGET / (found.role or "anybody") / f"{slug}.{size[0]}.{scheme}.png"


def main(only: list[str], address: str) -> int:
    """Take the pictures. `only` names roles or beginnings of addresses."""
    found = [
        one
        for one in every_page(address)
        if not only or one.role in only or any(one.name.startswith(part) for part in only if part[0] == "/")
    ]
    entering = people(address)
    with chromium() as browser:
        for size, scheme in LOOKS:
            for role in dict.fromkeys(one.role for one in found):
                context = window(browser, address, size, scheme)
                person = Person(context)
                if role:
                    enter(person, entering[role])
                for one in (one for one in found if one.role == role):
                    path = file_of(one, size, scheme)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    person.go(one.address).page.screenshot(path=path, full_page=True)
                context.close()
    return len(found)


if __name__ == "__main__":
    begun = time.monotonic()
    words = sys.argv[1:]
    if not words:
        shutil.rmtree(TARGET, ignore_errors=True)
    served = [word for word in words if word.startswith("http")]
    only = [word for word in words if word not in served]
    if served:
        count = main(only, served[0])
    else:
        with tempfile.TemporaryDirectory() as home, demonstration(Path(home)) as address:
            count = main(only, address)
    print(f"{count} pages, {len(LOOKS)} pictures each, in {time.monotonic() - begun:.0f} s: {TARGET}")
