"""The panel: the firms with how their offers stand and when they answer; and for whom conflicts are listed."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.presenters.contact_line import SHORT_DAYS
from api.web.words.counts import counted
from api.web.words.roles import ROLES
from api.web.working.lists import link
from states.permissions import Place
from workflow import queries
from workflow.firms import Hours, hours_of

router = pages(Place.LEADING, "/lead/panel")

PATH, CONFLICTS = "/lead/panel", "/lead/panel/conflicts"
PAGE = 25


@router.get("")
def show_panel(here: Here, cursor: str | None = None) -> Response:
    """List the firms of the panel."""
    page = queries.panel(here.db, here.actor, here.at, cursor=cursor, limit=PAGE)
    return here.show(
        "leading/panel.html",
        tabs_of=_tabs(PATH),
        firms=[(firm, counted, _hours(hours_of(here.db, firm.code))) for firm in page.items],
        next_href=link(PATH, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=PATH if cursor else None,
    )


@router.get("/conflicts")
def show_conflicts(here: Here, cursor: str | None = None) -> Response:
    """List for whom conflicts of interest are listed; of whom, nobody can read."""
    page = queries.listed_conflicts(here.db, here.actor, here.at, cursor=cursor)
    return here.show(
        "leading/conflicts.html",
        tabs_of=_tabs(CONFLICTS),
        people=page.items,
        roles={role.value: words for role, words in ROLES.items()},
        next_href=link(CONFLICTS, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=CONFLICTS if cursor else None,
    )


def _tabs(current: str) -> list[dict[str, object]]:
    parts = {PATH: "Firms", CONFLICTS: "Conflicts of interest"}
    return [{"text": text, "href": href, "current": href == current} for href, text in parts.items()]


def _hours(hours: tuple[Hours, ...]) -> str:
    """Write when a firm answers: "Mon 9am to 5pm"."""
    return ", ".join(
        f"{SHORT_DAYS[found.day]} {_minute(found.opens)} to {_minute(found.closes)}" for found in hours
    )


def _minute(minute: int) -> str:
    hour, past = divmod(minute % (24 * 60), 60)
    said = f"{hour % 12 or 12}" + (f":{past:02}" if past else "")
    return f"{said}{'am' if hour < 12 else 'pm'}"
