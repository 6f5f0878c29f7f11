"""Messages that wait for a person: each with what may be done about it, and many at once with a report of each."""

import secrets
from collections.abc import Mapping

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.leading.reports import presented
from api.web.pages import Here, Visit, pages
from api.web.words.notices import RECIPIENTS, WAYS
from api.web.working.lists import link
from states.permissions import Place
from states.vocabulary import NoticeEvent
from workflow.access_log import REFERENCE
from workflow.settling import Wanted, settle_all
from workflow.stuck import Why, stuck

router = pages(Place.LEADING, "/lead/stuck")

PATH = "/lead/stuck"
PAGE = 50
WHY: Mapping[str, str] = {
    Why.IN_DOUBT: "It may have been sent, or not",
    Why.FAILED: "It did not arrive",
    Why.HELD: "No machine may send it",
    Why.LATE: "It should have gone by now",
}
#: What may be asked of many at once, and the words of its button.
AT_ONCE: Mapping[str, str] = {
    NoticeEvent.RELEASE: "Release those ticked",
    NoticeEvent.RETRY: "Send those ticked again",
    NoticeEvent.CANCEL: "Cancel those ticked",
}


@router.get("")
def show_stuck(here: Here, cursor: str | None = None) -> Response:
    """List the messages that wait for a person, the longest waiting first."""
    return _list(here, cursor)


@router.post("")
def settle(here: Here) -> Response:
    """Ask one event of each message that was ticked, and report each."""
    references = [value for value in here.form.all("notice") if REFERENCE.fullmatch(value)]
    event = here.form.get("event")
    if not references or event not in AT_ONCE:
        return _list(here, None, problem="Tick at least one message")
    wanted = [Wanted(reference, event) for reference in dict.fromkeys(references)]
    # With the event: the same ticks under another button are another request.
    key = here.form.get("_key")
    reports = settle_all(here.db, wanted, actor=here.actor, at=here.at, key=f"{key} {event}" if key else None)
    return here.show(
        "leading/report.html",
        title="Messages settled",
        back={"href": PATH, "text": "Back to what is stuck"},
        place=None,
        lines=[presented(report) for report in reports],
    )


def _list(here: Visit, cursor: str | None, problem: str = "") -> Response:
    asked = here.request.query_params.get("why", "")
    why = Why(asked) if asked in frozenset(Why) else None
    page = stuck(here.db, here.actor, here.at, cursor=cursor, limit=PAGE, why=why)
    return here.show(
        "leading/stuck.html",
        status=MALFORMED.status if problem else 200,
        items=page.items,
        problem=problem,
        kinds=[
            {"text": text, "href": link(PATH, why=kind), "current": kind == (why or "")}
            for kind, text in {"": "All", **WHY}.items()
        ],
        why=WHY,
        recipients=RECIPIENTS,
        ways=WAYS,
        at_once=AT_ONCE,
        key=secrets.token_urlsafe(),
        next_href=link(PATH, why=why, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=link(PATH, why=why) if cursor else None,
    )
