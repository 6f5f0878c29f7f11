"""Answers that are looked up for one case: people, firms, approvals, orders, clocks, languages, forces."""

from collections.abc import Callable, Iterator, Mapping

from api.web.event_forms.about import About
from api.web.event_forms.drawing import Choices
from api.web.filters import moment
from api.web.pages import Visit
from api.web.words.documents import KINDS
from api.web.words.notices import way
from api.web.words.options import LANGUAGES, OPTIONS, Option
from api.web.words.roles import ROLES
from api.web.words.terms import TERMS, USUAL
from states.guards.endings import NEVER_PAUSED
from states.payloads import TAKES_APPROVAL
from states.vocabulary import Chart, Event, OrderEvent, OrderType, Recipient, Role, ServiceEvent
from workflow import queries
from workflow.courts import court_names
from workflow.forces import FORCES
from workflow.queries import choices as listed
from workflow.queries.documents import proofs

Found = Callable[[Visit, About], tuple[Option, ...]]

_LANGUAGES = tuple(Option(code, name) for code, name in LANGUAGES.items())


def choices(here: Visit, about: About) -> Choices:
    """Return the answers that this event's fields offer for this case, by path."""
    return dict(_found(here, about))


def _found(here: Visit, about: About) -> Iterator[tuple[str, tuple[Option, ...]]]:
    for path, find in _FINDERS.get((about.target.chart, about.target.event), {}).items():
        yield path, find(here, about)
    if takes_approval(about):
        yield "approval", _approvals(here, about)


def takes_approval(about: About) -> bool:
    """Say whether a second person's word may go with this event."""
    return about.target.chart is Chart.CASE and about.target.event in TAKES_APPROVAL and about.is_whole


def _owners(here: Visit, about: About) -> tuple[Option, ...]:
    found = listed.owners(here.db, about.target.reference, here.actor, here.at)
    now = about.view.facts["owner"] if about.view else None
    return tuple(
        Option(one.value, one.name, _of_team(one.role, one.force)) for one in found if one.value != now
    )


def _of_team(role: str | None, force: str | None) -> str:
    parts = (ROLES[Role(role)] if role else "", FORCES.get(force, force) if force else "")
    return ", ".join(part for part in parts if part)


def _firms(here: Visit, about: About) -> tuple[Option, ...]:
    asked = here.form.get("firm") or here.request.query_params.get("firm")
    found = listed.firms(here.db, about.target.reference, here.actor, here.at, among=asked)
    return tuple(Option(one.value, one.name, one.says) for one in found)


def _approvals(here: Visit, about: About) -> tuple[Option, ...]:
    found = listed.approvals(here.db, about.target.reference, about.target.event, here.actor, here.at)
    return tuple(Option(one.value, f"{one.name}, {moment(one.at)}" if one.at else one.name) for one in found)


def _orders(_: Visit, about: About) -> tuple[Option, ...]:
    orders = about.view.orders if about.view else ()
    kinds = OPTIONS["OrderType"]
    known = tuple(
        Option(order.reference, f"{kinds[order.type]}, {order.court}", order.reference) for order in orders
    )
    return (*known, Option("", "I do not know"))


def _messages(here: Visit, about: About) -> tuple[Option, ...]:
    """Offer the messages to her, the newest first: which of them told so is known to whoever saw the answer."""
    sent = queries.notices(here.db, about.target.reference, here.actor, here.at, limit=queries.MOST).items
    hers = [one for one in reversed(sent) if one.recipient == Recipient.SURVIVOR]
    named = tuple(
        Option(one.reference, f"{way(one.channel).capitalize()}, {moment(one.planned_at)}") for one in hers
    )
    return (*named, Option("", "I do not know"))


def _proofs(here: Visit, about: About) -> tuple[Option, ...]:
    """Offer what is stored as proof of service of this order, the newest first."""
    stored = proofs(here.db, about.target.reference, here.actor, here.at)
    named = tuple(
        Option(one.reference, f"{KINDS[one.kind]}, stored {moment(one.stored_at)}", one.reference)
        for one in stored
    )
    return (*named, Option("", "It is held elsewhere"))


def _clocks(_: Visit, about: About) -> tuple[Option, ...]:
    running = {name.partition(":")[0] for name in (about.view.clocks if about.view else ())}
    words = OPTIONS["Clock"].items()
    return tuple(Option(name, label) for name, label in words if name in running and name not in NEVER_PAUSED)


def _languages(_: Visit, __: About) -> tuple[Option, ...]:
    return _LANGUAGES


def _forces(_: Visit, __: About) -> tuple[Option, ...]:
    return tuple(Option(code, name) for code, name in FORCES.items())


def _terms(_: Visit, about: About) -> tuple[Option, ...]:
    """Offer what orders of this kind usually say; whatever else this one says is written beside it."""
    orders = about.view.orders if about.view else ()
    kinds = (order.type for order in orders if order.reference == about.target.reference)
    usual = USUAL[next(kinds, OrderType.OTHER)]
    return tuple(Option(term.value, TERMS[term]) for term in usual)


def _courts(here: Visit, _: About) -> tuple[Option, ...]:
    """Suggest the courts of the imported list; one that it does not name is typed."""
    return tuple(Option(name, name) for name in court_names(here.db))


#: Events of an order that say what he must do or not do.
_STATED = (
    OrderEvent.GRANT_INTERIM,
    OrderEvent.MAKE_ORDER,
    OrderEvent.TAKE_UNDERTAKING,
    OrderEvent.VARY,
    OrderEvent.EXTEND,
)

_FINDERS: Mapping[tuple[Chart, str], Mapping[str, Found]] = {
    (Chart.CASE, Event.REASSIGN): {"owner": _owners},
    (Chart.CASE, Event.MAKE_OFFER): {"firm": _firms},
    (Chart.CASE, Event.REPORT_BREACH): {"order": _orders},
    (Chart.CASE, Event.STOP_MESSAGES): {"notice": _messages},
    (Chart.CASE, Event.PAUSE): {"clock": _clocks},
    (Chart.CASE, Event.UPDATE_DETAILS): {"language": _languages},
    (Chart.CASE, Event.CORRECT): {"facts.language": _languages},
    (Chart.CASE, Event.TRANSFER): {"force": _forces},
    (Chart.CASE, Event.SEEK_ORDER): {"orders.court": _courts},
    (Chart.SERVICE, ServiceEvent.SERVE): {"document": _proofs},
    **{(Chart.ORDER, event): {"terms": _terms} for event in _STATED},
}
