"""What pages do with JavaScript: a way out, keys for those who want them, and a question before a session ends."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Person

pytestmark = [pytest.mark.journey, pytest.mark.no_cover]

People = Callable[..., Person]


def test_the_way_out_leaves_no_way_back_and_needs_no_network(people: People):
    her = people()
    her.go("/help").go("/help/safety").page.wait_for_load_state("networkidle")
    her.page.context.set_offline(True)
    her.press("Exit this page").sees("Bank holidays")
    assert her.path == "/bank-holidays"
    her.page.context.set_offline(False)
    her.page.go_back()
    assert her.path == "/help"


@pytest.mark.whole
def test_the_way_out_works_without_script(people: People):
    her = people(script=False)
    her.go("/help/safety").press("Exit this page").sees("Bank holidays")


def test_keys_do_nothing_until_somebody_turns_them_on(people: People):
    caseworker = people("caseworker", desk=True)
    keyboard = caseworker.go("/help").page.keyboard
    keyboard.press("?")
    keyboard.press("/")
    assert caseworker.path == "/help"
    assert not focused(caseworker.page)
    caseworker.go("/shortcuts").press("Turn shortcuts on").sees("Turn shortcuts off")
    keyboard.press("/")
    assert focused(caseworker.page)
    keyboard.type("g t ?")
    assert caseworker.path == "/shortcuts"
    caseworker.page.evaluate("() => document.activeElement.blur()")
    keyboard.press("g")
    keyboard.press("t")
    caseworker.page.wait_for_url("**/tasks")
    keyboard.press("?")
    caseworker.page.wait_for_url("**/shortcuts")


def focused(page: Page) -> bool:
    """Say whether the search of the header waits for words."""
    return bool(page.evaluate("() => document.activeElement.id === 'header-search'"))


def test_two_minutes_before_the_end_they_are_asked_whether_they_are_still_there(people: People):
    officer = people("officer")
    officer.page.clock.install()
    officer.go("/help")
    lasts = int(officer.page.locator("body").get_attribute("data-ends-in") or 0)
    dialog = officer.page.get_by_role("dialog")
    officer.page.clock.fast_forward((lasts - 150) * 1000)
    expect(dialog).to_have_count(0)
    officer.page.clock.fast_forward(40_000)
    expect(dialog).to_contain_text("Are you still there?")
    officer.press("Stay signed in")
    expect(dialog).to_be_hidden()
    officer.page.clock.fast_forward((lasts + 10) * 1000)
    expect(dialog).to_contain_text(re.compile("You are signed out"))
    officer.press("Close")
    expect(dialog).to_be_hidden()
    officer.page.clock.fast_forward(60_000)
    expect(dialog).to_be_hidden()


@pytest.mark.whole
def test_without_script_every_part_of_a_page_is_open(people: People):
    lead = people("lead", script=False)
    lead.go("/queue")
    for words in ("Workload", "Panel"):
        expect(lead.page.get_by_role("link", name=words)).to_be_visible()


@pytest.mark.whole
def test_the_reference_for_programs_runs_under_the_policy(people: People):
    person = people(desk=True).go("/help").press("Reference for programs")
    person.sees("/api/v1/cases/{reference}/events")
