"""The pages of tasks: one's own and those that wait, taking one, handing one on, saying by hand that one is done."""

import secrets

from fastapi.responses import Response

from api.dependencies import Reference
from api.errors import MALFORMED, REFUSED
from api.web.pages import Here, Visit, pages
from api.web.words.counts import counted
from api.web.working.lists import link
from api.web.working.tasks import line
from api.web.working.unserved import above
from states.errors import Refused
from states.permissions import Place
from states.vocabulary import Role
from workflow import doing, queries
from workflow.queries import Part
from workflow.queries.workload import colleagues

router = pages(Place.CASES, "/tasks")

#: Tasks on one page.
PAGE = 25
PARTS = {Part.MINE: "Mine", Part.WAITING: "Waiting for somebody"}
#: What a firm calls its own: none of them waits in a queue.
FIRMS = {Part.MINE: "Of your firm"}


@router.get("")
def list_tasks(here: Here, part: str = "", cursor: str | None = None) -> Response:
    """List a part of one's tasks, due first."""
    parts = FIRMS if here.actor.role is Role.SOLICITOR else PARTS
    shown = Part(part) if part in parts else Part.MINE
    page = queries.tasks(here.db, here.actor, here.at, part=shown, cursor=cursor, limit=PAGE)
    return here.show(
        "working/tasks.html",
        unserved=above(here),
        lines=[line(task, here.at, here.actor.role) for task in page.items],
        parts=[_part(here, one, text, current=one is shown) for one, text in parts.items()],
        waiting=shown is Part.WAITING,
        may_hand=here.actor.role is Role.LEAD,
        key=secrets.token_urlsafe(),
        next_href=link("/tasks", part=shown.value, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=link("/tasks", part=shown.value) if cursor else None,
    )


def _part(here: Visit, part: Part, text: str, *, current: bool) -> dict[str, object]:
    number = queries.count_tasks(here.db, here.actor, here.at, part=part)
    return {
        "text": text,
        "href": link("/tasks", part=part.value),
        "current": current,
        "count": counted(number),
    }


@router.post("/{reference}/take")
def take(here: Here, reference: Reference) -> Response:
    """Take a task that waits; it is then among one's own."""
    try:
        doing.take(here.db, reference, actor=here.actor, at=here.at, key=_key(here, reference))
    except Refused as refusal:
        return _refused(here, reference, refusal, "This task was not taken")
    return here.go("/tasks", done="task-taken")


@router.get("/{reference}/done")
def ask_what_was_done(here: Here, reference: Reference) -> Response:
    """Ask for a note before a task is called done."""
    note = here.typed.get("note")
    return here.show("working/task_done.html", reference=reference, note=note, key=secrets.token_urlsafe())


@router.post("/{reference}/done")
def complete(here: Here, reference: Reference) -> Response:
    """Say by hand that a task is done."""
    note = here.form.get("note") or None
    try:
        doing.complete(here.db, reference, actor=here.actor, at=here.at, said=note, key=_key(here, reference))
    except Refused as refusal:
        return _refused(here, reference, refusal, "This task is not done yet")
    return here.go("/tasks", done="task-done")


@router.get("/{reference}/hand")
def ask_to_whom(here: Here, reference: Reference) -> Response:
    """Ask who is to have a task."""
    return _hand(here, reference)


@router.post("/{reference}/hand")
def hand(here: Here, reference: Reference) -> Response:
    """Hand a task to somebody."""
    to = here.form.get("to")
    if not to:
        return _hand(here, reference, error="Choose who is to have it")
    try:
        doing.hand(here.db, reference, to, actor=here.actor, at=here.at, key=_key(here, reference))
    except Refused as refusal:
        return _refused(here, reference, refusal, "This task was not handed on")
    return here.go("/tasks", done="task-handed", part=Part.WAITING.value)


def _hand(here: Visit, reference: str, error: str = "") -> Response:
    people = colleagues(here.db, here.actor, here.at)
    return here.show(
        "working/task_hand.html",
        status=MALFORMED.status if error else 200,
        reference=reference,
        people=people,
        error=error,
        key=secrets.token_urlsafe(),
    )


def _key(here: Visit, reference: str) -> str | None:
    """Return what makes a second click do nothing twice."""
    key = here.form.get("_key")
    return f"{key} {reference}" if key else None


def _refused(here: Visit, reference: str, refusal: Refused, title: str) -> Response:
    return here.show(
        "working/task_refused.html",
        status=REFUSED.status,
        reference=reference,
        refusals=refusal.refusals,
        title=title,
    )
