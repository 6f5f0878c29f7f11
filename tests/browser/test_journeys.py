"""From the doorstep to an order that is made, served and known to the police, through pages alone.

Each person sits at a window of their own. Nothing is asked of Rowan here but what a page offers.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.browsing import Person

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.no_cover]

FIND = re.compile("Find a case by")
TODAY = datetime.now(UTC)


def refer(
    officer: Person,
    *,
    name: str,
    channel: str = "Call her",
    safe: str = "Only at some times, or in some ways",
) -> str:
    """Refer somebody and return the reference."""
    officer.go("/refer").fill("What is her name?", name).choose(safe)
    officer.choose(channel, "How may we reach her?").fill("Her phone number", "07700 900123")
    officer.choose("Medium").choose("Yes", "Does she agree to be referred?")
    officer.press("Check your answers").press("Send the referral").sees("Referral sent")
    return officer.path.rpartition("/")[2]


def find(person: Person, reference: str) -> str:
    """Search by a reference and return the address of its case."""
    person.page.get_by_label(FIND).fill(reference)
    person.press("Search").page.wait_for_url(re.compile("/cases/C-"))
    return person.path.partition("?")[0]


def take(caseworker: Person, reference: str) -> str:
    """Take the case of a referral and return its address."""
    case = find(caseworker, reference)
    caseworker.press("Take this case").press("Take the case").sees("The case is yours.")
    return case


def agree(caseworker: Person, case: str) -> None:
    """Speak to her, and record that she agrees to a solicitor."""
    caseworker.go(f"{case}/events/make_contact").choose("By phone")
    caseworker.choose("Yes", "Did you confirm that it is her?").choose(
        "Yes", "Did she say that it is safe to talk?"
    )
    caseworker.press("Record the contact").sees("The contact is recorded.")
    caseworker.go(f"{case}/events/give_consent").choose("Yes", "Did you read her the privacy notice?")
    caseworker.choose("Yes", "Does she understand what she decides?")
    caseworker.choose("A solicitor may be told who she is, and act for her")
    caseworker.choose("The police may be told what became of the referral")
    caseworker.press("Record her consent").sees("Her consent is recorded.")


def day(person: Person, name: str, on: datetime) -> None:
    """Type a day into its three fields."""
    for part, text in (("day", on.day), ("month", on.month), ("year", on.year)):
        person.page.locator(f"[name='{name}-{part}']").fill(str(text))


def confirm(person: Person) -> Person:
    """Look at what will happen, and want it."""
    person.press("Continue").sees("Nothing is done yet")
    person.page.get_by_role("button", name=re.compile("^Confirm")).click()
    return person


def ask_of_order(firm: Person, case: str, event: str) -> Person:
    """Open the form of an event of the one order of a case."""
    firm.go(f"{case}/orders").page.locator(f"a[href$='/{event}']").click()
    return firm


def offer(caseworker: Person, firm: Person, case: str) -> None:
    """Offer the case to the firm that somebody is of."""
    heading = firm.go("/enter").page.get_by_role("heading", name=re.compile("^Solicitor, ")).first
    caseworker.go(f"{case}/events/make_offer")
    caseworker.page.get_by_label("Firm").select_option(label=heading.inner_text().removeprefix("Solicitor, "))
    confirm(caseworker).sees("The case is offered.")


def accept(firm: Person, case: str) -> None:
    """Take an offer up."""
    firm.go(case).press("Accept the case")
    confirm(firm).sees("The case is yours.")


def reads(auditor: Person, step: str) -> None:
    """Find a step among the entries; the filter above them names every event there is."""
    auditor.page.locator("main tbody").get_by_text(step).first.wait_for()


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

    firm.go(f"{case}/events/seek_order").choose("Non-molestation order").fill("Court", "Cambridge")
    day(firm, "orders.0.applied_on", TODAY)
    firm.choose("Yes", "Is her address kept from him?")
    confirm(firm)
    ask_of_order(firm, case, "order/make_order")
    day(firm, "made_on", TODAY)
    day(firm, "expires_on", TODAY + timedelta(days=365))
    firm.press("Record the order")
    firm.go(f"{case}/orders").sees("No protection")
    ask_of_order(firm, case, "service/serve")
    day(firm, "served_on", TODAY)
    firm.choose("A process server", "Who gave it to him?")
    firm.page.locator("main form [name='proof']").fill("Certificate of service, at the firm")
    firm.press("Record the service")
    ask_of_order(firm, case, "police_copy/send")
    firm.page.locator("main form button:not([aria-hidden])").first.click()
    firm.go(f"{case}/orders").sees("Protects her")

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
    case = lead.page.locator("main a[href^='/cases/C-']").first.get_attribute("href")
    assert case is not None
    lead.go(f"{case}/events/reopen")
    lead.page.locator("main form textarea, main form input[type=text]").first.fill("She asked for help again")
    confirm(lead).sees("The case is open again.")
    auditor.go(f"/audit?case={case.rpartition('/')[2]}&event=reopen")
    reads(auditor, "The case was opened again")
