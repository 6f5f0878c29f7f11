"""From her consent to an order that protects her, and the ways on which it does not come to that; through pages alone."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from tests.browser.browsing import Person
from tests.browser.deeds import (
    TODAY,
    accept,
    agree,
    apply,
    ask_of_order,
    confirm,
    day,
    grant_interim,
    list_hearing,
    make,
    offer,
    protect,
    refer,
    take,
)
from workflow.db import Database
from workflow.keys import Keys
from workflow.surveys.inviting import new_link

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.no_cover]

WHOLE = pytest.mark.whole
#: Somebody who was asked by a link.
ASKED = text(
    "SELECT case_id FROM survey_invitations WHERE way = 'link' AND ended_at IS NULL ORDER BY case_id LIMIT 1"
)

People = Callable[..., Person]


@pytest.fixture
def instructed(people: People) -> Callable[[str], tuple[Person, Person, str]]:
    """`instructed("Orla Finch")` gives a caseworker, a firm that acts for her, and her case."""

    def come(name: str) -> tuple[Person, Person, str]:
        officer, caseworker = people("officer"), people("caseworker", desk=True)
        firm = people("solicitor", desk=True)
        case = take(caseworker, refer(officer, name=name))
        agree(caseworker, case)
        offer(caseworker, firm, case)
        accept(firm, case)
        return caseworker, firm, case

    return come


@pytest.mark.parametrize(
    ("kind", "without_notice"),
    [
        ("Non-molestation order", True),
        ("Occupation order", False),
        pytest.param("Non-molestation order", False, marks=WHOLE),
        pytest.param("Occupation order", True, marks=WHOLE),
    ],
)
def test_an_order_is_made_served_and_known_to_the_police(instructed, kind, without_notice):
    caseworker, firm, case = instructed("Orla Finch")
    apply(firm, case, kind, without_notice=without_notice)
    if without_notice:
        grant_interim(firm, case)
        firm.go(f"{case}/orders").sees("No protection")
        protect(firm, case)
    else:
        list_hearing(firm, case)
        make(firm, case)
        firm.go(f"{case}/orders").sees("No protection")
        protect(firm, case)
    caseworker.go(f"{case}/orders").sees("Protects her")
    # A final order after an interim one is a new one: it has to be served again.
    if without_notice:
        make(firm, case)
        firm.go(f"{case}/orders").sees("No protection")


def test_a_conflict_found_after_the_offer_goes_to_the_next_firm(people: People):
    officer, caseworker = people("officer"), people("caseworker", desk=True)
    firm = people("solicitor", desk=True)
    case = take(caseworker, refer(officer, name="Petra Vale"))
    agree(caseworker, case)
    offer(caseworker, firm, case)
    firm.go(case).missing("Petra").press("Decline the offer")
    firm.choose("A conflict of interest")
    confirm(firm)
    firm.go("/firm/offers").missing(case.rpartition("/")[2])
    name = firm.go("/enter").page.get_by_role("heading", name=re.compile("^Solicitor, ")).first.inner_text()
    caseworker.go(f"{case}/firms").sees("left out")
    offered = caseworker.page.get_by_role("button", name=re.compile("^Offer"))
    assert offered.count() > 0
    assert not offered.filter(has_text=name.removeprefix("Solicitor, ")).count()


@WHOLE
def test_a_firm_that_ceases_to_act_before_a_hearing_leaves_it_urgent(instructed):
    caseworker, firm, case = instructed("Nadia Holt")
    apply(firm, case)
    list_hearing(firm, case)
    firm.go(f"{case}/events/release_firm").page.locator("main textarea").first.fill("We cannot go on acting")
    confirm(firm)
    firm.missing("Nadia")
    caseworker.go(case).sees("Urgent").sees("Offer")
    caseworker.go(f"{case}/orders").sees("hearing is near")


@WHOLE
def test_an_undertaking_is_no_order_and_says_so(instructed):
    caseworker, firm, case = instructed("Ivy Marsh")
    apply(firm, case)
    list_hearing(firm, case)
    ask_of_order(firm, case, "order/take_undertaking").sees("section 46(3A)").sees("no power of arrest")
    firm.choose("Yes", "Was the judge shown the bar of section 46(3A)?")
    day(firm, "made_on", TODAY)
    firm.press("Record the undertaking")
    caseworker.go(f"{case}/orders").sees("Undertaking").missing("Protects her")


def test_a_refusal_is_an_outcome_and_keeps_the_ways_on_open(instructed):
    caseworker, firm, case = instructed("Greta Lowe")
    apply(firm, case)
    list_hearing(firm, case)
    ask_of_order(firm, case, "order/refuse").page.locator("main textarea").first.fill("Not enough evidence")
    confirm(firm)
    firm.go(f"{case}/events/record_outcome")
    confirm(firm)
    caseworker.go(case).sees("The court refused an order")


def test_an_order_that_nobody_serves_stands_above_all_else_and_leads_are_told(people: People):
    lead = people("lead", desk=True)
    lead.go("/lead/overdue")
    first = lead.page.locator("main tbody tr").first
    assert re.search(r"Unserved for 3\d hours", first.inner_text())
    case = first.locator("a[href^='/cases/C-']").first.get_attribute("href")
    lead.go("/queue").sees(re.compile(r"Unserved for 3\d hours"))
    lead.go(f"{case}/history").sees("not served")


def test_she_says_by_a_link_whether_it_helped_and_the_link_is_dead_then(people: People, home: Path):
    # The demonstration of tests is served at any free port, which its links do not know.
    link = urlsplit(link_to_her(home)).path
    her = people()
    her.go(link).missing("Rowan").choose("They have stopped").choose("Much safer")
    assert not her.page.context.cookies()
    her.press("Send my answers").sees("Thank you")
    again = people()
    again.page.goto(link)
    again.missing("They have stopped")


def link_to_her(home: Path, patience: float = 60) -> str:
    """Make a link as the claim of her message does: by the text itself it would come by day alone.

    Soon after the start somebody is asked.
    """
    db = Database(f"sqlite:///{home / 'rowan.db'}", keys=Keys.load(home / "keys.json"))
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with db.transaction() as tx:
            asked = tx.connection.execute(ASKED).scalar()
            link = asked and new_link(tx, db.keys, asked, datetime.now(UTC))
        if link:
            db.close()
            return link
        time.sleep(0.5)
    raise AssertionError("nobody was asked")
