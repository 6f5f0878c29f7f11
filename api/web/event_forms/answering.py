"""A form of an event: asked for, sent back, shown before it is done, done once, or refused with nothing lost."""

from dataclasses import replace
from typing import Any

from fastapi.responses import Response

from api import errors
from api.errors import Overtaken
from api.steps import Told, take_step, told
from api.web.event_forms.about import Target, look, place
from api.web.event_forms.landing import landing
from api.web.event_forms.layouts import ELSEWHERE
from api.web.event_forms.previewing import is_shown_first, preview
from api.web.event_forms.reading import read
from api.web.event_forms.sheet import (
    CHANGE,
    DO,
    MORE,
    SURE,
    Sheet,
    explained,
    sent_key,
    sent_version,
    show,
    standing,
)
from api.web.event_forms.since import told_of
from api.web.event_forms.starting import start
from api.web.pages import Visit
from api.web.words.events import EVENTS, done_word
from states.errors import KeyReused, Refused
from states.vocabulary import Chart
from workflow import notices, queries
from workflow.answers import Outcome, answered
from workflow.command import Command, Done


def ask(here: Visit, target: Target) -> Response:
    """Show the form of an event; where it is not possible now, why, and what mends it."""
    about = look(here, target)
    if not about.refusals and (target.chart, target.event) in ELSEWHERE:
        return here.go(f"{place(target, about.case)}{ELSEWHERE[target.chart, target.event]}")
    if about.refusals and not here.typed:
        found = explained(about, tuple(about.refusals))
        return here.show("event_not_now.html", **standing(about), reasons=found)
    return show(here, about, Sheet(start(here, about), refusals=tuple(about.refusals)))


def take(here: Visit, target: Target) -> Response:
    """Take a form that was sent back: what is typed is never lost, and what is done is done once."""
    if (target.chart, target.event) in ELSEWHERE:
        # Nobody is given this form: what was sent was not drawn here.
        return ask(here, target)
    sent, pressed = here.form, here.form.get(DO)
    if pressed.startswith(MORE) or pressed == CHANGE:
        return show(here, look(here, target), Sheet(sent, more=pressed.removeprefix(MORE)))
    answers = read(target.chart, target.event, target.fields, sent)
    if answers.errors:
        return show(here, look(here, target), Sheet(sent, answers.errors), errors.MALFORMED.status)
    try:
        return _taken(here, target, answers.payload, shown=pressed == SURE)
    except Refused as refusal:
        sheet = Sheet(sent, refusals=refusal.refusals, fresh_key=True)
        return show(here, look(here, target), sheet, errors.REFUSED.status)
    except Overtaken as overtaken:
        return _overtaken(here, target, overtaken)


def _taken(here: Visit, target: Target, payload: dict[str, Any], *, shown: bool) -> Response:
    key = sent_key(here.form)
    command = replace(target.command, payload=payload, key=key)
    if is_shown_first(target) and not shown:
        before = _answered(here, key)
        return _previewed(here, target, command) if before is None else _sent_before(here, target, before)
    try:
        _step(here, command)
    except KeyReused:
        return _sent_before(here, target, _answered(here, key))
    return here.go(landing(here, target), done=done_word(target.chart, target.event))


def _step(here: Visit, command: Command) -> Told:
    if command.chart is Chart.NOTICE:
        done = notices.move(
            here.db,
            command.case,
            command.event,
            command.payload,
            actor=here.actor,
            at=here.at,
            key=command.key,
        )
        return told(here.db, command, done, here.actor, here.at)
    return take_step(here.db, command, sent_version(here.form, here.actor.role), here.actor, here.at)


def _previewed(here: Visit, target: Target, command: Command) -> Response:
    """Show what would happen; the form goes along, so that it can be confirmed or changed."""
    about = look(here, target)
    found = _step(here, replace(command, key=None, dry_run=True))
    sent = [(name, value) for name, value in here.form.pairs() if name != DO]
    return here.show(
        "event_preview.html", **standing(about), preview=preview(about, found, here.actor, here.at), sent=sent
    )


def _overtaken(here: Visit, target: Target, overtaken: Overtaken) -> Response:
    """Say what changed since the form was drawn; it can be sent again as it stands."""
    about = look(here, target)
    changes = queries.changes(here.db, target.reference, overtaken.expected, here.actor, here.at)
    sheet = Sheet(here.form, refusals=tuple(about.refusals), changes=told_of(changes, here))
    return show(here, about, sheet, errors.STALE.status)


def _answered(here: Visit, key: str | None) -> Outcome | None:
    if key is None:
        return None
    with here.db.reading() as tx:
        return answered(tx, here.db.keys, key, here.actor)


def _sent_before(here: Visit, target: Target, before: Outcome | None) -> Response:
    """Say that this form was sent before, and what became of it then."""
    done = EVENTS[target.chart][target.event].done if isinstance(before, Done) else None
    onward = landing(here, target)
    return here.show(
        "event_sent.html", status=errors.KEY_REUSED.status, target=target, done=done, onward=onward
    )
