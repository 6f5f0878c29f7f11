"""The Next box, proved over the positions that the charts can reach."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.web.presenters.next_step import FORWARD, WORKS_AS, next_step
from states.definitions import CURRENT, DEFINITIONS
from states.guarding import GUARDS
from states.permissions import Sight, sight
from states.proof.exploration import Explorer, Watcher
from states.proof.sample import ACTORS
from states.proof.worlds import WORLDS
from states.vocabulary import Clock, Event, Role, Safety
from workflow.actors import Actor
from workflow.finding import Case
from workflow.queries.masking import masked_facts, order_views
from workflow.queries.possible import possible
from workflow.queries.views import CaseView, TaskView
from workflow.queries.work import offers_of
from workflow.trail import Head

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CASE = "C-00000001"
LOOKED_AT = tuple(world for world in WORLDS if world.brief)


def view_of(position, at, role):
    """Return the case as somebody of that role sees it, or None."""
    firm = position.facts["firm"] if role is Role.SOLICITOR else None
    actor = Actor(ACTORS[role], role, firm=firm)
    how = sight(actor, position.facts, conflict=False, at=at)
    case = Case(1, CASE, CURRENT, 1, Head("case:1", 1, b""), position, "", b"", 0, None, how)
    if how is not Sight.CASE:
        return None
    return CaseView(
        reference=CASE,
        sight=how.value,
        state=position.state,
        version=1,
        facts=masked_facts(case, actor, at),
        clocks=position.facts["clocks"],
        orders=order_views(case, actor, at),
        offers=offers_of(case, actor, at),
        events=possible(case, actor, at),
    )


@pytest.mark.parametrize("world", LOOKED_AT, ids=lambda world: world.name)
def test_every_position_has_one_next_step_that_is_allowed_or_says_who_can_mend_it(world):
    graph = Explorer(DEFINITIONS[CURRENT], world, Watcher()).run(None)
    seen = 0
    for number, position in enumerate(graph.positions):
        at = graph.times[number]
        for role in WORKS_AS:
            view = view_of(position, at, role)
            if view is None:
                continue
            seen += 1
            found = next_step(view, Actor(ACTORS[role], role), at)
            path = graph.path(number)
            assert found.title, path
            if found.action is None:
                assert found.who, path
            else:
                assert is_allowed(view, found.action.href), (path, found)
            assert all(is_allowed(view, other.href) for other in found.others), path
    assert seen > 3


def is_allowed(view, href):
    kind, reference, *rest = href.strip("/").split("/")
    if kind == "cases":
        return reference == CASE and view.events[rest[-1]] == []
    order = next(order for order in view.orders if order.reference == reference)
    return order.events[rest[0]][rest[1]] == []


def test_nothing_is_recommended_that_only_ends_a_case():
    endings = {Event.DECLINE, Event.WITHDRAW_CONSENT, Event.GIVE_UP_CONTACT, Event.LOSE_CONTACT}
    assert not endings & set(FORWARD)


@pytest.fixture(scope="module")
def walked():
    """The last position of the brief worlds, by how they begin."""
    explorers = {world.name: Explorer(DEFINITIONS[CURRENT], world, Watcher()) for world in LOOKED_AT}
    return {name: (one.graph.positions[0], one.graph.times[0]) for name, one in explorers.items()}


def stood(walked, name, role=Role.CASEWORKER, **facts: Any):
    position, at = walked[f"everyone, {name}"]
    view = view_of(replace(position, facts={**position.facts, **facts}), at, role)
    return view, Actor(ACTORS[role], role), at


def event_of(found):
    assert found.action is not None
    return found.action.event


def test_a_case_that_nobody_has_is_taken_first(walked):
    found = next_step(*stood(walked, "at the referral", owner=None))
    assert event_of(found) == Event.TAKE
    assert found.due is None


def test_a_lead_sees_to_a_threat_before_anything_else(walked):
    late = {"due": "2030-01-01T00:00:00Z", "escalates": "2030-01-01T00:00:00Z"}
    first = {"due": "2026-01-01T00:00:00Z", "escalates": "2026-01-01T00:00:00Z"}
    clocks = {Clock.THREAT_TO_LIFE.value: late, Clock.FIRST_CONTACT.value: first}
    lead = next_step(*stood(walked, "at the referral", Role.LEAD, owner=None, clocks=clocks))
    assert event_of(lead) == Event.ADD_NOTE
    caseworker = next_step(*stood(walked, "at the referral", owner="P-0000CA5E", clocks=clocks))
    assert event_of(caseworker) == Event.MAKE_CONTACT


@pytest.mark.parametrize("safety", [Safety.UNSAFE, Safety.UNKNOWN])
def test_nobody_is_sent_to_call_her_where_it_is_not_known_to_be_safe(walked, safety):
    found = next_step(*stood(walked, "at the referral", owner="P-0000CA5E", safety=safety.value))
    assert event_of(found) == Event.REQUEST_INFORMATION


def test_what_only_time_brings_is_not_asked_for_before(walked):
    clocks = {Clock.CLOSING.value: {"due": "2031-01-01T00:00:00Z", "escalates": "2031-01-01T00:00:00Z"}}
    view, actor, at = stood(walked, "once contacted", owner="P-0000CA5E", clocks=clocks)
    found = next_step(view, actor, at)
    assert (found.title, found.action) == ("Nothing is to be done now", None)
    assert found.then.startswith("Close the case")
    paused = {"clock": "decision", "until": "2031-01-01T00:00:00Z", "left": 1, "escalates_left": 1}
    view, actor, at = stood(walked, "once contacted", owner="P-0000CA5E", clocks={}, paused=paused)
    assert next_step(view, actor, at).then == "The case is paused"


def test_what_a_firm_owes_is_waited_for_by_a_caseworker_and_next_for_the_firm(walked):
    waits = next_step(*stood(walked, "with a firm"))
    assert waits.action is None
    assert waits.who is Role.SOLICITOR
    view, actor, at = stood(walked, "with a firm", Role.SOLICITOR)
    firm = next_step(view, replace(actor, firm=view.facts["firm"]), at)
    assert event_of(firm) in {Event.SEEK_ORDER.value, Event.LOG_ATTEMPT.value}


def test_a_task_leads_to_the_form_that_completes_it(walked):
    view, actor, at = stood(walked, "once contacted", owner="P-0000CA5E")
    task = TaskView(
        reference="T-00000001",
        case=CASE,
        kind="call_back",
        subject=None,
        says="Call her back",
        way="phone",
        reason=None,
        completes_on=("log_attempt", "make_contact"),
        by_hand=False,
        role="caseworker",
        queue=None,
        firm=None,
        owner=None,
        covers_for=None,
        mine=True,
        due_at=at - timedelta(hours=1),
        created_at=at,
    )
    found = next_step(replace(view, tasks=(task,)), actor, at)
    assert found.title == "Call her back"
    assert found.action is not None
    assert found.action.href == f"/cases/{CASE}/events/log_attempt"
    blocked = replace(view, tasks=(task,), events={**view.events, "log_attempt": ["no"]})
    assert next_step(blocked, actor, at).title != "Call her back" or next_step(blocked, actor, at).action
    others = replace(task, mine=False, role="lead")
    assert next_step(replace(view, tasks=(others,)), actor, at).title != "Call her back"


def test_where_nothing_runs_what_leads_on_is_next_or_that_all_is_done(walked):
    view, actor, at = stood(walked, "once contacted", owner="P-0000CA5E", clocks={})
    assert event_of(next_step(view, actor, at)) == Event.GIVE_CONSENT
    quiet = next_step(replace(view, events={"set_safety": []}), actor, at)
    assert (quiet.title, quiet.who) == ("Nothing waits in this case", Role.LEAD)
    closed = {"close": [GUARDS["no_offer_waits"].refusal()]}
    over = next_step(replace(view, events=closed), actor, at)
    assert (over.title, over.action, over.when) == ("Nothing more is done here", None, "")


@pytest.mark.parametrize(
    ("lacks", "leads_to"),
    [
        (("sealed_order_is_stored", "proof_is_stored"), "documents?kind=order&order=O-1#upload"),
        (("proof_is_stored",), "documents?kind=proof_of_service&order=O-1#upload"),
        ((), "/orders/O-1/police_copy/send"),
    ],
)
def test_a_copy_that_lacks_a_document_leads_to_where_it_is_uploaded(walked, lacks, leads_to):
    clock = {"due": "2026-01-01T00:00:00Z", "escalates": "2026-01-01T00:00:00Z"}
    view, actor, at = stood(walked, "with an order served", Role.SOLICITOR, clocks={"police_copy:O-1": clock})
    events = {"police_copy": {"send": [GUARDS[name].refusal() for name in lacks]}}
    orders = tuple(replace(order, reference="O-1", events=events) for order in view.orders)
    found = next_step(replace(view, orders=orders), actor, at)
    assert found.action is not None
    assert found.action.href.endswith(leads_to)
