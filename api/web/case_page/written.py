"""What somebody wrote with one step, on the trail before it shows, and shown once."""

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.audit.telling import listed
from api.web.case_page.frame import look
from api.web.pages import Here, pages
from api.web.presenters.contact_line import contact_line
from api.web.presenters.sealed_fields import answered
from states.errors import NotFound
from states.permissions import Place
from workflow.details import APPLICATION
from workflow.entry_words import entry_words

router = pages(Place.CASES, prefix="/cases")

#: Digits of the number of an entry; no case has as many.
LONGEST = 9


@router.post("/{reference}/written")
def show_written(here: Here, reference: Reference) -> Response:
    """Show what was written with an entry to those who work on the case."""
    view = look(here, reference)
    number = here.form.get("entry")
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST):
        raise NotFound("entry")
    said = entry_words(here.db, reference, int(number), actor=here.actor, at=here.at)
    return here.show(
        "case/written.html",
        reference=view.reference,
        line=contact_line(view.facts),
        said=[*answered(said.pop(APPLICATION, {})), *listed(said)],
    )


@router.get("/{reference}/written")
def back(here: Here, reference: Reference) -> Response:
    """Lead to the history: what was written is shown only to who asks for it."""
    return here.go(f"/cases/{reference}/history")
