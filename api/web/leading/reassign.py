"""Giving many cases to somebody else at once, with a report that says of each what became of it."""

import secrets
from collections.abc import Mapping

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.leading.reports import presented
from api.web.pages import Here, Visit, pages
from api.web.working.lists import link
from api.web.working.queue import line
from states.permissions import Place
from workflow import queries
from workflow.access_log import REFERENCE
from workflow.queries import Wanted, Whose
from workflow.queries.workload import colleagues
from workflow.reassigning import reassign_all

router = pages(Place.LEADING, "/lead/reassign")

PATH = "/lead/reassign"
#: Cases on one page: as many as are given at once.
PAGE = 50
#: Longest reason, in characters, as the event's own.
LONGEST = 4000
NOBODY = "nobody"


@router.get("")
def choose(here: Here, cursor: str | None = None) -> Response:
    """Show the cases of one owner, or of nobody, to be ticked."""
    owner = here.request.query_params.get("owner") or here.typed.get("owner")
    return _form(here, owner if REFERENCE.fullmatch(owner) else NOBODY, cursor, {})


@router.post("")
def give(here: Here) -> Response:
    """Give what was ticked to one owner, and report each."""
    form = here.form
    cases, to, reason = _chosen(form.all("case")), form.get("to"), form.get("reason")
    problems = _problems(cases, to, reason)
    if problems:
        owner = form.get("owner")
        return _form(here, owner if REFERENCE.fullmatch(owner) else NOBODY, None, problems)
    key = form.get("_key") or None
    reports = reassign_all(here.db, cases, to, reason, actor=here.actor, at=here.at, key=key)
    return here.show(
        "leading/report.html",
        title="Cases given to somebody else",
        back={"href": PATH, "text": "Reassign more cases"},
        place="/cases/",
        lines=[presented(report) for report in reports],
    )


def _chosen(ticked: tuple[str, ...]) -> dict[str, int | None]:
    """Read what was ticked: each case with the version that the form was drawn from."""
    found: dict[str, int | None] = {}
    for value in ticked:
        reference, _, version = value.partition(" ")
        if REFERENCE.fullmatch(reference) and version.isdecimal() and len(version) < 10:
            found[reference] = int(version)
    return found


def _problems(cases: Mapping[str, int | None], to: str, reason: str) -> dict[str, str]:
    problems = {} if cases else {"cases": "Tick at least one case"}
    if not REFERENCE.fullmatch(to):
        problems["to"] = "Choose who is to have them"
    if not reason or len(reason) > LONGEST:
        problems["reason"] = "Say why"
    return problems


def _form(here: Visit, owner: str, cursor: str | None, problems: Mapping[str, str]) -> Response:
    whose = Whose.UNOWNED if owner == NOBODY else Whose.ALL
    wanted = Wanted(whose, owner=None if owner == NOBODY else owner, queue=here.actor.force)
    page = queries.queue(here.db, here.actor, here.at, wanted, cursor=cursor, limit=PAGE)
    form = here.form or here.typed
    ticked = {value.partition(" ")[0] for value in form.all("case")}
    return here.show(
        "leading/reassign.html",
        status=MALFORMED.status if problems else 200,
        owner=owner,
        nobody=NOBODY,
        people=colleagues(here.db, here.actor, here.at),
        lines=[(line(item, here), item.version, item.reference in ticked) for item in page.items],
        problems=problems,
        to=form.get("to"),
        reason=form.get("reason"),
        key=here.form.get("_key") or secrets.token_urlsafe(),
        next_href=link(PATH, owner=owner, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=link(PATH, owner=owner) if cursor else None,
    )
