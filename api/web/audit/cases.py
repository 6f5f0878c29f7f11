"""One case for an auditor: at a glance, entry by entry, at any moment, its way through the chart, and for print."""

from datetime import datetime
from typing import Any

from fastapi.responses import Response

from api.web.audit.definitions import drawn
from api.web.audit.telling import clock, field, listed, named, shown, title_of
from api.web.pages import Here, pages
from api.web.words.audit import AMONG, INSIDE, event_title, plain
from api.web.words.happened import happened
from api.web.words.notices import RECIPIENTS, WAYS
from api.web.words.roles import ROLES
from states.errors import Malformed
from states.facts import FACTS
from states.permissions import Place
from states.position import LONDON
from states.vocabulary import Chart
from workflow.exact_words import exact_words
from workflow.queries.audit_overview import overview
from workflow.queries.auditing import audit_history, path, stood
from workflow.queries.names import names
from workflow.queries.paging import MOST
from workflow.queries.register import person

router = pages(Place.AUDIT, prefix="/audit")

#: Entries of one page.
ROWS = 20
#: What templates say of entries.
WORDS: dict[str, Any] = {
    "event_title": event_title,
    "happened": happened,
    "title_of": title_of,
    "plain": plain,
    "shown": shown,
    "field": field,
    "listed": listed,
    "clock_turn": clock,
    "recipients": RECIPIENTS,
    "ways": WAYS,
    "among": AMONG,
    "roles": ROLES,
    "inside": INSIDE,
}
TABS = (
    ("", "At a glance"),
    ("history", "History"),
    ("at", "As it stood"),
    ("path", "Path"),
    ("chronology", "Chronology"),
)


@router.get("/cases/{reference}")
def glance(here: Here, reference: str) -> Response:
    """Show a case at a glance, its chain checked just now."""
    seen = overview(here.db, reference, here.actor, here.at)
    owner, firm = seen.facts["owner"], seen.facts["firm"]
    facts = named(seen.facts, person(here.db, owner) if owner else None, names(here.db, (), (firm,)))
    return _show(here, "case", seen.reference, "", seen=seen, held=facts)


@router.get("/cases/{reference}/history")
def history(here: Here, reference: str, cursor: str | None = None) -> Response:
    """Tell a case entry by entry, the first one first."""
    told = audit_history(here.db, reference, here.actor, here.at, cursor=cursor, limit=ROWS)
    return _show(here, "history", reference, "history", told=told, later=cursor is not None)


@router.get("/cases/{reference}/entries/{seq}")
def entry(here: Here, reference: str, seq: int) -> Response:
    """Tell one entry in full: why it went or was refused, and what came of it."""
    return _show(
        here, "entry", reference, "history", then=stood(here.db, reference, here.actor, here.at, seq=seq)
    )


@router.get("/cases/{reference}/at")
def at(here: Here, reference: str, entry: int | None = None, at: str = "") -> Response:
    """Show a case as it stood after an entry, or at a moment of London time; without either, now."""
    problem, moment, then = "", None, None
    try:
        moment = _moment(at)
        then = stood(here.db, reference, here.actor, here.at, seq=entry, moment=moment)
    except Malformed as refused:
        problem = str(refused).capitalize()
    return _show(
        here,
        "at",
        reference,
        "at",
        status=422 if problem else 200,
        then=then,
        problem=problem,
        moment=moment,
        facts={name: says for name, (_, says) in FACTS.items()},
    )


@router.get("/cases/{reference}/path")
def way(here: Here, reference: str) -> Response:
    """Draw the way of a case into the diagram of its definition."""
    taken = path(here.db, reference, here.actor, here.at)
    diagram = drawn(Chart.CASE, taken.definition, taken.taken)
    return _show(here, "path", taken.reference, "path", way=taken, diagram=diagram)


@router.get("/cases/{reference}/chronology")
def chronology(here: Here, reference: str, cursor: str | None = None, deliveries: str = "") -> Response:
    """Set a case out for print, without anybody's name; how messages were delivered only where asked for."""
    told = audit_history(
        here.db, reference, here.actor, here.at, cursor=cursor, limit=MOST, what="chronology"
    )
    items = [item for item in told.items if deliveries or item.chart != Chart.NOTICE]
    return _show(
        here,
        "chronology",
        reference,
        "chronology",
        told=told,
        items=items,
        deliveries=bool(deliveries),
        later=cursor is not None,
    )


@router.get("/notices/{reference}")
def words(here: Here, reference: str) -> Response:
    """Show the exact words of one message, as they were sealed when it was sent."""
    return here.show(
        "audit/words.html", said=exact_words(here.db, reference, actor=here.actor, at=here.at), **WORDS
    )


def _show(here: Here, template: str, reference: str, tab: str, status: int = 200, **context: Any) -> Response:
    tabs = [
        {"text": text, "href": f"/audit/cases/{reference}{'/' if part else ''}{part}", "current": part == tab}
        for part, text in TABS
    ]
    return here.show(
        f"audit/{template}.html", status=status, reference=reference, tabs_of=tabs, **WORDS, **context
    )


def _moment(typed: str) -> datetime | None:
    """Read a moment. Without a zone it is one of the London clock. Raises Malformed."""
    if not typed:
        return None
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        raise Malformed("the moment cannot be read") from None
    return read if read.tzinfo else read.replace(tzinfo=LONDON)
