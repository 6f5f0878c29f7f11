"""How a life goes that comes before a court: a firm, an application, an order, its service, its end."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from states.position import parsed
from states.vocabulary import (
    Chart,
    CopyEvent,
    Disposition,
    DocumentKind,
    Event,
    OfferEvent,
    OrderEvent,
    OrderType,
    ServiceEvent,
)
from workflow.actors import SYSTEM
from workflow.simulate import names
from workflow.simulate.exits import Script, give_consent, reach
from workflow.simulate.life import Life
from workflow.simulate.mix import BROKEN, DECLINED, SENT_BACK, UNSERVED, WITHOUT_NOTICE
from workflow.simulate.papers import store_page

#: Days that a final order lasts, and that an interim one leads to its return day. Source: docs/sources.md#PG2017.
LASTS, RETURNS = 300, 12
#: What orders of each kind usually say, so that an order card has something to show.
SAYS: Mapping[str, Mapping[str, Any]] = {
    OrderType.NON_MOLESTATION: {
        "terms": ["not_to_use_violence", "not_to_harass", "not_to_contact", "not_to_come_near_home"]
    },
    OrderType.OCCUPATION: {"terms": ["to_leave_home", "not_to_return_home"], "power_of_arrest": True},
}
#: Before its expiry the order is called expiring so many days.
WARNED = 41


def prepare(life: Life) -> None:
    """Reach her, have her consent, and take what the firm will need."""
    reach(life)
    give_consent(life)
    life.office(days=life.random.uniform(0, 1))
    means = {
        "gross_income": life.random.randrange(0, 2800),
        "disposable_income": life.random.randrange(0, 900),
    }
    life.do(Event.RECORD_MEANS, {**means, "capital": life.random.randrange(0, 9000), "children": 0})
    life.do(Event.RECORD_STATEMENT, {"taken_on": life.today()})


def instruct(life: Life) -> None:
    """Offer the case to one firm after another until one accepts."""
    firms = life.random.sample(sorted(life.cast.solicitors), len(life.cast.solicitors))
    while True:
        firm = firms.pop()
        life.office()
        (offer,) = life.do(Event.MAKE_OFFER, {"firm": firm}).created
        life.office()
        declines = bool(firms) and life.chance(DECLINED)
        event, said = (OfferEvent.DECLINE, {"reason": "capacity"}) if declines else (OfferEvent.ACCEPT, {})
        life.do(event, said, by=life.cast.solicitors[firm], chart=Chart.OFFER, subject=offer)
        if not declines:
            break
    life.office()
    life.do(
        Event.ADD_NOTE,
        {"note": "Fictional note: called her and explained the next steps."},
        by=life.solicitor,
    )


def apply(life: Life, *, without_notice: bool) -> str:
    """Have the firm apply; return the order's reference. The court may send it back once."""
    life.office(days=life.random.uniform(0, 3))
    sought = {
        "type": life.random.choice((OrderType.NON_MOLESTATION,) * 9 + (OrderType.OCCUPATION,)).value,
        "court": life.random.choice(names.COURTS),
        "applied_on": life.today(),
        "without_notice": without_notice,
        "without_notice_grounds": ["significant_harm"] if without_notice else [],
    }
    payload = {"orders": [sought], "confidential_address_protected": True}
    (order,) = life.do(Event.SEEK_ORDER, payload, by=life.solicitor).created
    if life.chance(SENT_BACK):
        life.office(days=1)
        of_order(
            life, order, OrderEvent.SEND_BACK, {"reason": "Fictional reason: no statement was attached."}
        )
        life.office()
        of_order(life, order, OrderEvent.RESUBMIT)
    return order


def of_order(
    life: Life,
    order: str,
    event: str,
    payload: Mapping[str, object] | None = None,
    chart: Chart = Chart.ORDER,
) -> None:
    """Record what becomes of an order, its service or its copy, as its firm does."""
    life.do(event, payload, by=life.solicitor, chart=chart, subject=order)


