"""From the doorstep to an order that is made, served and known to the police, through pages alone.

Each person sits at a window of their own. Nothing is asked of Rowan here but what a page offers.
"""

import re
from collections.abc import Callable

import pytest

from tests.browser.browsing import Person
from tests.browser.deeds import accept, agree, apply, confirm, make, offer, protect, reads, refer, take

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.no_cover]


def test_an_officer_refers_and_she_is_protected(people: Callable[..., Person]):
    officer, caseworker = people("officer"), people("caseworker", desk=True)
    firm, auditor = people("solicitor", desk=True), people("auditor", desk=True)
    reference = refer(officer, name="Maya Okafor")
    case = take(caseworker, reference)
    caseworker.go(f"{case}/contact").press("I am about to call her").sees("Maya Okafor").sees("07700 900123")
    agree(caseworker, case)

    offer(caseworker, firm, case)
    firm.go("/firm/offers").missing("Maya").go(case).missing("Maya")
    accept(firm, case)

    apply(firm, case)
    make(firm, case)
    firm.go(f"{case}/orders").sees("No protection")
    protect(firm, case)

    officer.go(f"/referrals/{reference}").sees("court")
    auditor.go(f"/audit?case={case.rpartition('/')[2]}&kind=steps")
    for step in (
        "The case was taken",
        "She gave her consent",
        "A firm accepted",
        "The order was served on him",
    ):
        reads(auditor, step)
    auditor.missing("Maya").missing("07700 900123")


def test_nothing_goes_out_once_she_is_unsafe(people: Callable[..., Person]):
    officer, caseworker = people("officer"), people("caseworker", desk=True)
    firm = people("solicitor", desk=True)
    reference = refer(officer, name="Ines Calder", channel="Text her", safe="Yes, at any time")
    case = take(caseworker, reference)
    agree(caseworker, case)
    before = sent_to_her(caseworker, case)
    officer.go(f"/referrals/{reference}").press(re.compile("not safe", re.IGNORECASE))
    officer.page.locator("main form button:not([aria-hidden])").first.click()
    officer.sees("All contact with her has stopped")
    caseworker.go(case).sees("Do not contact her: it is not safe")
    caseworker.go(f"{case}/contact").missing("You may call her now")
    # Each of these steps would tell her.
    offer(caseworker, firm, case)
    accept(firm, case)
    assert sent_to_her(caseworker, case) == before


def sent_to_her(caseworker: Person, case: str) -> int:
    """Count what was sent to her, or is about to be, as the page of messages says it."""
    rows = caseworker.go(f"{case}/notices").page.locator("main tbody tr")
    hers = rows.filter(has_text=re.compile(r"^\s*Her(By|\s)"))
    return hers.filter(has_text=re.compile("Sent|Sending|Planned|Waiting")).count()


def test_a_lead_reopens_a_case_and_an_auditor_replays_it(people: Callable[..., Person]):
    lead, auditor = people("lead", desk=True), people("auditor", desk=True)
    lead.go("/queue?view=all&state=outcome")
    cases = [link.get_attribute("href") for link in lead.page.locator("main a[href^='/cases/C-']").all()]
    why = lead.page.locator("main form textarea")
    # Some have been over for too long.
    case = next(str(case) for case in cases if lead.go(f"{case}/events/reopen").path and why.count())
    why.first.fill("She asked for help again")
    confirm(lead).sees("The case is open again.")
    auditor.go(f"/audit?case={case.rpartition('/')[2]}&event=reopen")
    reads(auditor, "The case was opened again")
