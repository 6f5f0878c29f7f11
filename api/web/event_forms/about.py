"""What an event is asked of: the case, order, offer or notice, as far as who asks sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.steps import events_now
from api.web.event_forms.fields import Field
from api.web.event_forms.layouts import laid_out
from api.web.pages import Visit
from api.web.words.events import EVENTS
from api.web.words.notices import recipient, way
from api.web.words.options import OPTIONS
from states.errors import NotFound, NotPermitted, Refusal
from states.payloads import PAYLOADS
from states.vocabulary import Chart
from workflow import queries, references
from workflow.command import Command
from workflow.queries.views import Events
from workflow.queries.work import notice_view

#: The charts of an order.
OF_ORDERS = frozenset({Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY})
#: Kinds of references by which each chart is asked, and what is missing where there is none of it.
_KINDS = {
    **dict.fromkeys(OF_ORDERS, (references.ORDER, "order")),
    Chart.CASE: (references.CASE, "case"),
    Chart.OFFER: (references.OFFER, "offer"),
    Chart.NOTICE: (references.NOTICE, "notice"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One event of one thing, by its address alone: nothing has been looked up."""

    chart: Chart
    event: str
    reference: str
    path: str

    @property
    def fields(self) -> tuple[Field, ...]:
        """What its form asks."""
        return laid_out(self.chart, self.event)

    @property
    def command(self) -> Command:
        """The command that asks for it, without what it says."""
        subject = None if self.chart is Chart.CASE else self.reference
        return Command(self.reference, self.event, chart=self.chart, subject=subject)


@dataclass(frozen=True, slots=True)
class About:
    """What who asks sees of a target. `refusals` say what stands against it now.

    `case` is the reference of the case where who asks knows of it, and `back` where the thing is shown.
    A notice has no view of its case.
    """

    target: Target
    refusals: Sequence[Refusal]
    back: str
    case: str | None = None
    #: What kind of thing it is, where it is not the case itself.
    thing: str = ""
    version: int | str | None = None
    view: queries.CaseView | None = field(default=None, repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether who asks sees the case whole, and not only what they owe or are asked."""
        return self.view is not None and self.view.definition is not None


def case_event(reference: str, event: str) -> Target:
    """Return one event of a case. Raises NotFound."""
    return _target(Chart.CASE, reference, event, f"/cases/{reference}/events/{event}")


def referral_event(reference: str, event: str) -> Target:
    """Return one event that a referrer asks by a referral of their own. Raises NotFound."""
    if not reference.startswith(references.REFERRAL) or event not in PAYLOADS[Chart.CASE]:
        raise NotFound("referral")
    return Target(Chart.CASE, event, reference, f"/referrals/{reference}/{event}")


def order_event(reference: str, chart: str, event: str) -> Target:
    """Return one event of an order, of its service or of its police copy. Raises NotFound."""
    if chart not in OF_ORDERS:
        raise NotFound("event")
    return _target(Chart(chart), reference, event, f"/orders/{reference}/{chart}/{event}")


def offer_event(reference: str, event: str) -> Target:
    """Return one event of an offer. Raises NotFound."""
    return _target(Chart.OFFER, reference, event, f"/offers/{reference}/{event}")


def notice_event(reference: str, event: str) -> Target:
    """Return one event of a notice. Raises NotFound."""
    return _target(Chart.NOTICE, reference, event, f"/notices/{reference}/{event}")


def _target(chart: Chart, reference: str, event: str, path: str) -> Target:
    kind, what = _KINDS[chart]
    if not reference.startswith(kind):
        raise NotFound(what)
    if event not in PAYLOADS[chart]:
        raise NotFound("event")
    return Target(chart, event, reference, path)


def look(here: Visit, target: Target) -> About:
    """Look at what is asked about. Raises NotFound, and NotPermitted for what this person never asks."""
    if target.chart is Chart.NOTICE:
        known, notice = notice_view(here.db, target.reference, here.actor, here.at)
        thing = f"{recipient(notice.recipient)} {way(notice.channel)}"
        return About(target, _refusals(notice.events, target), place(target, known), known, thing)
    view = queries.case_view(here.db, target.reference, here.actor, here.at)
    refusals = _refusals(events_now(view, target.command), target)
    # Who sees no more than an offer or a referral goes by its own reference.
    case = view.reference if view.reference.startswith(references.CASE) else None
    return About(target, refusals, place(target, case), case, _thing(view, target), view.version, view)


def place(target: Target, case: str | None) -> str:
    """Return where the thing is shown to somebody who sees that much of its case."""
    if target.reference.startswith(references.REFERRAL):
        return f"/referrals/{target.reference}"
    if case is None:
        return "/firm/offers"
    if target.chart is Chart.NOTICE:
        return f"/cases/{case}/notices"
    return f"/cases/{case}" if target.chart is Chart.CASE else f"/cases/{case}/orders"


def _thing(view: queries.CaseView, target: Target) -> str:
    for order in view.orders:
        if order.reference == target.reference:
            return f"{OPTIONS['OrderType'][order.type]}, {order.court}"
    return ""


def _refusals(events: Events, target: Target) -> Sequence[Refusal]:
    if target.event not in events:
        title = EVENTS[target.chart][target.event].title
        message = f"it is for other roles to {title[:1].lower()}{title[1:]}"
        raise NotPermitted(message)
    return events[target.event]
