"""The case page: what its reader may know, in every state, and nothing sealed before it is asked for."""

import re

import pytest
from sqlalchemy import update

from states.vocabulary import State
from workflow import people
from workflow.tables import NoticeRow

TABS = ("", "/people", "/orders", "/contact", "/notices", "/history", "/application")
#: What the referral of the tests says about people.
SEALED = re.compile(r"Anna|Brian|07700|came to the door|1990|1988")


def stages(world):
    """Yield a case in each state, with the state that it stands in."""
    case = world.case()
    yield State.RECEIVED, case
    yield State.CONTACTED, world.contacted()
    yield State.CONSENTED, world.consented()
    yield State.SOLICITOR_ASSIGNED, world.assigned()
    yield State.ORDER_SOUGHT, world.sought()[0]
    ended = world.contacted()
    decline = {"reason": "She wants no order.", "door_open_advice": True}
    world.move("caseworker", f"/cases/{ended}", "decline", decline)
    yield State.OUTCOME, ended
    closed = world.contacted()
    world.move("caseworker", f"/cases/{closed}", "decline", decline)
    yield State.CLOSED, closed


def test_every_part_of_a_case_in_every_state_keeps_what_is_sealed(world, visit, db):
    """Also for its firm and a lead; and each part says how she may be reached."""
    found = dict(stages(world))
    assert found.keys() == set(State)
    with db.transaction() as tx:
        tx.connection.execute(update(NoticeRow.__table__).values(state="cancelled"))
    world.move("caseworker", f"/cases/{found[State.CLOSED]}", "close")
    for state, case in found.items():
        for who in ("caseworker", "lead"):
            for tab in TABS:
                page = visit(who).get(f"/cases/{case}{tab}")
                assert page.status == 200, (state, tab)
                assert page.response.headers["cache-control"] == "no-store"
                assert not SEALED.search(page.html), (state, tab)
                assert "Call only 8am to 9pm. Withhold your number. No voicemail." in page.text, (state, tab)
                assert f"<title>{case} " in page.html
    for state in (State.SOLICITOR_ASSIGNED, State.ORDER_SOUGHT):
        for tab in TABS:
            page = visit("solicitor").get(f"/cases/{found[state]}{tab}")
            assert page.status == 200, (state, tab)
            assert not SEALED.search(page.html), (state, tab)


def test_a_case_that_is_not_theirs_is_not_there(world, visit):
    case = world.contacted()
    missing = visit("solicitor").get("/cases/C-00000000")
    for tab in (*TABS, "/reveal?field=survivor.name"):
        page = visit("solicitor").get(f"/cases/{case}{tab}")
        assert page.status == 404, tab
        assert page.text == missing.text
    assert visit("other_solicitor").post(f"/cases/{case}/reveal", {"field": "survivor.name"}).status == 404
    assert visit("officer").get(f"/cases/{case}").status == 403


def test_a_sensitive_case_is_there_for_its_owner_and_leads_alone(world, visit, caseworker):
    case = world.contacted()
    world.move("lead", f"/cases/{case}", "mark_sensitive", {"reason": "A colleague is known to him."})
    assert "Sensitive" in caseworker.get(f"/cases/{case}").text
    assert visit("other_caseworker").get(f"/cases/{case}").status == 404
    assert visit("other_caseworker").get(f"/cases/{case}/contact").status == 404


def test_a_conflict_of_interest_hides_the_whole_case(world, visit, caseworker, db):
    case = world.contacted(survivor={"name": "Una Known", "phone": "07700 900999"})
    assert caseworker.get(f"/cases/{case}").status == 200
    person = people.authenticate(db, world.tokens["caseworker"], at=world.clock())
    assert person is not None
    people.list_associates(db, person.reference, [{"name": "Una Known"}])
    missing = caseworker.get("/cases/C-00000000")
    for tab in (*TABS, "/reveal?field=survivor.name"):
        page = caseworker.get(f"/cases/{case}{tab}")
        assert (page.status, page.text) == (404, missing.text), tab


