"""The same questions by phone: read out by who may call her, sent once, and shown to nobody afterwards."""

import secrets

from fastapi.responses import Response

from api.dependencies import Reference
from api.errors import MALFORMED
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.event_forms.sheet import CHANCE
from api.web.pages import Here, Visit, pages
from api.web.presenters.contact_line import calling
from api.web.presenters.remedies import reasons
from api.web.survey import sheet
from api.web.words.events import done_word
from api.web.words.survey import BEFORE, SHEETS, WAVES
from notifications.rendering import LANGUAGES
from states.errors import Malformed
from states.permissions import Place
from states.surveys import open_wave
from states.vocabulary import Chart, Event
from workflow.survey_by_phone import may_ask_her, record

router = pages(Place.CASES, prefix="/cases")

EVENT = Event.RECORD_SURVEY.value


@router.get("/{reference}/survey")
def ask(here: Here, reference: Reference) -> Response:
    """Show the questions to read out, or why they are not to be asked now."""
    return _page(here, reference, {})


@router.post("/{reference}/survey")
def take(here: Here, reference: Reference) -> Response:
    """Take what she answered, once."""
    try:
        record(
            here.db,
            reference,
            sheet.read(here.form, LANGUAGES[0]),
            actor=here.actor,
            at=here.at,
            key=here.form.get("_key") or None,
        )
    except Malformed as refused:
        return _page(here, reference, sheet.problems_of(SHEETS[LANGUAGES[0]], refused))
    return here.go(f"/cases/{reference}", done=done_word(Chart.CASE, EVENT))


def _page(here: Visit, reference: str, problems: dict[str, str]) -> Response:
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/survey")) is not None:
        return answer
    words, facts = SHEETS[LANGUAGES[0]], dict(view.facts)
    refusals = view.events.get(EVENT)
    wave = open_wave(facts)
    page = show(
        here,
        view,
        "survey",
        known(here, view),
        words=words,
        before=BEFORE,
        wave=None if wave is None else WAVES[wave],
        calling=calling(view.facts, here.at),
        possible=refusals == [],
        reasons=reasons(refusals or (), view, EVENT, view.reference),
        hers=may_ask_her(here.db, view.reference, here.actor, here.at),
        questions=sheet.drawn(words, here.form, problems),
        problems=problems,
        comment=here.form.get(sheet.COMMENT),
        contact=here.form.get(sheet.CONTACT) == "yes",
        most=sheet.MOST,
        key=here.form.get("_key") or secrets.token_urlsafe(CHANCE),
    )
    page.status_code = MALFORMED.status if problems else 200
    return page
