"""The one thing to do next in a case: chosen by what runs out, what is asked for, and what the charts allow.

States are compared nowhere: clocks and tasks say what waits, the events that the charts allow say what can be done
about it, and `FORWARD` which of those leads on. What leads nowhere but out is never recommended.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.web.presenters.lacking import lacking
from api.web.presenters.moments import by
from api.web.words.events import EVENTS
from api.web.working.tasks import doing, says
from states.contact import IN_HER_HANDS, permitted_channels
from states.permissions import Viewer
from states.position import parsed
from states.timers import PAUSE, TIMERS
from states.vocabulary import Chart, Clock, CopyEvent, Event, OfferEvent, OrderEvent, Role, ServiceEvent
from workflow.asking import ASK
from workflow.queries import CaseView, TaskView
from workflow.queries.task_lists import COMPARING
from workflow.task_words import stopping

#: Events that lead on, the first one first. Every other only ends something or records it.
FORWARD: tuple[str, ...] = (
    Event.MAKE_CONTACT,
    Event.GIVE_CONSENT,
    Event.MAKE_OFFER,
    OfferEvent.ACCEPT,
    Event.SEEK_ORDER,
    Event.RECORD_OUTCOME,
    OrderEvent.RESUBMIT,
    OrderEvent.LIST_HEARING,
    OrderEvent.MAKE_ORDER,
    OrderEvent.GRANT_INTERIM,
    ServiceEvent.SERVE,
    CopyEvent.SEND,
    OrderEvent.REVIEW,
    OrderEvent.END,
    Event.LOG_ATTEMPT,
    Event.SUPPLY_INFORMATION,
    Event.REQUEST_INFORMATION,
    Event.ADD_NOTE,
    Event.RESUME,
    Event.CLOSE,
)
#: What stands beside the recommended event, where it is allowed.
BESIDE: tuple[str, ...] = (Event.LOG_ATTEMPT, Event.REQUEST_INFORMATION, Event.ADD_NOTE)
#: What else is done about a clock than what stops it.
MORE: Mapping[str, tuple[str, ...]] = {
    Clock.FIRST_CONTACT: (Event.MAKE_CONTACT, Event.LOG_ATTEMPT),
    Clock.FIRM_CALLS_HER: (Event.LOG_ATTEMPT,),
    Clock.PREPARATION: (Event.MAKE_OFFER, Event.SEEK_ORDER),
}
#: What is done first about a clock, before what leads on.
PREFERRED: Mapping[str, tuple[str, ...]] = {Clock.THREAT_TO_LIFE: (Event.ADD_NOTE,)}
#: Clocks that somebody else answers until they have run out.
ANSWERED_BY: Mapping[str, Role] = {
    Clock.OFFER: Role.SOLICITOR,
    Clock.INFORMATION_ASKED: Role.OFFICER,
}
#: Clocks at whose end nothing is asked before it.
ONLY_WAIT = frozenset({Clock.SURVEY, Clock.CLOSING, Clock.EXPIRY, PAUSE})
#: Tasks that go behind whatever else waits: nobody is helped by them today.
BEHIND = frozenset({ASK, *COMPARING})
#: To take a case that nobody has: there is no hour for it.
TAKING: tuple[str, ...] = (Event.TAKE,)
#: What is said while all that runs is to run.
NOTHING = "Nothing is to be done now"
#: In whose place each role works.
WORKS_AS: Mapping[Role, frozenset[Role]] = {
    Role.CASEWORKER: frozenset({Role.CASEWORKER}),
    Role.LEAD: frozenset({Role.CASEWORKER, Role.LEAD}),
    Role.SOLICITOR: frozenset({Role.SOLICITOR}),
}


@dataclass(frozen=True, slots=True)
class Action:
    """An event that can be asked for now: where its form is, and what it is called."""

    href: str
    text: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What to do now, with others beside it; or, without an `action`, what is waited for and who can mend it.

    `then` is what is to be done once the time has come.
    """

    title: str
    due: datetime | None = None
    action: Action | None = None
    others: tuple[Action, ...] = ()
    who: Role | None = None
    then: str = ""

    @property
    def when(self) -> str:
        """When it is due, as people say it."""
        return "" if self.due is None else by(self.due)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits in a case. What has a lower `rank` goes first, whatever its time."""

    says: str
    due: datetime
    who: Role
    clock: str = ""
    subject: str | None = None
    events: tuple[str, ...] = ()
    task: TaskView | None = field(default=None, repr=False)
    rank: int = 2


def next_step(view: CaseView, viewer: Viewer, at: datetime) -> Next:
    """Recommend one event that is allowed, or say what is waited for and who can mend it."""
    works_as = WORKS_AS[viewer.role]
    waiting: Next | None = None
    for matter in sorted(_matters(view, viewer), key=lambda one: (one.rank, one.due)):
        action = _action(view, matter, viewer.role)
        early = matter.clock in ONLY_WAIT and matter.due > at
        if action is not None and matter.who in works_as and not early:
            due = None if matter.events == TAKING else matter.due
            return Next(matter.says, due, action, _others(view, action))
        # What somebody else is asked for may still be recorded by whoever knows of it.
        others = _others(view, None, action)
        title, then = (NOTHING, matter.says) if early else (matter.says, "")
        waiting = waiting or Next(title, matter.due, None, others, matter.who, then=then)
    return waiting or _whatever(view)


def _whatever(view: CaseView) -> Next:
    """Where nothing runs: what leads on, or that nothing is left to do."""
    for event in FORWARD:
        if view.events.get(event) == []:
            action = _of_case(view, event)
            return Next(action.text, action=action, others=_others(view, action))
    if any(refusals == [] for refusals in view.events.values()):
        return Next("Nothing waits in this case", others=_others(view, None), who=Role.LEAD)
    return Next("Nothing more is done here", who=Role.SYSTEM)


def _matters(view: CaseView, viewer: Viewer) -> Iterator[Matter]:
    since = parsed(view.facts["referred_at"])
    if view.facts["owner"] is None and view.events.get(Event.TAKE) == []:
        yield Matter("Take this case: nobody has it yet", since, viewer.role, events=TAKING, rank=1)
    yield from (_of_task(task) for task in view.tasks if _is_mine(task, viewer))
    yield from (_of_clock(view, name, clock) for name, clock in view.clocks.items())
    paused = view.facts["paused"]
    if paused is not None:
        due = parsed(paused["until"])
        yield Matter("The case is paused", due, Role.CASEWORKER, PAUSE, None, (Event.RESUME,))


def _is_mine(task: TaskView, viewer: Viewer) -> bool:
    if task.mine or viewer.role is Role.SOLICITOR:
        return True
    return task.owner is None and task.role in WORKS_AS[viewer.role]


def _of_task(task: TaskView) -> Matter:
    role = Role(task.role) if task.role else Role.CASEWORKER
    rank = 3 if task.kind in BEHIND else 2
    return Matter(
        says(task), task.due_at, role, subject=task.subject, events=task.completes_on, task=task, rank=rank
    )


def _of_clock(view: CaseView, name: str, clock: Mapping[str, Any]) -> Matter:
    kind, _, subject = name.partition(":")
    rule, due = TIMERS[kind], parsed(clock["due"])
    if until := clock.get("paused_until"):
        due = max(due, parsed(until))
    return Matter(
        rule.asks,
        due,
        ANSWERED_BY.get(kind) or _asked(view, rule.asks_of),
        clock=kind,
        subject=subject or None,
        events=_about(view, kind),
        rank=0 if kind == Clock.THREAT_TO_LIFE else 2,
    )


def _asked(view: CaseView, role: Role) -> Role:
    """Say who is asked: of a firm that has parted from the case nothing is asked any more."""
    gone = role is Role.SOLICITOR and view.facts["firm"] is None
    return Role.CASEWORKER if gone else role


def _about(view: CaseView, kind: str) -> tuple[str, ...]:
    """Return the events that do something about a clock."""
    if kind == Clock.FIRST_CONTACT and not permitted_channels(view.facts) & IN_HER_HANDS:
        # Nobody may call her: all that is left is to ask the referrer.
        return (Event.REQUEST_INFORMATION,)
    return () if kind == Clock.SURVEY else (*MORE.get(kind, ()), *stopping(kind))


def _action(view: CaseView, matter: Matter, role: Role) -> Action | None:
    if CopyEvent.SEND in matter.events and (lacks := lacking(view, matter.subject)):
        return Action(*lacks)
    if matter.task is not None and (found := _by_task(view, matter.task, role)):
        return found
    leading = (*PREFERRED.get(matter.clock, ()), Event.TAKE, *FORWARD)
    wanted = [event for event in leading if event in matter.events]
    for event in wanted:
        action = _on_subject(view, matter.subject, event) or (
            _of_case(view, event) if view.events.get(event) == [] else None
        )
        if action is not None:
            return action
    return None


def _by_task(view: CaseView, task: TaskView, role: Role) -> Action | None:
    """Return where a task is done, unless that is an event that is not allowed now."""
    there = doing(task, role)
    if there is None:
        return None
    head, _, event = there.href.rpartition("/")
    if head.endswith("/events") and view.events.get(event) != []:
        return None
    return Action(there.href, there.text, event if head.endswith("/events") else "")


def _on_subject(view: CaseView, subject: str | None, event: str) -> Action | None:
    for order in view.orders:
        for chart, events in order.events.items():
            if order.reference == subject and events.get(event) == []:
                return Action(f"/orders/{subject}/{chart}/{event}", EVENTS[Chart(chart)][event].title, event)
    return None


def _of_case(view: CaseView, event: str) -> Action:
    return Action(f"/cases/{view.reference}/events/{event}", EVENTS[Chart.CASE][event].title, event)


def _others(view: CaseView, but: Action | None, too: Action | None = None) -> tuple[Action, ...]:
    """Return what stands beside the recommended action: `too`, where there is one, and what is always near."""
    taken = {one.event for one in (but, too) if one is not None}
    beside = (event for event in BESIDE if event not in taken and view.events.get(event) == [])
    return (*((too,) if too else ()), *(_of_case(view, event) for event in beside))
