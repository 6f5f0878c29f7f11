"""The page of a form: what stands on it beside its fields, and how it comes to the browser."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.responses import Response

from api.web.event_forms.about import About
from api.web.event_forms.choices import choices, takes_approval
from api.web.event_forms.drawing import Drawing, summary
from api.web.event_forms.layouts import layout_of
from api.web.event_forms.previewing import is_shown_first
from api.web.event_forms.since import Change
from api.web.forms import Form
from api.web.pages import Visit
from api.web.presenters.contact_line import contact_line
from api.web.presenters.remedies import Reason, reasons
from api.web.words.events import EVENTS
from api.web.words.said import Said
from states.cautions import cautions
from states.errors import Refusal
from states.vocabulary import Chart, Role
from workflow.intake import LONGEST_KEY

#: Hidden fields: the version that was seen, and the key under which the event is done once.
VERSION, KEY = "_version", "_key"
#: The button that was pressed: to do it after it was shown, to go back to the form, one more of a field.
DO, SURE, CHANGE, MORE = "_do", "sure", "change", "more:"
#: What an idempotency key of ours looks like.
OF_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
#: Bytes of chance in a key.
CHANCE = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form is drawn with: what was typed, and what came of sending it."""

    typed: Form
    errors: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    changes: tuple[Change, ...] | None = None
    more: str = ""
    fresh_key: bool = False


def show(here: Visit, about: About, sheet: Sheet, status: int = 200) -> Response:
    """Draw the form."""
    target, typed = about.target, sheet.typed
    offered = choices(here, about)
    drawing = Drawing(target.chart, target.event, typed, sheet.errors, offered, sheet.more)
    fields = drawing.draw(target.fields)
    errors = summary(target.chart, target.event, fields, sheet.errors)
    return here.show(
        "event_form.html",
        status=status,
        **standing(about),
        fields=fields,
        errors=errors,
        reasons=explained(about, sheet.refusals),
        changes=sheet.changes,
        version=_version(about, sheet),
        key=_key(sheet),
        layout=layout_of(target.chart, target.event),
        cautions=_cautions(about),
        contact=contact_line(about.view.facts) if about.view and about.is_whole else None,
        shown_first=is_shown_first(target),
        approvals=offered.get("approval"),
        may_approve=here.actor.role is Role.LEAD,
        approve=f"/cases/{about.case}/approve/{target.event}" if takes_approval(about) else None,
    )


def standing(about: About) -> dict[str, Any]:
    """Return what every page about one event says: what it is, of what, and where to go back to."""
    return {
        "said": said(about),
        "target": about.target,
        "caption": " · ".join(part for part in (about.case or about.target.reference, about.thing) if part),
        "back": about.back,
    }


def said(about: About) -> Said:
    """Return the words of the event."""
    return EVENTS[about.target.chart][about.target.event]


def explained(about: About, refusals: tuple[Refusal, ...]) -> tuple[Reason, ...]:
    """Explain refusals, with links to where they are mended."""
    return reasons(refusals, about.view, about.target.event, about.case if about.is_whole else None)


def sent_key(form: Form) -> str | None:
    """Return the key that a form was drawn with, if that is one."""
    key = form.get(KEY)
    return key if OF_KEY.fullmatch(key) else None


def sent_version(form: Form, role: Role) -> int | str | None:
    """Return the version that a form was drawn from: a number, or the token that a referrer sees."""
    text = form.get(VERSION)[:100]
    if not text:
        return None
    # A number that no case is at is stale, as any other old one.
    return text if role is Role.OFFICER else int(text) if re.fullmatch(r"[0-9]{1,15}", text) else 0


def _version(about: About, sheet: Sheet) -> int | str | None:
    """Return the version that the form answers: the one it was drawn from, until it is said what changed since."""
    if sheet.changes is not None or not sheet.typed.get(VERSION):
        return about.version
    return sheet.typed.get(VERSION)


def _key(sheet: Sheet) -> str:
    """Keep the key while nothing was answered under it: a refusal is an answer, a slip is none."""
    kept = None if sheet.fresh_key else sent_key(sheet.typed)
    return kept or secrets.token_urlsafe(CHANCE)


def _cautions(about: About) -> tuple[str, ...]:
    if about.target.chart is Chart.ORDER:
        # What is worth knowing before anything is said of an order depends on no fact of its case.
        return cautions(about.target.chart, about.target.event, {}, {})
    return about.view.cautions.get(about.target.event, ()) if about.view else ()
