"""One section of the application: opened by a press that is written down, filled in, and saved in one step.

Whoever may not open what is held may still add to it, on an empty form: what they leave empty stays as it is held.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fastapi.responses import Response

from api import errors
from api.dependencies import Reference
from api.errors import Overtaken
from api.steps import take_step
from api.web.application.asked import answers, parts, start
from api.web.case_page.frame import elsewhere
from api.web.event_forms.about import About, case_event, look
from api.web.event_forms.drawing import Drawing, Drawn, summary
from api.web.event_forms.sheet import (
    CHANCE,
    DO,
    KEY,
    MORE,
    VERSION,
    explained,
    sent_key,
    sent_version,
    standing,
)
from api.web.event_forms.since import Change, told_of
from api.web.forms import Form
from api.web.pages import Here, Visit, pages
from api.web.presenters.contact_line import contact_line
from api.web.presenters.remedies import Reason
from api.web.words.application import HELP, NAMES, PURPOSE, SAVING, SECTIONS
from api.web.words.events import done_word
from states.errors import KeyReused, NotFound, Refused
from states.permissions import Place
from workflow import queries
from workflow.pack.contract import CONFIDENTIAL
from workflow.pack.making import Opened, known_before, may_open, open_application

router = pages(Place.CASES, prefix="/cases")

#: Says that a form was drawn with what is held: what is left empty on it is to be held no more.
SEEN = "_seen"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a section is drawn with: what was typed, and what came of sending it."""

    typed: Form
    errors: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Change, ...] | None = None
    fresh_key: bool = False


@router.get("/{reference}/application/{section}")
def ask(here: Here, reference: Reference, section: str) -> Response:
    """Offer to open a section; whoever may not is asked on an empty form."""
    about = _about(here, reference, section)
    if (answer := _not_now(here, about, reference, section)) is not None:
        return answer
    if here.typed:
        return _show(here, about, section, Sheet(here.typed))
    if may_open(here.db, reference, here.actor, here.at):
        return here.show(
            "application/open.html",
            reference=reference,
            section=section,
            title=SECTIONS[section],
            help=HELP[section],
            purpose=PURPOSE,
        )
    return _show(here, about, section, Sheet(Form()))


@router.post("/{reference}/application/{section}/open")
def open_section(here: Here, reference: Reference, section: str) -> Response:
    """Show a section with what is held; where its entry cannot be written, nothing is shown."""
    about = _about(here, reference, section)
    if (answer := _not_now(here, about, reference, section)) is not None:
        return answer
    source = open_application(
        here.db, reference, Opened.SECTION, PURPOSE, actor=here.actor, at=here.at, section=section
    )
    return _show(here, about, section, Sheet(Form([(SEEN, "yes"), *start(section, source.whole).pairs()])))


@router.get("/{reference}/application/{section}/open")
def back(here: Here, reference: Reference, section: str) -> Response:
    """Lead to the section: what is held is shown only to who asks for it."""
    return here.go(f"/cases/{reference}/application/{_known(section)}")


@router.post("/{reference}/application/{section}")
def save(here: Here, reference: Reference, section: str) -> Response:
    """Save a section: what was typed is never lost, and what is done is done once."""
    about = _about(here, reference, section)
    sent, pressed = here.form, here.form.get(DO)
    if pressed.startswith(MORE):
        return _show(here, about, section, Sheet(sent), more=pressed.removeprefix(MORE))
    seen = sent.get(SEEN) == "yes"
    known = known_before(here.db, reference, here.actor, here.at) if seen else None
    said = answers(section, sent, known)
    if said.errors:
        return _show(here, about, section, Sheet(sent, said.errors), errors.MALFORMED.status)
    done = here.go(f"/cases/{reference}/application", done=done_word(*SAVING))
    command = replace(about.target.command, payload=said.payload, key=sent_key(sent))
    try:
        take_step(here.db, command, sent_version(sent, here.actor.role), here.actor, here.at)
    except Refused as refusal:
        sheet = Sheet(sent, reasons=explained(about, refusal.refusals), fresh_key=True)
        return _show(here, about, section, sheet, errors.REFUSED.status)
    except Overtaken as overtaken:
        return _changed(here, about, section, overtaken.expected, errors.STALE.status)
    except KeyReused:
        # Saved before, gone back to, and something else typed: that is not saved yet.
        seen_at = sent_version(sent, here.actor.role)
        return _changed(here, about, section, seen_at, errors.KEY_REUSED.status)
    return done


def _changed(here: Visit, about: About, section: str, since: int | str | None, status: int) -> Response:
    """Say what happened since a form was drawn; it may be sent once more as it stands, under a key of its own."""
    case = about.target.reference
    found = queries.changes(here.db, case, since, here.actor, here.at) if isinstance(since, int) else ()
    sheet = Sheet(here.form, changes=told_of(found, here), fresh_key=True)
    return _show(here, about, section, sheet, status)


def _known(section: str) -> str:
    if section not in NAMES:
        raise NotFound("section")
    return section


def _about(here: Visit, reference: str, section: str) -> About:
    """Look at the case. Raises NotFound, and NotPermitted for who never saves an application."""
    about = look(here, case_event(reference, SAVING[1]))
    _known(section)
    return about


def _not_now(here: Visit, about: About, reference: str, section: str) -> Response | None:
    """Answer where no application is prepared now, or who sees no whole case."""
    if about.view is not None:
        answer = elsewhere(here, about.view, reference, f"/application/{section}")
        if answer is not None:
            return answer
    if about.refusals and not here.typed:
        found = explained(about, tuple(about.refusals))
        return here.show("event_not_now.html", **standing(about), reasons=found)
    return None


def _show(
    here: Visit, about: About, section: str, sheet: Sheet, status: int = 200, *, more: str = ""
) -> Response:
    drawing = Drawing(*SAVING, sheet.typed, sheet.errors, {}, more)
    drawn = tuple(
        field for part in parts(section) for field in drawing.draw(part.fields, part.above, part.above)
    )
    version = sheet.typed.get(VERSION)
    return here.show(
        "application/section.html",
        status=status,
        reference=about.target.reference,
        section=section,
        title=SECTIONS[section],
        help=HELP[section],
        alone=section == CONFIDENTIAL,
        seen=sheet.typed.get(SEEN) == "yes",
        line=contact_line(about.view.facts) if about.view is not None else None,
        fields=tuple(map(_unmarked, drawn)),
        errors=summary(*SAVING, drawn, sheet.errors),
        reasons=sheet.reasons,
        changes=sheet.changes,
        version=about.version if sheet.changes is not None or not version else version,
        key=(None if sheet.fresh_key else sent_key(sheet.typed)) or secrets.token_urlsafe(CHANCE),
        names={"version": VERSION, "key": KEY, "seen": SEEN},
    )


def _unmarked(one: Drawn) -> Drawn:
    """Mark no question as one that may be left out: every one may, until the application is made."""
    return replace(
        one,
        optional=False,
        fields=tuple(map(_unmarked, one.fields)),
        entries=tuple(tuple(map(_unmarked, entry)) for entry in one.entries),
    )
