"""The cases that a firm acts in, and those in which it still owes the court something."""

from dataclasses import dataclass
from datetime import datetime

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.words.states import CASE_STATES
from api.web.working.unserved import above
from states.permissions import Place
from workflow import queries
from workflow.queries import CaseItem

router = pages(Place.FIRM, "/firm")

#: Where a case stands of which the firm sees no more than what it owes.
OWES = "You still owe the court something here"


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One case of a firm."""

    reference: str
    stands: str
    urgent: bool
    due_at: datetime | None
    late: bool


@router.get("/cases")
def list_cases(here: Here, cursor: str | None = None) -> Response:
    """List the firm's cases, as they came."""
    page = queries.case_list(here.db, here.actor, here.at, cursor=cursor, limit=25)
    cases = [present(item, here.at) for item in page.items]
    return here.show("firm/cases.html", unserved=above(here), cases=cases, next_cursor=page.next_cursor)


def present(item: CaseItem, at: datetime) -> CaseShown:
    """Write one case for its firm."""
    stands = OWES if item.state is None else CASE_STATES[item.state]
    late = item.due_at is not None and item.due_at < at
    return CaseShown(item.reference, stands, bool(item.urgent), item.due_at, late)
