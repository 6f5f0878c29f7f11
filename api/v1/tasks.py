"""Tasks beside their lists: take one, hand one on, say that one is done; a shift; who is away and who covers."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from api.dependencies import REFERENCE, Db, MaybeKey, Moment, Now, Reference, SignedIn, SignedInRoute
from api.errors import CREATED, NOT_FOUND, NOT_PERMITTED, REFUSED, answers
from api.steps import told
from api.v1.incoming import Paging
from api.v1.outgoing import PageOut, StepOut, TaskOut
from api.v1.shapes import Facts, In, Out
from workflow import doing, leave
from workflow.command import Command
from workflow.queries.paging import MOST
from workflow.shift import shift

router = APIRouter(prefix="/api/v1", tags=["Tasks"], route_class=SignedInRoute)

#: How long a shift is where nobody says, in hours.
SHIFT = timedelta(hours=8)
STEP = answers(NOT_PERMITTED, NOT_FOUND, REFUSED)
PersonReference = Annotated[str, Field(pattern=REFERENCE, examples=["P-7KQ29MXD"])]


class TaskDoneIn(In):
    """What there is to say about a task that is done."""

    note: Annotated[str | None, Field(max_length=4000, description="For the trail; sealed.")] = None


class TaskHandIn(In):
    """Who is to have a task."""

    to: PersonReference


class ShiftIn(In):
    """Until when, and how much of it."""

    until: Annotated[Moment | None, Field(description="Eight hours from now where it is left out.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="The most tasks, and cases, to answer.")] = 50


class ShiftCaseOut(Out):
    """One case of a shift; `clocks` are those that run out before it ends, `handed_over_at` when a note was left."""

    reference: str
    state: str
    owner: str
    urgent: bool
    due_at: datetime | None
    clocks: dict[str, Facts]
    handed_over_at: datetime | None


class ShiftOut(Out):
    """What a shift brings. `more_tasks` continues the list of tasks; the counts are for leads, up to a thousand."""

    until: datetime
    tasks: list[TaskOut]
    more_tasks: str | None
    cases: list[ShiftCaseOut]
    more_cases: bool
    handed_over: list[ShiftCaseOut]
    covers_for: list[str]
    stuck: int | None
    overdue: int | None
    late: int | None


class AbsenceIn(In):
    """Who is away, by reference, and who does their tasks meanwhile. Left out, `person` is who asks."""

    person: PersonReference | None = None
    cover: PersonReference
    begins_at: Moment
    ends_at: Moment


class AbsenceOut(Out):
    """One absence; `begun_at` and `ended_at` are when tasks were moved, or when it was called off."""

    reference: str
    person: str
    cover: str
    begins_at: datetime
    ends_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None


@router.post("/tasks/{reference}/done", responses=STEP)
def complete_task(
    reference: Reference, body: TaskDoneIn, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None
) -> StepOut:
    """Say that a task is done. One that an event shows done is refused, naming the event."""
    done = doing.complete(db, reference, actor=actor, at=at, said=body.note, key=key)
    return StepOut.model_validate(told(db, Command(reference, done.event), done, actor, at))


@router.post("/tasks/{reference}/take", responses=STEP)
def take_task(reference: Reference, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None) -> StepOut:
    """Take a task that waits in a queue; a lead takes anybody's."""
    done = doing.take(db, reference, actor=actor, at=at, key=key)
    return StepOut.model_validate(told(db, Command(reference, done.event), done, actor, at))


@router.post("/tasks/{reference}/hand", responses=STEP)
def hand_task(
    reference: Reference, body: TaskHandIn, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None
) -> StepOut:
    """Hand a task to somebody, as a lead; while they are away their cover has it."""
    done = doing.hand(db, reference, body.to, actor=actor, at=at, key=key)
    return StepOut.model_validate(told(db, Command(reference, done.event), done, actor, at))


@router.get("/shift", responses=answers(NOT_PERMITTED))
def show_shift(wanted: Annotated[ShiftIn, Query()], db: Db, actor: SignedIn, at: Now) -> ShiftOut:
    """Show what this person's shift brings: tasks and cases due before it ends, and notes left for them."""
    until = at + SHIFT if wanted.until is None else wanted.until
    return ShiftOut.model_validate(shift(db, actor, at, until, limit=wanted.limit))


@router.get("/absences", responses=answers(NOT_PERMITTED))
def list_absences(
    wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now
) -> PageOut[AbsenceOut]:
    """List the absences that last or are to come: one's own, those that one covers, a lead's people's."""
    found: Any = leave.absences(db, actor, at, **wanted.model_dump())
    return PageOut[AbsenceOut].model_validate(found)


@router.post("/absences", status_code=CREATED, responses=answers(NOT_PERMITTED, REFUSED))
def plan_absence(body: AbsenceIn, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None) -> AbsenceOut:
    """Plan an absence, one's own or as a lead somebody else's. Tasks go to the cover when it begins, and come back."""
    wanted = leave.Planned(body.person or actor.reference, body.cover, body.begins_at, body.ends_at)
    return AbsenceOut.model_validate(leave.plan(db, wanted, actor=actor, at=at, key=key))


@router.delete("/absences/{reference}", responses=answers(NOT_PERMITTED, NOT_FOUND))
def end_absence(reference: Reference, db: Db, actor: SignedIn, at: Now) -> AbsenceOut:
    """End an absence now, or call it off before it begins. Asked again, nothing more happens."""
    return AbsenceOut.model_validate(leave.end(db, reference, actor=actor, at=at))