def serve(life: Life, order: str) -> None:
    """Give him the order, at the second try if need be, and send the police their copy."""
    life.office()
    if life.chance(UNSERVED):
        why = {"reason": "Fictional reason: he was not at home."}
        of_order(life, order, ServiceEvent.FAIL, why, Chart.SERVICE)
        life.office(days=2)
        of_order(life, order, ServiceEvent.FALL_DUE, None, Chart.SERVICE)
    store_page(life.db, life.case, DocumentKind.ORDER, order, by=life.solicitor, at=life.at)
    proof = store_page(
        life.db, life.case, DocumentKind.PROOF_OF_SERVICE, order, by=life.solicitor, at=life.at
    )
    served = {"served_on": life.today(), "served_by": "process_server", "document": proof}
    of_order(life, order, ServiceEvent.SERVE, served, Chart.SERVICE)
    life.wait(hours=1)
    of_order(life, order, CopyEvent.SEND, None, Chart.POLICE_COPY)
    life.office()
    of_order(life, order, CopyEvent.ACKNOWLEDGE, None, Chart.POLICE_COPY)


def says(life: Life, order: str) -> Mapping[str, Any]:
    """Return what an order of this kind usually says."""
    return SAYS.get(life.facts["orders"][order]["type"], {})


def hear(life: Life, order: str) -> None:
    """Wait for a hearing on notice."""
    life.office(days=1)
    of_order(life, order, OrderEvent.LIST_HEARING, {"hearing_at": life.today(days=10)})
    life.office(days=10)


def win(life: Life) -> None:
    """An order is made: at first without notice, most often; then it is served and runs out."""
    prepare(life)
    instruct(life)
    without_notice = life.chance(WITHOUT_NOTICE)
    order = apply(life, without_notice=without_notice)
    if without_notice:
        life.office(days=0.3)
        days = {"expires_on": life.today(days=180), "return_day": life.today(days=RETURNS)}
        of_order(
            life, order, OrderEvent.GRANT_INTERIM, {"made_on": life.today(), **days, **says(life, order)}
        )
        serve(life, order)
        life.office(days=RETURNS)
    else:
        hear(life, order)
    days = {"made_on": life.today(), "expires_on": life.today(days=LASTS)}
    of_order(life, order, OrderEvent.MAKE_ORDER, {**days, **says(life, order)})
    serve(life, order)
    _record(life)
    if life.chance(BROKEN):
        life.wait(days=life.random.uniform(1, LASTS / 2))
        life.do(Event.REPORT_BREACH, {"occurred_at": life.now(), "order": order}, by=life.officer)
    run_out(life, order, warned=True)


def run_out(life: Life, order: str, *, warned: bool) -> None:
    """Let the order run out, after a word of warning where it is one that can be called expiring."""
    day = parsed(f"{life.facts['orders'][order]['expires_on']}T12:00:00Z")
    if warned:
        life.wait_until(day - timedelta(days=WARNED))
        life.do(OrderEvent.WARN, by=SYSTEM, chart=Chart.ORDER, subject=order)
        life.office(days=3)
        decided = {"decision": "let_end", "reason": "Fictional reason: she asked for no more."}
        life.do(OrderEvent.REVIEW, decided, chart=Chart.ORDER, subject=order)
    life.wait_until(day + timedelta(days=1))
    life.do(OrderEvent.END, {"reason": "expired"}, by=SYSTEM, chart=Chart.ORDER, subject=order)


def settle(life: Life) -> None:
    """He gives the court a promise, from which nobody can be arrested."""
    prepare(life)
    instruct(life)
    order = apply(life, without_notice=False)
    hear(life, order)
    days = {"made_on": life.today(), "expires_on": life.today(days=LASTS)}
    of_order(life, order, OrderEvent.TAKE_UNDERTAKING, {**days, "bar_shown": True})
    _record(life)
    run_out(life, order, warned=False)


def lose(life: Life) -> None:
    """The court refuses."""
    prepare(life)
    instruct(life)
    order = apply(life, without_notice=False)
    hear(life, order)
    of_order(life, order, OrderEvent.REFUSE, {"reason": "Fictional reason: the evidence fell short."})
    _record(life)


def withdraw(life: Life) -> None:
    """She asks for the application to be withdrawn."""
    prepare(life)
    instruct(life)
    order = apply(life, without_notice=False)
    life.office(days=2)
    of_order(life, order, OrderEvent.WITHDRAW, {"reason": "she_asked"})
    _record(life)


def _record(life: Life) -> None:
    life.office()
    life.do(Event.RECORD_OUTCOME, by=life.solicitor)


#: What each life before a court does.
BEFORE_THE_COURT: Mapping[Disposition, Script] = {
    Disposition.ORDER_MADE: win,
    Disposition.UNDERTAKING_GIVEN: settle,
    Disposition.ORDER_REFUSED: lose,
    Disposition.APPLICATION_WITHDRAWN: withdraw,
}
