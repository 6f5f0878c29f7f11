"""Who is told of the events of an order, of its service and of the copy that the police hold.

The force and its order desk are told of an order that binds by legal duty; of an application,
a refusal or an undertaking only where she agreed. She is told of every turn, in words that say
nothing, so that she calls.
"""

from functools import partial

from notifications.rules.case import HERS
from notifications.rules.conditions import POLICE_KNOW
from notifications.rules.rule import Need, Rule
from states.vocabulary import Chart, CopyEvent, OrderEvent, Recipient, ServiceEvent

R = Recipient

#: What templates for people who work on the case may use.
CASE = ("reference", "order")
#: What templates for the police may use: they know an order, not a case.
POLICE = ("order",)
UNTIL = ("order", "expires_on")

_order = partial(Rule, Chart.ORDER)
_service = partial(Rule, Chart.SERVICE)
_copy = partial(Rule, Chart.POLICE_COPY)
_her = partial(_order, recipient=R.SURVIVOR, needs=Need.CONSENT, values=HERS)

BEFORE_THE_COURT = (
    _order(OrderEvent.SEND_BACK, R.CASEWORKER, "the court sent the application back", values=CASE),
    _order(OrderEvent.SEND_BACK, R.FIRM, "the application is to be mended within a working day", values=CASE),
    _her(
        OrderEvent.LIST_HEARING,
        reason="the court will hear her application, and she needs to know when and where",
    ),
    _order(OrderEvent.LIST_HEARING, R.CASEWORKER, "there is a hearing to prepare her for", values=CASE),
    _her(
        OrderEvent.GRANT_INTERIM,
        reason="the court made an interim order; it protects her once the respondent knows of it",
    ),
    _order(OrderEvent.GRANT_INTERIM, R.CASEWORKER, "an interim order is to be served", values=CASE),
    _order(
        OrderEvent.GRANT_INTERIM,
        R.REFERRER,
        "a referrer who may know hears of the order",
        needs=Need.TELL_FORCE,
    ),
    _order(OrderEvent.GRANT_INTERIM, R.FORCE, "the police answer for an order in force", values=UNTIL),
    _her(
        OrderEvent.MAKE_ORDER,
        reason="the court made the order; it protects her once the respondent knows of it",
    ),
    _order(OrderEvent.MAKE_ORDER, R.CASEWORKER, "an order is to be served", values=CASE),
    _order(
        OrderEvent.MAKE_ORDER, R.REFERRER, "a referrer who may know hears of the order", needs=Need.TELL_FORCE
    ),
    _order(OrderEvent.MAKE_ORDER, R.FORCE, "the police answer for an order in force", values=UNTIL),
    _her(
        OrderEvent.TAKE_UNDERTAKING,
        reason="the respondent gave the court a promise, and nobody can be arrested for breaking it",
    ),
    _order(
        OrderEvent.TAKE_UNDERTAKING, R.CASEWORKER, "an undertaking protects less than an order", values=CASE
    ),
    _order(
        OrderEvent.TAKE_UNDERTAKING, R.REFERRER, "a referrer who may know hears of it", needs=Need.TELL_FORCE
    ),
    _order(
        OrderEvent.TAKE_UNDERTAKING,
        R.FORCE,
        "an undertaking carries no power of arrest",
        needs=Need.TELL_FORCE,
        values=POLICE,
    ),
    _her(OrderEvent.REFUSE, reason="the court refused the order, and other ways are open"),
    _order(OrderEvent.REFUSE, R.CASEWORKER, "she has to be told, and helped on", values=CASE),
    _order(OrderEvent.REFUSE, R.REFERRER, "a referrer who may know hears of it", needs=Need.TELL_FORCE),
    _order(
        OrderEvent.REFUSE,
        R.FORCE,
        "an interim order that the police hold is over",
        POLICE_KNOW,
        values=POLICE,
    ),
    _her(OrderEvent.WITHDRAW, reason="the application was withdrawn, and other ways are open"),
    _order(OrderEvent.WITHDRAW, R.CASEWORKER, "she has to be told, and helped on", values=CASE),
    _order(OrderEvent.WITHDRAW, R.REFERRER, "a referrer who may know hears of it", needs=Need.TELL_FORCE),
    _order(
        OrderEvent.WITHDRAW,
        R.FORCE,
        "an interim order that the police hold is over",
        POLICE_KNOW,
        values=POLICE,
    ),
)

