"""Workload: each caseworker and lead with their open cases, what is overdue of them, and what is due today."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.words.roles import ROLES
from api.web.working.lists import link
from states.due import day_after
from states.permissions import Place
from states.position import local_day
from states.vocabulary import Role
from workflow import queries

router = pages(Place.LEADING, "/lead/workload")


@router.get("")
def show_workload(here: Here, cursor: str | None = None) -> Response:
    """Show who has how much to do."""
    tonight = day_after(local_day(here.at).isoformat())
    page = queries.workload(here.db, here.actor, here.at, tonight, cursor=cursor)
    return here.show(
        "leading/workload.html",
        people=page.items,
        roles={role.value: words for role, words in ROLES.items()},
        caseworker=Role.CASEWORKER.value,
        next_href=link("/lead/workload", cursor=page.next_cursor) if page.next_cursor else None,
        first_href="/lead/workload" if cursor else None,
    )
