"""What stands around every page: who is signed in, where they may go, and what was just done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request

from api.dependencies import Doors
from api.web.words.counts import counted
from api.web.words.done import DONE
from api.web.words.places import NAVIGATION
from states.vocabulary import Role
from workflow import queries
from workflow.marks import MADE_BY_DEMO, mark
from workflow.sessions import Session


@dataclass(frozen=True, slots=True)
class Shown:
    """Who is signed in, as pages say it. `ends_at` is when the session ends if nothing more is asked.

    `bell` says how many tasks call for them, up to "99+"; nothing where none does.
    """

    name: str
    role: Role
    reference: str
    ends_at: datetime
    bell: str


def around(request: Request, held: Doors, session: Session | None, at: datetime) -> dict[str, Any]:
    """Return what every template is given."""
    path = request.url.path
    return {
        "at": at,
        "here_path": path,
        "banner": DONE.get(request.query_params.get("done", "")),
        # An error page must not fail where the database does.
        "demonstration": held.demonstration if session is None else is_demonstration(held),
        "visit": None if session is None else _shown(held, session, at),
        "nav": [] if session is None else _navigation(session, path),
    }


def is_demonstration(held: Doors) -> bool:
    """Say whether everybody here is fictional. Asked once: a database never becomes one later."""
    if held.demonstration is None:
        held.demonstration = mark(held.db, MADE_BY_DEMO) is not None
    return held.demonstration


def _shown(held: Doors, session: Session, at: datetime) -> Shown:
    actor = session.actor
    called = queries.count_tasks(held.db, actor, at)
    bell = counted(called) if called else ""
    return Shown(session.name, actor.role, actor.reference, session.ends_at, bell)


def _navigation(session: Session, path: str) -> list[dict[str, Any]]:
    links = NAVIGATION[session.actor.role]
    # Of two that lead here the nearer one is where one is.
    here = max((href for href, _ in links if f"{path}/".startswith(f"{href}/")), key=len, default=None)
    return [{"href": href, "text": text, "current": href == here} for href, text in links]