IN_FORCE = (
    _her(OrderEvent.VARY, reason="the court changed the order"),
    _order(OrderEvent.VARY, R.CASEWORKER, "the changed order is to be served", values=CASE),
    _order(OrderEvent.VARY, R.FORCE, "the police hold terms that no longer hold", values=UNTIL),
    _her(OrderEvent.EXTEND, reason="the court extended the order"),
    _order(OrderEvent.EXTEND, R.CASEWORKER, "the extended order is to be served", values=CASE),
    _order(OrderEvent.EXTEND, R.FORCE, "the police hold an expiry that no longer holds", values=UNTIL),
    _order(OrderEvent.REVIEW, R.CASEWORKER, "it is decided what becomes of the order", values=CASE),
    _order(OrderEvent.REVIEW, R.FIRM, "it is decided what becomes of the order", values=CASE),
    _her(OrderEvent.WARN, reason="the order runs out soon, and she may want it extended"),
    _order(
        OrderEvent.WARN,
        R.CASEWORKER,
        "it is to be decided whether the order is extended",
        values=(*CASE, "expires_on"),
    ),
    _order(
        OrderEvent.WARN,
        R.FIRM,
        "it is to be decided whether the order is extended",
        values=(*CASE, "expires_on"),
    ),
    _her(OrderEvent.DISCHARGE, reason="the court ended the order, and she is no longer protected by it"),
    _order(OrderEvent.DISCHARGE, R.CASEWORKER, "she is no longer protected by the order", values=CASE),
    _order(OrderEvent.DISCHARGE, R.FIRM, "the order is over", values=CASE),
    _order(
        OrderEvent.DISCHARGE, R.FORCE, "an order that the police hold is over", POLICE_KNOW, values=POLICE
    ),
    _her(OrderEvent.END, reason="the order has run out, and she is no longer protected by it"),
    _order(OrderEvent.END, R.CASEWORKER, "she is no longer protected by the order", values=CASE),
    _order(OrderEvent.END, R.FIRM, "the order is over", values=CASE),
    _order(OrderEvent.END, R.FORCE, "an order that the police hold is over", POLICE_KNOW, values=POLICE),
)

SERVICE = (
    _service(ServiceEvent.FALL_DUE, R.FIRM, "the order protects nobody until it is served", values=CASE),
    _service(
        ServiceEvent.SERVE,
        R.SURVIVOR,
        "the respondent has been given the order today or lately and may be angry: ask how she keeps safe",
        needs=Need.CONSENT,
        values=HERS,
    ),
    _service(ServiceEvent.SERVE, R.CASEWORKER, "the respondent knows of the order", values=CASE),
    _service(
        ServiceEvent.SERVE,
        R.FORCE,
        "the respondent knows of the order, so a breach counts from now on",
        values=UNTIL,
    ),
    _service(
        ServiceEvent.FAIL,
        R.SURVIVOR,
        "the respondent could not be given the order, so it does not protect her yet",
        needs=Need.CONSENT,
        values=HERS,
    ),
    _service(ServiceEvent.FAIL, R.CASEWORKER, "the order does not protect her yet", values=CASE),
    _service(ServiceEvent.FAIL, R.FIRM, "service is to be tried another way", values=CASE),
    _service(
        ServiceEvent.FAIL, R.FORCE, "the police may know where the respondent can be found", values=POLICE
    ),
    _service(
        ServiceEvent.DISPENSE,
        R.SURVIVOR,
        "the court does not require that the respondent is given the order",
        needs=Need.CONSENT,
        values=HERS,
    ),
    _service(ServiceEvent.DISPENSE, R.CASEWORKER, "the order holds without service", values=CASE),
    _service(ServiceEvent.DISPENSE, R.FORCE, "the order holds without service", values=UNTIL),
)

POLICE_COPY = (
    _copy(
        CopyEvent.FALL_DUE,
        R.FIRM,
        "the police are to hold the order and its proof of service today",
        values=CASE,
    ),
    _copy(CopyEvent.SEND, R.ORDER_DESK, "the desk takes the copy in and acknowledges it", values=UNTIL),
    _copy(CopyEvent.BOUNCE, R.CASEWORKER, "the police do not hold the order", values=CASE),
    _copy(CopyEvent.BOUNCE, R.FIRM, "the copy is to be sent again", values=CASE),
    _copy(CopyEvent.ACKNOWLEDGE, R.CASEWORKER, "the police hold the order", values=CASE),
)

RULES = (*BEFORE_THE_COURT, *IN_FORCE, *SERVICE, *POLICE_COPY)

NOBODY_IS_TOLD: dict[tuple[Chart, str], str] = {
    (Chart.ORDER, OrderEvent.APPLY): "the step of the case that applies for it tells them",
    (Chart.ORDER, OrderEvent.RESUBMIT): "the clock for the court's answer runs again and shows it",
}
