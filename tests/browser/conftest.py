"""The browser and what it looks at: one demonstration for all tests of a worker, one browser for each module."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import DESK, PHONE, Person, Scheme, chromium, window
from tests.browser.serving import demonstration, played
from tests.conftest import RUN


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps what it is made of, and writes its notices."""
    return played(tmp_path_factory.mktemp("demonstration"), os.environ.get(RUN))


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """Where the demonstration is served."""
    with demonstration(home) as found:
        yield found


# Playwright keeps an event loop in this thread while it runs: it must not outlive the module.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def people(browser: Browser, address: str) -> Iterator[Callable[..., Person]]:
    """`people("officer")` gives somebody who has entered, at a window of their own; nobody may complain."""
    met: list[Person] = []

    def come(
        role: str | None = None,
        number: int = 0,
        *,
        desk: bool = False,
        scheme: Scheme = "light",
        script: bool = True,
    ) -> Person:
        person = Person(window(browser, address, DESK if desk else PHONE, scheme, script=script))
        met.append(person)
        return person if role is None else person.enter(role, number)

    yield come
    complaints = [complaint for person in met for complaint in person.complaints]
    for person in met:
        person.page.context.close()
    assert not complaints
