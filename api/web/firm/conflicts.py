"""Whom the firm may not act about: only file numbers are shown, because nothing else is kept."""

from collections.abc import Mapping

from fastapi.responses import Response

from api.errors import DONE, MALFORMED
from api.web.pages import Here, pages
from states.errors import Malformed, Problem
from states.permissions import Place
from workflow import firms

router = pages(Place.FIRM, "/firm")

#: What a firm may know of a person, in the words of the form.
LABELS: Mapping[str, str] = {
    "matter": "Your file number",
    "name": "Name",
    "date_of_birth": "Date of birth",
    "phone": "Telephone number",
    "email": "E-mail address",
    "postcode": "Postcode",
}
HINTS: Mapping[str, str] = {
    "matter": "For example 2026/0417. It must not name anybody: others of your firm read it here.",
    "name": "First name and surname. A name alone is enough.",
    "date_of_birth": "Year, month and day, for example 1985-03-27",
}
FIELDS = tuple(name for name in LABELS if name != "matter")


@router.get("/conflicts")
def list_conflicts(here: Here, cursor: str | None = None) -> Response:
    """List the lines, the newest first, with a form for another."""
    return _shown(here, cursor=cursor)


@router.post("/conflicts")
def add_conflict(here: Here) -> Response:
    """Add a line."""
    person = {name: here.form.get(name) or None for name in FIELDS}
    try:
        firms.add_conflict(here.db, person, here.form.get("matter"), actor=here.actor, at=here.at)
    except Malformed as wrong:
        return _shown(here, problems=wrong.problems)
    return here.go("/firm/conflicts", done="conflict_added")


@router.post("/conflicts/{reference}/remove")
def remove_conflict(here: Here, reference: str) -> Response:
    """Take a line off."""
    firms.remove_conflict(here.db, reference, actor=here.actor, at=here.at)
    return here.go("/firm/conflicts", done="conflict_removed")


def _shown(here: Here, *, cursor: str | None = None, problems: tuple[Problem, ...] = ()) -> Response:
    page = firms.conflicts(here.db, here.actor, here.at, cursor=cursor, limit=25)
    typed = here.form or here.typed
    values = {name: typed.get(name) for name in LABELS}
    return here.show(
        "firm/conflicts.html",
        status=MALFORMED.status if problems else DONE,
        page=page,
        problems=problems,
        values=values,
        labels=LABELS,
        hints=HINTS,
    )
