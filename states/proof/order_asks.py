"""The sample asks of the charts that run beside a case: orders, service, copies, offers, notices."""

from collections.abc import Mapping

from states.proof.sample import HER, NOTHING, NOTHING_SAID, TRUTH, Need, Sample, day
from states.vocabulary import (
    Chart,
    CopyEvent,
    NoticeEvent,
    OfferEvent,
    OrderEvent,
    Role,
    ServiceEvent,
)

WORKERS = (Role.CASEWORKER, Role.LEAD)
PEOPLE = (*WORKERS, Role.SOLICITOR)
MACHINES = (Role.SYSTEM, Role.PROVIDER)
#: What a court's order says of him, where nobody has coded it.
UNSAID = {"terms": None, "power_of_arrest": None}
#: Days to an expiry that is not yet near, and to a hearing that is.
LATER, SOON = 130, 10


def _order(
    event: OrderEvent,
    payload: Mapping[str, object] = NOTHING_SAID,
    how: str = "",
    roles: tuple[Role, ...] = PEOPLE,
    needs: frozenset[Need] = NOTHING,
) -> Sample:
    return Sample(Chart.ORDER, event.value, roles, payload, how=how, needs=needs)


def _sealed(event: OrderEvent, **more: object) -> tuple[Sample, Sample]:
    """Seal an order with an expiry, and one without."""
    payload = {"made_on": day(0), "expires_on": day(LATER), **more}
    return (
        _order(event, payload, "with an expiry"),
        _order(event, {**payload, "expires_on": None}, "without expiry"),
    )


def _ends(event: OrderEvent) -> tuple[Sample, ...]:
    """End it as advice has it, as she asks, and because the respondent died.

    A court ends an application in the end, whatever anybody wants; an order that is made need
    not end before its expiry, so nobody's advice is a way out of it.
    """
    advised = TRUTH if event is OrderEvent.END else NOTHING
    return (
        _order(event, {"reason": "advice"}, "advice", needs=advised),
        _order(event, {"reason": "she_asked"}, "she asked", needs=HER),
        _order(event, {"reason": "respondent_died"}, "respondent died", needs=TRUTH),
    )


def _review(decision: str, *roles: Role) -> Sample:
    return _order(OrderEvent.REVIEW, {"decision": decision}, decision, roles)


ORDER_ASKS: tuple[Sample, ...] = (
    _order(OrderEvent.SEND_BACK),
    _order(OrderEvent.RESUBMIT),
    _order(OrderEvent.LIST_HEARING, {"hearing_at": day(SOON)}),
    _order(
        OrderEvent.GRANT_INTERIM,
        {"made_on": day(0), "expires_on": day(LATER), "return_day": day(SOON), **UNSAID},
    ),
    *_sealed(OrderEvent.MAKE_ORDER, **UNSAID),
    *_sealed(OrderEvent.TAKE_UNDERTAKING, bar_shown=True, terms=None),
    _order(OrderEvent.REFUSE),
    *_ends(OrderEvent.WITHDRAW),
    *_sealed(OrderEvent.VARY, **UNSAID),
    *_sealed(OrderEvent.EXTEND, **UNSAID),
    _review("extend", *PEOPLE),
    _review("let_end", *PEOPLE),
    _review("release_from_watch", Role.LEAD),
    _order(OrderEvent.WARN, roles=(Role.SYSTEM, *PEOPLE)),
    _order(OrderEvent.DISCHARGE),
    *_ends(OrderEvent.END),
    _order(OrderEvent.END, {"reason": "expired"}, "it has expired", (Role.SYSTEM,)),
)

_SERVED = {"served_on": day(0), "served_by": "process_server", "document": None}
#: Anybody who works on a case can have the sealed order and the proof from the court and store them.
_COPY = {"order": "D-00000001", "proof": "D-00000002"}

SERVICE_ASKS: tuple[Sample, ...] = (
    Sample(Chart.SERVICE, ServiceEvent.FALL_DUE.value, PEOPLE, how="to try again"),
    Sample(Chart.SERVICE, ServiceEvent.SERVE.value, PEOPLE, _SERVED),
    Sample(Chart.SERVICE, ServiceEvent.FAIL.value, PEOPLE),
    Sample(Chart.SERVICE, ServiceEvent.DISPENSE.value, PEOPLE),
)

COPY_ASKS: tuple[Sample, ...] = (
    Sample(Chart.POLICE_COPY, CopyEvent.SEND.value, PEOPLE, found={"copy": _COPY}),
    Sample(Chart.POLICE_COPY, CopyEvent.BOUNCE.value, (*PEOPLE, *MACHINES)),
    Sample(Chart.POLICE_COPY, CopyEvent.ACKNOWLEDGE.value, (*PEOPLE, *MACHINES)),
)

OFFER_ASKS: tuple[Sample, ...] = (
    Sample(Chart.OFFER, OfferEvent.ACCEPT.value, (Role.SOLICITOR,), found={"firm_conflict": False}),
    Sample(Chart.OFFER, OfferEvent.DECLINE.value, (Role.SOLICITOR,), {"reason": "capacity"}),
    Sample(Chart.OFFER, OfferEvent.LAPSE.value, (Role.SYSTEM,)),
    Sample(Chart.OFFER, OfferEvent.WITHDRAW.value, WORKERS),
)

_BY: Mapping[NoticeEvent, tuple[Role, ...]] = {
    NoticeEvent.CLAIM: (Role.SYSTEM,),
    NoticeEvent.ACCEPT: (*WORKERS, *MACHINES),
    NoticeEvent.DOUBT: (Role.SYSTEM,),
    NoticeEvent.RETRY: (*WORKERS, Role.SYSTEM),
    NoticeEvent.HOLD: (*WORKERS, Role.SYSTEM),
    NoticeEvent.RELEASE: WORKERS,
    NoticeEvent.CANCEL: (*WORKERS, Role.SYSTEM),
    NoticeEvent.DELIVER: (*WORKERS, *MACHINES),
    NoticeEvent.FAIL: (*WORKERS, *MACHINES),
    NoticeEvent.EXPIRE_RECEIPT: (Role.SYSTEM,),
}

NOTICE_ASKS: tuple[Sample, ...] = tuple(
    Sample(
        Chart.NOTICE,
        event.value,
        roles,
        {"certain": True} if event is NoticeEvent.RETRY else NOTHING_SAID,
        {"receipt_overdue": True},
    )
    for event, roles in _BY.items()
)
