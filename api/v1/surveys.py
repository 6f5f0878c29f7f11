"""Her answers to a survey, given by phone to who calls her; no route shows any."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.dependencies import Db, MaybeKey, Now, Reference, SignedIn, SignedInRoute
from api.errors import CONFLICT, NOT_FOUND, NOT_PERMITTED, REFUSED, answers
from api.steps import told
from api.v1.outgoing import StepOut
from api.v1.shapes import In
from notifications.rendering import LANGUAGES
from states.vocabulary import Event
from workflow.command import Command
from workflow.survey_by_phone import record
from workflow.surveys.items import ITEMS, LONGEST
from workflow.surveys.keeping import Answers

router = APIRouter(prefix="/api/v1/cases", tags=["Cases"], route_class=SignedInRoute)

_CODES = "; ".join(f"`{item}`: {', '.join(codes)}" for item, codes in ITEMS.items())


class SurveyIn(In):
    """What she answered: a code for each item that she did not leave out, what she said freely, and whether to call."""

    answers: Annotated[
        dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=40)]],
        Field(default_factory=dict, max_length=len(ITEMS), description=f"By item. {_CODES}."),
    ]
    comment: Annotated[str, Field(max_length=LONGEST)] = ""
    contact_me: bool = False


@router.post("/{reference}/survey", responses=answers(NOT_PERMITTED, NOT_FOUND, REFUSED, CONFLICT))
def answer_survey(
    reference: Reference, body: SurveyIn, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None
) -> StepOut:
    """Take what she answered by phone. It is kept apart from the case, and nobody can look it up by it."""
    said = Answers(body.answers, body.comment.strip(), body.contact_me, LANGUAGES[0])
    done = record(db, reference, said, actor=actor, at=at, key=key)
    command = Command(reference, Event.RECORD_SURVEY.value)
    return StepOut.model_validate(told(db, command, done, actor, at))
