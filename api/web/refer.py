"""Referring: the form, what was answered, and the word that it is stored.

What is typed travels in the body of forms alone, from page to page, and rests nowhere until it is sent. Each form
carries a key of its own: however often it is sent, there is one referral.
"""

import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any

from fastapi.responses import Response
from markupsafe import Markup

from api.web.environment import ENVIRONMENT
from api.web.event_forms.reading import Answers
from api.web.forms import Form
from api.web.pages import Here, Visit, pages
from api.web.referring.answers import answers, unanswered
from api.web.referring.drawing import Drawing
from api.web.referring.reading import read
from api.web.words.options import Option
from states.due import FIRST_CONTACT, THREAT
from states.errors import KeyReused
from states.permissions import Place
from states.vocabulary import Role
from workflow.intake import LONGEST_KEY, take_referral
from workflow.queries.force_list import force_names
from workflow.queries.referrals import referral_view

router = pages(Place.REFERRING)

#: The field that holds the form's key.
KEY = "key"
#: Bytes of chance in it.
RANDOM = 16
#: How a browser keeps an empty form: for itself, and asking again whenever it is not going back.
KEPT = "private, no-cache"
UNPROCESSABLE, CONFLICT = 422, 409


@router.get("/refer")
@router.get("/refer/check")
@router.get("/refer/send")
def ask(here: Here) -> Response:
    """Show the form; somebody who had to sign in meanwhile finds what they had typed."""
    shown = _form(here, here.typed)
    if not here.typed:
        # An empty form is nobody's data, and the browser gives back what was typed into it when one goes Back.
        shown.headers["Cache-Control"] = KEPT
    return shown


@router.post("/refer")
def change(here: Here) -> Response:
    """Show the form again with what was answered."""
    return _form(here, here.form)


@router.post("/refer/check")
def check(here: Here) -> Response:
    """Say back what was answered, or what is still to be mended."""
    said = read(here.form, here.actor)
    return _form(here, here.form, said) if said.errors else _check(here, said)


@router.post("/refer/send")
def send(here: Here) -> Response:
    """Send it. A second click, or Back and once more, answers with the same referral."""
    said = read(here.form, here.actor)
    key = here.form.get(KEY)
    if said.errors or not 0 < len(key) <= LONGEST_KEY:
        return _form(here, here.form, said)
    try:
        taken = take_referral(here.db, said.payload, actor=here.actor, key=key, at=here.at)
    except KeyReused:
        return _check(here, said, changed=True)
    if here.actor.role is Role.OFFICER or taken.case_reference:
        return here.go(f"/refer/sent/{taken.reference}")
    # It joined a case that they may not see: asking for it by its address would tell them so.
    return _sent(here, taken.reference, taken.receipt, here.at)


@router.get("/refer/sent/{reference}")
def sent(here: Here, reference: str) -> Response:
    """Say that it is stored, what happens by when, and what to tell her."""
    referral = referral_view(here.db, reference, here.actor, here.at)
    return _sent(here, referral.reference, referral.receipt, referral.received_at)


def _sent(here: Visit, reference: str, receipt: str, received_at: datetime) -> Response:
    # Counted from when it came: whether a case was there before is nobody's to read from a clock.
    by = {"lead": received_at + THREAT, "contact": received_at + FIRST_CONTACT}
    follow = f"/referrals/{reference}" if here.actor.role is Role.OFFICER else f"/cases/{reference}"
    shown = {"reference": reference, "receipt": receipt}
    return here.show("refer/sent.html", referral=shown, received_at=received_at, by=by, follow=follow)


def _form(here: Visit, form: Form, said: Answers | None = None) -> Response:
    forces, errors = _forces(here), said.errors if said else {}
    drawing = Drawing(form, errors, forces)
    return here.show(
        "refer/form.html",
        status=UNPROCESSABLE if errors else 200,
        questions=_drawn(drawing) if form else _blank(forces),
        summary=drawing.summary if errors else [],
        officer=not forces,
        key=form.get(KEY) or secrets.token_urlsafe(RANDOM),
    )


def _drawn(drawing: Drawing) -> Markup:
    # What is typed was escaped by the template that it is drawn by.
    return Markup(ENVIRONMENT.get_template("refer/questions.html").render(drawing=drawing))  # noqa: S704


@lru_cache(maxsize=8)
def _blank(forces: tuple[Option, ...]) -> Markup:
    """Return the questions with nothing typed: on a phone at night each moment counts, and they never differ."""
    return _drawn(Drawing(Form(), {}, forces))


def _check(here: Visit, said: Answers, *, changed: bool = False) -> Response:
    # What was sent once under a key is never sent as something else under it.
    key = secrets.token_urlsafe(RANDOM) if changed or not here.form.get(KEY) else here.form.get(KEY)
    held = [(name, value) for name, value in here.form.pairs() if name != KEY and value.strip()]
    shown: dict[str, Any] = {
        "blocks": answers(said.payload, {option.value: option.label for option in _forces(here)}),
        "missing": unanswered(said.payload),
        "held": [*held, (KEY, key)],
        "changed": changed,
    }
    return here.show("refer/check.html", status=CONFLICT if changed else 200, **shown)


def _forces(here: Visit) -> tuple[Option, ...]:
    """Return the forces that one may refer for; none, where it is not asked."""
    if here.actor.role is Role.OFFICER:
        return ()
    return tuple(Option(code, name) for code, name in force_names(here.db).items())
