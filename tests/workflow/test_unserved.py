"""Orders that wait to be served stand from the hour in which they were sealed, longest first, for who must act."""

from datetime import timedelta

import pytest

from states.errors import Malformed, NotPermitted, Refused
from states.vocabulary import Chart, OrderEvent, ServiceEvent
from tests.workflow.cast import Cast
from workflow.actors import Actor
from workflow.db import Database
from workflow.queries import breaches as log
from workflow.queries import unserved

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MADE = {"made_on": "2026-11-23", "expires_on": "2027-11-22"}


def waiting(cast: Cast, actor: Actor) -> list[str]:
    """Read every page, two at a time."""
    found: list[str] = []
    cursor = None
    while True:
        page = unserved(cast.db, actor, cast.at, cursor=cursor, limit=2)
        found += [view.order for view in page.items]
        if (cursor := page.next_cursor) is None:
            return found


def sealed(cast: Cast, **days: str | None) -> tuple[str, str]:
    case = cast.case("order_sought")
    order = cast.order(case)
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, order, MADE | days)
    return case, order


def test_an_order_waits_from_its_sealing_until_it_is_served(cast: Cast):
    case, order = sealed(cast)
    since = cast.at
    cast.at += HOUR
    # Long before its clock runs out: each hour counts.
    (view,) = unserved(cast.db, cast.caseworker, cast.at).items
    assert (view.order, view.case, view.type) == (order, case, "non_molestation")
    assert (view.since, view.expires_on, view.failed) == (since, "2027-11-22", False)
    cast.move(cast.solicitor, ServiceEvent.FAIL, order, {"reason": "not in"}, chart=Chart.SERVICE)
    (view,) = unserved(cast.db, cast.lead, cast.at).items
    assert (view.since, view.failed) == (since, True)
    cast.move(cast.solicitor, ServiceEvent.FALL_DUE, order, chart=Chart.SERVICE)
    cast.move(cast.solicitor, ServiceEvent.SERVE, order, chart=Chart.SERVICE)
    assert waiting(cast, cast.lead) == []
    # Varied, it is to be served anew, and waits from then.
    cast.move(cast.solicitor, OrderEvent.VARY, order, {})
    (view,) = unserved(cast.db, cast.lead, cast.at).items
    assert view.since == cast.at


def test_the_longest_waiting_stands_first_for_whoever_must_act_and_for_nobody_else(cast: Cast):
    orders = []
    for _ in range(3):
        orders.append(sealed(cast)[1])
        cast.at += HOUR
    assert waiting(cast, cast.caseworker) == waiting(cast, cast.lead) == orders
    assert waiting(cast, cast.solicitor) == orders
    assert waiting(cast, cast.rival) == []
    assert waiting(cast, cast.far_lead) == []
    assert waiting(cast, cast.lead_of("cambridgeshire")) == orders
    # A firm that gave the case back still owes the service of what it had made.
    cast.do(cast.solicitor, cast.found(orders[0]).reference, "release_firm")
    assert waiting(cast, cast.solicitor) == orders
    for actor in (cast.officer, cast.analyst, cast.administrator, cast.auditor):
        with pytest.raises(NotPermitted):
            unserved(cast.db, actor, cast.at)
    with pytest.raises(Malformed):
        unserved(cast.db, cast.lead, cast.at, cursor="x")


def test_an_order_that_has_expired_waits_no_more_though_its_clock_still_runs(cast: Cast):
    _, order = sealed(cast, expires_on="2026-11-24")
    assert waiting(cast, cast.lead) == [order]
    cast.at += 3 * DAY
    assert waiting(cast, cast.lead) == []


@pytest.fixture
def sqlite(sqlite_database: Database) -> Cast:
    return Cast(sqlite_database)


def test_breaches_stand_in_a_log_without_what_was_said_of_them(sqlite: Cast):
    cast = sqlite
    case, order = sealed(cast)
    assert log.breaches(cast.db, case, cast.lead, cast.at) == ()
    said = {"occurred_at": "2026-11-23T21:10:00Z", "summary": "He rang Ada at night", "order": order}
    cast.do(cast.officer, case, "report_breach", said)
    cast.do(cast.caseworker, case, "report_breach", said | {"order": None, "summary": "Again"})
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, "report_breach", said | {"order": "O-00000000"})
    newest, first = log.breaches(cast.db, case, cast.lead, cast.at)
    assert (newest.order, newest.reported_by) == (None, cast.caseworker.reference)
    assert (first.order, first.occurred_at) == (order, "2026-11-23T21:10:00Z")
    assert "rang" not in repr((newest, first))
    # Whoever sees no whole case sees no log of it.
    assert log.breaches(cast.db, order, cast.solicitor, cast.at) == (newest, first)
    cast.do(cast.solicitor, case, "release_firm")
    assert log.breaches(cast.db, case, cast.solicitor, cast.at) == ()
