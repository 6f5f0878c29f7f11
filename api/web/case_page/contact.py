"""The contact log: how to call her, three taps to log an attempt, and every attempt so far."""

import secrets

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.event_forms.drawing import Drawing
from api.web.event_forms.layouts import laid_out
from api.web.event_forms.moments import parts_of_moment
from api.web.event_forms.sheet import CHANCE
from api.web.forms import Form
from api.web.pages import Here, Visit, pages
from api.web.presenters.contact_line import calling
from api.web.presenters.contact_log import ENTRIES, log
from api.web.presenters.sealed_fields import openable
from api.web.words.facts import NUMBER, TO_CALL
from states.contact import permitted_channels
from states.permissions import Place
from states.vocabulary import Channel, Chart, Event
from workflow import queries

router = pages(Place.CASES, prefix="/cases")

#: The task that waits while her number leads to somebody else.
STRANGER = "find_her_number"
#: Entries of one page of the log.
ROWS = 20
#: Ways in the order in which they are tried.
WAYS = (Channel.PHONE, Channel.SMS, Channel.EMAIL, Channel.IN_PERSON, Channel.THROUGH_OFFICER)


@router.get("/{reference}/contact")
def contact(here: Here, reference: Reference, cursor: str | None = None) -> Response:
    """Show how to call her, the form that logs an attempt, and the log, the newest first."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/contact")) is not None:
        return answer
    page = queries.history(
        here.db,
        reference,
        here.actor,
        here.at,
        events=ENTRIES,
        newest=True,
        cursor=cursor,
        limit=ROWS,
    )
    people = known(here, view, *(item.actor for item in page.items))
    return show(
        here,
        view,
        "contact",
        people,
        calling=calling(view.facts, here.at),
        stranger=any(task.kind == STRANGER for task in view.tasks),
        to_call=openable(view, TO_CALL) if NUMBER in view.may_reveal else (),
        taking=view.events.get(Event.TAKE) == [],
        replies=openable(view, ("replies",)),
        logging=view.events.get(Event.LOG_ATTEMPT) == [],
        asking=view.events.get(Event.REQUEST_INFORMATION) == [],
        safety=view.events.get(Event.SET_SAFETY) == [],
        spoken=view.events.get(Event.MAKE_CONTACT) == [],
        fields=_fields(here, view),
        key=secrets.token_urlsafe(CHANCE),
        items=log(page.items, people),
        next_cursor=page.next_cursor,
        later=cursor is not None,
    )


def _fields(here: Visit, view: queries.CaseView) -> dict[str, object]:
    """Draw the fields of an attempt, with the way that is tried first already chosen."""
    allowed = permitted_channels(view.facts)
    way = next((way for way in WAYS if way in allowed), Channel.PHONE)
    typed = Form([("channel", way.value), *parts_of_moment("at", here.at)])
    fields = laid_out(Chart.CASE, Event.LOG_ATTEMPT)
    drawn = Drawing(Chart.CASE, Event.LOG_ATTEMPT, typed, {}, {}).draw(fields)
    return {one.name: one for one in drawn}
