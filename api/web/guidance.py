"""Help, and what everybody may read about Rowan before they sign in.

A survivor may look at the page about safety. It leads away at one press, to a page that says nothing of
where she was and that her browser has kept already.
"""

from datetime import date, timedelta

from fastapi.responses import Response

from api.web.pages import Here, pages
from states.bank_holidays import of_year
from states.permissions import Place
from states.position import LONDON

#: Where "Exit this page" leads.
AWAY = "/bank-holidays"
#: How long a browser keeps the page that it leads to: a day, in seconds.
KEPT = 24 * 60 * 60

router = pages(Place.ANYONE)
signed_in = pages(Place.ACCOUNT)


@router.get("/help")
def show_help(here: Here) -> Response:
    """Show what people ask."""
    return here.show("help/help.html")


@router.get("/help/safety")
def show_safety(here: Here) -> Response:
    """Show what she may want to know, and where help is."""
    return here.show("help/safety.html", away=AWAY)


@router.get(AWAY)
def show_bank_holidays(here: Here) -> Response:
    """Show a page that anybody may be seen with."""
    today = here.at.astimezone(LONDON).date()
    answer = here.show("help/bank_holidays.html", days=_next_year(today))
    answer.headers["Cache-Control"] = f"private, max-age={KEPT}"
    return answer


def _next_year(today: date) -> list[date]:
    following = today + timedelta(days=365)
    days = of_year(today.year) | of_year(following.year)
    return sorted(day for day in days if today <= day <= following)


@router.get("/accessibility")
def show_accessibility(here: Here) -> Response:
    """Show who can use the pages, and what is not right yet."""
    return here.show("help/accessibility.html")


@router.get("/privacy")
def show_privacy(here: Here) -> Response:
    """Show what is kept of whom."""
    return here.show("help/privacy.html")


@signed_in.get("/shortcuts")
def show_shortcuts(here: Here) -> Response:
    """Show the keys, and let them be turned on."""
    return here.show("help/shortcuts.html")
