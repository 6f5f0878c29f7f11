"""What people do on the pages, as journeys tell it: each function is one deed of one person."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import FilePayload

from tests.browser.browsing import Person
from workflow.simulate.papers import pdf

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
    """Offer the case to the firm that somebody is of, as the ranking has it."""
    heading = firm.go("/enter").page.get_by_role("heading", name=re.compile("^Solicitor, ")).first
    name = re.escape(heading.inner_text().removeprefix("Solicitor, "))
    caseworker.go(f"{case}/firms").press(re.compile(f"the case to {name}"))
    confirm(caseworker).sees("The case is offered.")


def accept(firm: Person, case: str) -> None:
    """Take an offer up."""
    firm.go(case).press("Accept the case")
    confirm(firm).sees("The case is yours.")


def reads(auditor: Person, step: str) -> None:
    """Find a step among the entries; the filter above them names every event there is."""
    auditor.page.locator("main tbody").get_by_text(step).first.wait_for()


def apply(
    firm: Person, case: str, kind: str = "Non-molestation order", *, without_notice: bool = False
) -> None:
    """Have the firm record that it applied."""
    firm.go(f"{case}/events/seek_order").choose(kind).fill("Court", "Cambridge")
    day(firm, "orders.0.applied_on", TODAY)
    if without_notice:
        firm.choose("Applied for without notice to him").choose(
            "She or a child would come to significant harm"
        )
    firm.choose("Yes", "Is her address kept from him?")
    confirm(firm)


def grant_interim(firm: Person, case: str) -> None:
    """Record an order that is made without notice, with the day on which he is heard."""
    ask_of_order(firm, case, "order/grant_interim")
    for name, days in (("made_on", 0), ("expires_on", 180), ("return_day", 12)):
        day(firm, name, TODAY + timedelta(days=days))
    firm.press("Record the interim order").sees("The interim order is recorded.")


def list_hearing(firm: Person, case: str) -> None:
    """Record when the court hears the application."""
    ask_of_order(firm, case, "order/list_hearing")
    day(firm, "hearing_at", TODAY + timedelta(days=9))
    firm.press("List the hearing").sees("The hearing is listed.")


def make(firm: Person, case: str) -> None:
    """Record the final order."""
    ask_of_order(firm, case, "order/make_order")
    day(firm, "made_on", TODAY)
    day(firm, "expires_on", TODAY + timedelta(days=365))
    firm.press("Record the order")


def upload(firm: Person, case: str, kind: str) -> None:
    """Store a document of the one order of a case."""
    firm.go(f"{case}/documents").choose(kind)
    firm.page.get_by_label("Which order does it belong to?").select_option(index=1)
    content: FilePayload = {
        "name": "scan.pdf",
        "mimeType": "application/pdf",
        "buffer": pdf(f"Fictional {kind}."),
    }
    firm.page.get_by_label("The file").set_input_files(content)
    firm.press("Upload").sees("The document is stored.")


def protect(firm: Person, case: str) -> None:
    """Serve the one order of a case, and send the police their copy, which carries the order and its proof."""
    upload(firm, case, "Court order")
    upload(firm, case, "Proof of service")
    ask_of_order(firm, case, "service/serve")
    day(firm, "served_on", TODAY)
    firm.choose("A process server", "Who gave it to him?")
    proofs = firm.page.get_by_role("group", name="Which document proves it?")
    proofs.get_by_label(re.compile("Proof of service")).check()
    firm.press("Record the service")
    ask_of_order(firm, case, "police_copy/send")
    firm.page.locator("main form button:not([aria-hidden])").first.click()
    firm.go(f"{case}/orders").sees("Protects her")