def test_a_case_is_found_by_what_belongs_to_it(world, caseworker):
    case, order = world.sought()
    response = caseworker.once("GET", f"/cases/{order}/orders")
    assert response.headers["location"] == f"/cases/{case}/orders"


def test_a_firm_that_is_only_asked_sees_the_offer_and_not_the_case(world, visit):
    case, offer = world.offered()
    page = visit("solicitor").get(f"/cases/{offer}")
    assert page.status == 200
    assert page.links["Accept the case"] == f"/offers/{offer}/accept"
    assert case not in page.html
    assert "Next" not in page.text


def test_a_firm_that_parted_from_a_case_sees_what_it_owes(world, visit):
    case, order = world.sought()
    world.move("caseworker", f"/cases/{case}", "withdraw_consent")
    page = visit("solicitor").get(f"/cases/{case}")
    assert page.status == 200
    assert "What you still owe the court" in page.text
    assert order in page.html
    assert f"/orders/{order}/order/list_hearing" in page.links.values()
    assert visit("solicitor").get(f"/cases/{case}/people").text == page.text
    assert "Safe contact" not in page.text


def test_every_link_of_the_overview_leads_to_a_page(world, caseworker):
    case = world.consented()
    page = caseworker.get(f"/cases/{case}")
    links = {href for href in page.links.values() if href.startswith(("/cases/", "/tasks/", "/orders/"))}
    assert len(links) > 10
    for href in sorted(links):
        assert caseworker.get(href).status == 200, href


def test_what_is_not_possible_says_why_and_where_that_is_mended(world, caseworker):
    case = world.contacted()
    page = caseworker.get(f"/cases/{case}")
    assert "No order was sought." in page.text
    assert page.links["Record the exit that applies instead"] == f"/cases/{case}/orders"
    assert "See what is possible now" not in page.text


def test_orders_say_whether_they_protect_her(world, caseworker):
    case, order = world.sought()
    page = caseworker.get(f"/cases/{case}/orders")
    assert "No protection It is not in force." in page.text
    assert f"/orders/{order}/order/list_hearing" in page.links.values()
    world.move("solicitor", f"/orders/{order}", "make_order", {"made_on": "2026-11-23"})
    page = caseworker.get(f"/cases/{case}/orders")
    assert "not served on him or not with the police" in page.text
    served = {"served_on": "2026-11-23", "served_by": "process_server", "proof": "statement on file"}
    world.move("solicitor", f"/orders/{order}", "serve", served)
    world.move("solicitor", f"/orders/{order}", "send")
    page = caseworker.get(f"/cases/{case}/orders")
    assert "Protects her Since 23 November 2026" in page.text
    assert "Sent, not yet acknowledged" in page.text


@pytest.mark.parametrize("tab", ["/notices", "/history", "/contact"])
def test_long_lists_come_in_pages(world, caseworker, tab, monkeypatch):
    from api.web.case_page import contact, history, notices

    for module in (contact, history, notices):
        monkeypatch.setattr(module, "ROWS", 1)
    case = world.consented()
    page = caseworker.get(f"/cases/{case}{tab}")
    if tab != "/contact":
        page = page.follow("Next page")
        assert "First page" in page.links
    assert page.status == 200


def test_the_top_says_what_is_urgent_paused_and_raised(world, visit, caseworker, clock):
    case = world.contacted(risk={"grade": "high", "flags": ["strangulation"]})
    until = "2026-11-30T10:00:00Z"
    pause = {"clock": "decision", "reason": "She is in hospital.", "until": until}
    world.move("caseworker", f"/cases/{case}", "pause", pause)
    page = caseworker.get(f"/cases/{case}")
    assert "High risk Urgent Paused" in page.text
    assert "Strangulation or choking" in page.text
    assert "Her life may be in danger" in page.text
    clock.on(hours=3)
    assert "Overdue" in visit("caseworker").get(f"/cases/{case}/people").text


def test_every_part_is_found_by_another_reference_of_the_case(world, caseworker):
    case, order = world.sought()
    for tab in TABS:
        assert caseworker.get(f"/cases/{order}{tab}").path == f"/cases/{case}{tab}"
