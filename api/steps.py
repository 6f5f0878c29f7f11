"""From an event that is asked to what its asker is told of it: the same way through every door and for every chart."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from api.errors import Overtaken
from states.errors import Stale
from states.vocabulary import Chart, OfferEvent, Recipient, Role
from workflow import queries
from workflow.actors import Actor
from workflow.command import Command, Done, PlannedNotice
from workflow.commands import perform
from workflow.db import Database
from workflow.queries.views import Events


@dataclass(frozen=True, slots=True)
class Told:
    """What an event did, or on a dry run would do. What its asker may not see is left empty."""

    reference: str
    event: str
    hash: str
    dry_run: bool
    state: str | None = None
    version: int | str | None = None
    notices: tuple[PlannedNotice, ...] = ()
    clocks: Mapping[str, Any] = field(default_factory=dict)
    created: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def take_step(db: Database, asked: Command, seen: int | str | None, actor: Actor, at: datetime) -> Told:
    """Perform a command for the version that its asker saw, and tell them what it did.

    Raises what `perform()` raises; Overtaken where it is stale.
    """
    if actor.role is Role.OFFICER:
        # By a referral of their own alone, and before anything is written: what answers them needs it.
        queries.referral_view(db, asked.case, actor, at)
    command = replace(asked, version=known_version(db, asked.case, seen, actor))
    with telling_what_changed(db, command, actor, at):
        done = perform(db, command, actor=actor, at=at)
    return told(db, command, done, actor, at)


@contextmanager
def telling_what_changed(db: Database, asked: Command, actor: Actor, at: datetime) -> Iterator[None]:
    """Have a stale command say what happened meanwhile, and whether its event is possible now."""
    try:
        yield
    except Stale as stale:
        changes = queries.changes(db, asked.case, stale.expected, actor, at)
        refusals = events_now(queries.case_view(db, asked.case, actor, at), asked).get(asked.event)
        raise Overtaken(stale, [change.event for change in changes], possible=refusals == []) from None


def events_now(view: queries.CaseView, asked: Command) -> Events:
    """Return what may be asked now of the case, order or offer that a command is for."""
    if asked.chart is Chart.CASE:
        return view.events
    if asked.chart is Chart.OFFER:
        return next((offer.events for offer in view.offers if offer.reference == asked.subject), {})
    events = next((order.events for order in view.orders if order.reference == asked.subject), {})
    return events.get(asked.chart, {})


def known_version(db: Database, reference: str, seen: int | str | None, actor: Actor) -> int | None:
    """Return the version that somebody saw as a number. A referrer only ever sees a token of it."""
    if seen is None:
        return None
    if isinstance(seen, str) or actor.role is Role.OFFICER:
        return queries.version_of(db, reference, str(seen))
    return seen


def told(db: Database, asked: Command, done: Done, actor: Actor, at: datetime) -> Told:
    """Tell what a step did, cut to what its asker may see."""
    told = Told(reference=asked.case, event=done.event, hash=done.hash, dry_run=asked.dry_run)
    if actor.role is Role.OFFICER:
        view = queries.referral_view(db, asked.case, actor, at)
        return replace(told, state=view.status, version=view.version)
    if asked.chart is Chart.OFFER and done.event == OfferEvent.DECLINE:
        return told
    return replace(
        told,
        state=done.state,
        version=done.version,
        notices=tuple(notice for notice in done.notices if _is_shown(notice.recipient, actor)),
        clocks=dict(done.clocks),
        created=done.created,
        cautions=done.cautions,
    )


def _is_shown(recipient: str, actor: Actor) -> bool:
    return actor.role is not Role.SOLICITOR or recipient == Recipient.FIRM
