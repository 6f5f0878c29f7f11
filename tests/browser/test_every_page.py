"""Every page, looked at as a browser, axe, a thumb and a keyboard see it. In the full profile at both sizes, light
and dark; else once each, the even ones on a phone and the odd ones at a desk in the dark.
"""

import os
from itertools import product

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import DESK, PHONE, Person, Scheme, window
from tests.browser.finding import Found, every_page, people, unfound
from tests.browser.judging import faults

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.no_cover]

FULL = os.environ.get("ROWAN_PROFILE") == "full"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LOOKS = tuple(product((PHONE, DESK), SCHEMES))
#: Each page is looked at so once, in turn.
IN_TURN = ((PHONE, SCHEMES[0]), (DESK, SCHEMES[1]))
#: Pages that are drawn only after something was sent: journeys go there.
AFTER_A_FORM = frozenset(
    {
        "/",
        "/cases/{reference}/application/documents/{document}",
        "/cases/{reference}/application/{section}/open",
        "/cases/{reference}/words",
        "/cases/{reference}/written",
        "/documents/{reference}/content",
        "/documents/{reference}/void",
        "/invitation/app",
        "/invitation/password",
        "/order-card/documents/{reference}",
        "/refer/check",
        "/refer/send",
        "/refer/sent/{reference}",
        "/referrals/{reference}/answers",
        "/referrals/{reference}/questions",
        "/sign-in/code",
        "/sign-in/recovery",
    }
)


#: Files: no browser draws them.
FILES = frozenset({"/cases/{reference}/hearings.ics"})


@pytest.fixture(scope="module")
def found(address: str) -> list[Found]:
    return list(every_page(address))


def test_every_page_can_be_found_by_following_links(found):
    assert set(unfound(found)) <= AFTER_A_FORM | FILES


def test_every_page_can_be_used_by_everybody(found: list[Found], browser: Browser, address: str):
    once = list({one.name if FULL else one.route: one for one in reversed(found)}.values())
    wrong: list[str] = []
    for number, (size, scheme) in enumerate(LOOKS if FULL else IN_TURN):
        pages = once if FULL else once[number :: len(IN_TURN)]
        for role in sorted({one.role for one in pages}):
            wrong += look(browser, address, role, size, scheme, [one for one in pages if one.role == role])
    assert not wrong, "\n".join(wrong)


def look(
    browser: Browser, address: str, role: str, size: tuple[int, int], scheme: Scheme, pages: list[Found]
) -> list[str]:
    """Look at these pages as one person and return what is wrong with them."""
    wrong: list[str] = []
    context = window(browser, address, size, scheme)
    person = Person(context)
    if role:
        enter(person, people(address)[role])
    for one in pages:
        person.go(one.address)
        wrong += [
            f"{role or 'anybody'} {one.name} {size[0]} {scheme}: {fault}" for fault in faults(person.page)
        ]
    # A page of a problem is told by its status, of which the browser complains.
    wrong += [complaint for complaint in person.complaints if "Failed to load resource" not in complaint]
    context.close()
    return wrong


def enter(person: Person, reference: str) -> None:
    """Come in as that very person."""
    person.go("/enter").page.locator(f"form:has(input[value='{reference}']) button").click()
