"""Searching the trail. Only references and words of ours stand in the address: whoever types a name is told so."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from fastapi.responses import Response

from api.web.audit.telling import listed, title_of
from api.web.filters import day
from api.web.pages import Here, pages
from api.web.words.audit import INSIDE, KINDS
from api.web.words.happened import happened_anywhere
from api.web.words.roles import ROLES
from states.permissions import Place
from states.position import LONDON
from states.vocabulary import Role
from workflow.access_log import REFERENCE
from workflow.queries.trail_search import Kind, Sought, known_events, search_trail

router = pages(Place.AUDIT, prefix="/audit")

#: Entries of one page.
ROWS = 50
#: What the form asks, in its order, with what to say where it cannot be read.
FIELDS: Mapping[str, str] = {
    "who": "Enter the reference of a person, such as P-7KQ29MXD",
    "role": "Choose a role from the list",
    "kind": "Choose a kind from the list",
    "event": "Choose an event from the list",
    "case": "Enter a reference, such as C-7KQ29MXD",
    "since": "Enter the first day as a date, such as 2026-11-23",
    "until": "Enter the last day as a date, such as 2026-11-23",
}
EVENT = re.compile(r"[a-z_]{1,40}")

Chosen = TypeVar("Chosen", Role, Kind)


class Asked(NamedTuple):
    """What the address asks for: the search, what was given, and what of it cannot be read."""

    sought: Sought
    given: dict[str, str]
    errors: dict[str, str]


@router.get("")
def find(here: Here, cursor: str | None = None) -> Response:
    """Show entries of the whole trail, the newest first, narrowed to what is asked for."""
    asked = read(here.request.query_params)
    found = None
    if not asked.errors:
        found = search_trail(here.db, asked.sought, here.actor, here.at, cursor=cursor, limit=ROWS)
    return here.show(
        "audit/search.html",
        status=422 if asked.errors else 200,
        asked=asked,
        found=found,
        filters=_filters(asked.given),
        next_href=found and found.next_cursor and _address({**asked.given, "cursor": found.next_cursor}),
        first_href=cursor and _address(asked.given),
        kinds=KINDS,
        roles=ROLES,
        inside=INSIDE,
        events=sorted(
            ((event, happened_anywhere(event)) for event in known_events(here.db)), key=itemgetter(1)
        ),
        title_of=title_of,
        listed=listed,
    )


def read(query: Mapping[str, str]) -> Asked:
    """Read a search from an address. What is no reference is given back to nobody: it may be a name."""
    given = {name: value.strip() for name in FIELDS if (value := query.get(name, "")).strip()}
    parts: dict[str, Any] = {
        "who": _reference(given.get("who")),
        "case": _reference(given.get("case")),
        "role": _one_of(Role, given.get("role")),
        "kind": _one_of(Kind, given.get("kind")),
        "event": found if EVENT.fullmatch(found := given.get("event", "")) else None,
        "since": _midnight(given.get("since")),
        "until": _midnight(given.get("until"), end=True),
    }
    errors = {name: FIELDS[name] for name in given if parts[name] is None}
    kept = {name: value for name, value in given.items() if name not in errors}
    kept |= {name: parts[name] for name in ("who", "case") if parts[name]}
    return Asked(Sought(**parts), kept, errors)


def _reference(typed: str | None) -> str | None:
    return upper if typed and REFERENCE.fullmatch(upper := typed.upper()) else None


def _one_of(words: type[Chosen], typed: str | None) -> Chosen | None:
    return words(typed) if typed in frozenset(words) else None


def _midnight(typed: str | None, *, end: bool = False) -> datetime | None:
    """Return the beginning or end of a day in London."""
    try:
        on = date.fromisoformat(typed or "")
    except ValueError:
        return None
    # By the clock, not by adding a day: the calendar has a last one.
    return datetime.combine(on, time.max if end else time.min, LONDON)


def _filters(given: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "text": _says(name, value),
            "href": _address({other: kept for other, kept in given.items() if other != name}),
        }
        for name, value in given.items()
    ]


def _says(name: str, value: str) -> str:
    match name:
        case "role":
            return ROLES[Role(value)]
        case "kind":
            return KINDS[Kind(value)]
        case "event":
            return happened_anywhere(value)
        case "since" | "until":
            return f"{'From' if name == 'since' else 'To'} {day(value)}"
        case _:
            return value


def _address(given: Mapping[str, str]) -> str:
    return f"/audit?{urlencode(given)}" if given else "/audit"
