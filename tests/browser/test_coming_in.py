"""Somebody new comes in: invited by an administrator, with a password, an app and codes to keep."""

import re
from base64 import b32decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.browsing import Person
from tests.browser.judging import faults
from workflow import totp

# The same way is gone without a browser in tests/api/web/test_sign_in.py.
pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.no_cover, pytest.mark.whole]

LOGIN, PASSWORD = "noor.wayfarer@service.example", "seven quiet lanterns by the weir"
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-)+[0-9A-Z]{4}\b")


def looks_right(person: Person) -> Person:
    """Hold the page that they see to what every page is held to."""
    found = list(faults(person.page))
    assert not found, (person.path, found)
    return person


def invite(administrator: Person) -> str:
    """Add somebody and return the code of their invitation."""
    administrator.go("/admin/people/add").fill("Full name", "Noor Wayfarer").fill("Email address", LOGIN)
    administrator.choose("Caseworker").press("Add").press("Invite").sees("Invitation for Noor Wayfarer")
    looks_right(administrator)
    found = CODE.search(administrator.page.locator("main .rowan-code").inner_text())
    assert found is not None
    return found[0]


def test_somebody_new_is_invited_and_signs_in(people: Callable[..., Person]):
    code = invite(people("administrator", desk=True))
    new = people().go("/sign-in")
    new.press("I have an invitation").fill("Invitation code", code).press("Continue")
    looks_right(new.sees("Choose a password"))
    for label in ("New password", "The same once more"):
        new.fill(label, PASSWORD)
    new.press("Continue").sees("Set up your authenticator app")
    looks_right(new)
    key = "".join(new.page.locator("main p .rowan-code").all_inner_texts())
    secret = b32decode(key)
    new.fill("6-digit code", totp.code_at(secret, datetime.now(UTC))).press("Continue")
    looks_right(new.sees("Keep your recovery codes"))
    kept = new.page.locator(".rowan-codes li").all_inner_texts()
    new.press("I have kept them").sees("Cases")
    looks_right(new.go("/account").sees("10 left"))
    new.press("Sign out")

    new.go("/sign-in").fill("Email address", LOGIN).fill("Password", PASSWORD).press("Continue")
    looks_right(new.sees("Enter a code from your app"))
    # A code is good once: the app shows the next one half a minute later, and it is taken already.
    new.fill("6-digit code", totp.code_at(secret, datetime.now(UTC) + timedelta(seconds=30)))
    new.page.get_by_role("button", name="Sign in", exact=True).click()
    new.sees("Cases").press("Sign out")

    new.go("/sign-in").fill("Email address", LOGIN).fill("Password", PASSWORD).press("Continue")
    new.press("Use a recovery code")
    looks_right(new.sees("Enter a recovery code"))
    new.fill("Recovery code", kept[0]).page.get_by_role("button", name="Sign in", exact=True).click()
    new.sees("Cases").go("/account").sees("9 left")
