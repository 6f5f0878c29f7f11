"""The messages of a case, and the exact words of one."""

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.filters import moment
from api.web.pages import Here, pages
from api.web.presenters.notice_list import about, notice
from api.web.words.notices import recipient, way
from api.web.words.states import NOTICE_STATES
from states.errors import NotFound
from states.permissions import Place
from workflow import queries
from workflow.exact_words import exact_words, reads_words

router = pages(Place.CASES, prefix="/cases")

#: Messages of one page.
ROWS = 25


@router.get("/{reference}/notices")
def notices(here: Here, reference: Reference, cursor: str | None = None) -> Response:
    """List the messages of a case, as they were caused."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/notices")) is not None:
        return answer
    page = queries.notices(here.db, reference, here.actor, here.at, cursor=cursor, limit=ROWS)
    return show(
        here,
        view,
        "notices",
        known(here, view),
        items=[notice(one) for one in page.items],
        reads=reads_words(view.facts["owner"], here.actor),
        next_cursor=page.next_cursor,
        later=cursor is not None,
    )


@router.post("/{reference}/words")
def words(here: Here, reference: Reference) -> Response:
    """Show what one message said, to who answers for it; what went to her is on the trail before it shows."""
    look(here, reference)
    wanted = here.form.get("notice")
    said = exact_words(here.db, wanted, actor=here.actor, at=here.at)
    if said.case != reference:
        raise NotFound("notice")
    return here.show(
        "case/words.html",
        reference=reference,
        said=said,
        about=about(said.rule),
        to=recipient(said.recipient),
        way=way(said.channel),
        stands=NOTICE_STATES[said.state],
        read_at=moment(here.at),
    )


@router.get("/{reference}/words")
def back(here: Here, reference: Reference) -> Response:
    """Lead to the messages: their words are shown only to who asks for them."""
    return here.go(f"/cases/{reference}/notices")
