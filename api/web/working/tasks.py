"""Tasks as pages show them: what is to be done, by when, and where that is done."""

from dataclasses import dataclass
from datetime import datetime

from api.web.words.events import EVENTS
from api.web.words.notices import WAYS
from api.web.words.tasks import BEST, SEEN_AT
from api.web.working.lists import Due, due, force
from states.vocabulary import Chart
from workflow import references
from workflow.queries import TaskView
from workflow.task_words import APPROVAL_ASKED, OVERDUE

#: What begins the kind of a task that a clock raised when it ran out.
DUE = "due_"


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


def line(task: TaskView, at: datetime) -> Line:
    """Write one task as a line."""
    found = due(task.due_at, at)
    if found is None:  # pragma: no cover - a task is always due
        raise TypeError
    return Line(
        reference=task.reference,
        says=task.says,
        case=task.case,
        due=found,
        notes=tuple(_notes(task)),
        doing=doing(task),
        by_hand=task.by_hand,
        mine=task.mine,
        force="" if task.queue is None else force(task.queue),
        covers_for=task.covers_for,
    )


def _notes(task: TaskView) -> list[str]:
    notes = [] if task.way is None else [f"Reach her {WAYS[task.way]}"]
    if task.reason:
        notes.append(f"{task.reason[:1].upper()}{task.reason[1:]}")
    return notes


def doing(task: TaskView) -> Doing | None:
    """Return where a task is done: the form of the event that shows it done, or the page where one sees what to do."""
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
    if said is None:
        return Doing(f"/cases/{task.case}", "Open the case")
    return Doing(f"/cases/{task.case}/events/{event}", said.title)
