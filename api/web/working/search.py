"""Search: what was typed is sent in the body of a form and answered in place, so that no name stands in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi.responses import Response

from api.errors import MALFORMED, NOT_PERMITTED
from api.web.pages import Here, Visit, pages
from api.web.words.states import CASE_STATES
from api.web.working.lists import force
from states.errors import Malformed, NotPermitted
from states.permissions import Place, Sight
from states.vocabulary import Role, State
from workflow import queries
from workflow.queries.search import By, FoundItem, Results

router = pages(Place.ACCOUNT)

PATH = "/search"
TEMPLATE = "working/search.html"
#: What was searched by, and whose it was, as the results say it.
BY: Mapping[By, str] = {
    By.REFERENCE: "that reference",
    By.NAME: "exactly that name",
    By.PHONE: "that telephone number",
    By.EMAIL: "that e-mail address",
    By.POSTCODE: "that postcode",
}
WHOSE: Mapping[str | None, str] = {"survivor": "of the survivor", "respondent": "of the respondent", None: ""}
OF: Mapping[By, str] = {
    By.NAME: "Name",
    By.PHONE: "Number",
    By.EMAIL: "E-mail address",
    By.POSTCODE: "Postcode",
}
NOTHING = "Type a reference, a name, a telephone number, an e-mail address or a postcode"
BY_REFERENCE_ALONE = "You can search by a reference alone"


@dataclass(frozen=True, slots=True)
class Hit:
    """One case that was found, as its line says it."""

    reference: str
    href: str
    found_by: str
    stands: str
    force: str
    urgent: bool
    since: datetime | None


@router.get(PATH)
def ask_for_words(here: Here) -> Response:
    """Show the form, with what was typed before one had to sign in again."""
    return _shown(here, here.typed.get("words"))


@router.post(PATH)
def find(here: Here) -> Response:
    """Answer in place; a reference leads straight to what it names."""
    words = here.form.get("words")
    try:
        results = queries.search(here.db, words, here.actor, here.at)
    except Malformed:
        return _shown(here, words, error=NOTHING, status=MALFORMED.status)
    except NotPermitted:
        return _shown(here, words, error=BY_REFERENCE_ALONE, status=NOT_PERMITTED.status)
    if results.by is By.REFERENCE and results.items:
        return here.go(place(results.items[0], here))
    return _shown(here, words, results)


def _shown(
    here: Visit, words: str = "", results: Results | None = None, *, error: str = "", status: int = 200
) -> Response:
    hits = [] if results is None else [hit(item, results.by, here) for item in results.items]
    said = "" if results is None else BY[results.by]
    more = results is not None and results.more
    return here.show(
        TEMPLATE,
        status=status,
        words=words,
        error=error,
        searched=results is not None,
        hits=hits,
        by=said,
        more=more,
    )


def hit(item: FoundItem, by: By, here: Visit) -> Hit:
    """Write one case that was found as a line."""
    return Hit(
        reference=item.reference,
        href=place(item, here),
        found_by=f"{OF.get(by, 'Reference')} {WHOSE[item.party]}".strip(),
        stands="" if item.state is None else CASE_STATES[State(item.state)],
        force="" if item.queue is None else force(item.queue),
        urgent=bool(item.urgent),
        since=item.created_at,
    )


def place(item: FoundItem, here: Visit) -> str:
    """Return where its reader looks at it."""
    if here.actor.role is Role.AUDITOR:
        return f"/audit/cases/{item.reference}"
    if item.sight == Sight.STATUS:
        return f"/referrals/{item.reference}"
    return "/firm/offers" if item.sight == Sight.SUMMARY else f"/cases/{item.reference}"
