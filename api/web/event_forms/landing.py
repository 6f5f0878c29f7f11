"""Where somebody stands once an event is done: at the thing, or where they begin if they see it no more."""

from api.web.event_forms.about import Target, place
from api.web.pages import Visit
from api.web.words.places import NAVIGATION
from states.vocabulary import Chart
from workflow import queries, references
from workflow.looking import sees
from workflow.queries.work import notice_view


def landing(here: Visit, target: Target) -> str:
    """Return the page that comes after an event."""
    if not sees(here.db, target.reference, here.actor, here.at):
        # Whoever parted from a case by what they did is told nothing more of it, not even that it is there.
        return NAVIGATION[here.actor.role][0][0]
    if target.chart is Chart.NOTICE:
        return place(target, notice_view(here.db, target.reference, here.actor, here.at)[0])
    if target.reference.startswith((references.CASE, references.REFERRAL)):
        return place(target, target.reference)
    view = queries.case_view(here.db, target.reference, here.actor, here.at)
    case = view.reference if view.reference.startswith(references.CASE) else None
    return place(target, case)
