"""Tasks as pages show them: what is to be done, by when, and where that is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.web.words.events import EVENTS
from api.web.words.notices import WAYS
from api.web.words.tasks import BEST, SEEN_AT, missing
from api.web.working.lists import Due, due, force
from states.definitions import CURRENT, DEFINITIONS
from states.vocabulary import Chart, Role
from workflow import references
from workflow.asking import ASK
from workflow.queries import TaskView
from workflow.queries.task_lists import COMPARING
from workflow.task_words import APPROVAL_ASKED, OVERDUE

#: What begins the kind of a task that a clock raised when it ran out.
DUE = "due_"


#: Who may ever ask each event of a case, from whatever state.
ASKED_BY: Mapping[str, frozenset[Role]] = {
    event: frozenset().union(
        *(
            way.asks
            for (_, one), ways in DEFINITIONS[CURRENT].charts[Chart.CASE].branches.items()
            if one == event
            for way in ways
        )
    )
    for event in EVENTS[Chart.CASE]
}


@dataclass(frozen=True, slots=True)
class Doing:
    """Where a task is done, and the words of the link there."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One task, as its line says it."""

    reference: str
    says: str
    case: str | None
    due: Due
    notes: tuple[str, ...]
    doing: Doing | None
    by_hand: bool
    mine: bool
    force: str
    covers_for: str | None


def line(task: TaskView, at: datetime, role: Role | None = None) -> Line:
    """Write one task as a line, for somebody in a role."""
    return Line(
        reference=task.reference,
        says=says(task),
        case=task.case,
        due=due(task.due_at, at),
        notes=tuple(_notes(task)),
        doing=doing(task, role),
        by_hand=task.by_hand,
        mine=task.mine,
        force="" if task.queue is None else force(task.queue),
        covers_for=task.covers_for,
    )


def says(task: TaskView) -> str:
    """Say what is to be done, and of what a referral did not say, which it is."""
    if task.kind == ASK and task.subject is not None:
        return f"{task.says}: {missing(task.subject)}"
    return task.says


def _notes(task: TaskView) -> list[str]:
    notes = [] if task.way is None else [f"Reach her {WAYS[task.way]}"]
    if task.reason:
        notes.append(f"{task.reason[:1].upper()}{task.reason[1:]}")
    if task.kind in COMPARING and task.subject is not None:
        notes.append(f"The other case is {task.subject}")
    return notes


def doing(task: TaskView, role: Role | None = None) -> Doing | None:
    """Return where a task is done: the form of the event that shows it done, or the page where one sees what to do.

    Nobody in a role is led to a form that is not for it: what another has to do is looked at in the case.
    """
    if task.case is None:
        return None
    kind = task.kind.removeprefix(OVERDUE).removeprefix(DUE)
    if task.kind == APPROVAL_ASKED:
        return Doing(f"/cases/{task.case}/approve/{task.completes_on[0]}", "Approve or turn down")
    if task.subject is not None and task.subject.startswith(references.NOTICE):
        return Doing(f"/cases/{task.case}/notices", "Look at the message")
    if kind in SEEN_AT:
        return Doing(f"/cases/{task.case}{SEEN_AT[kind]}", "Do this now")
    event = BEST.get(kind) or next(iter(task.completes_on), None)
    said = None if event is None else EVENTS[Chart.CASE].get(event)
    if said is None or (role is not None and role not in ASKED_BY[str(event)]):
        return Doing(f"/cases/{task.case}", "Open the case")
    return Doing(f"/cases/{task.case}/events/{event}", said.title)
