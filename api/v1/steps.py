"""From an event that is asked to what its asker is told of it: the same way for every chart."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import Db, MaybeKey, Now, SignedIn
from api.errors import Overtaken
from api.v1.outgoing import PlannedOut, StepOut
from api.v1.shapes import Token, Version
from states.errors import Stale
from states.vocabulary import Chart, OfferEvent, Recipient, Role
from workflow import queries
from workflow.actors import Actor
from workflow.command import Command, Done
from workflow.commands import perform
from workflow.db import Database
from workflow.queries.views import Events

DryRun = Annotated[bool, Query(description="Answer what would happen, and write nothing.", alias="dry_run")]


class Asking:
    """One request that asks for a step: who asks, when, and under which key."""

    def __init__(
        self, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None, *, dry_run: DryRun = False
    ) -> None:
        self.db, self.actor, self.at = db, actor, at
        self._key, self._dry_run = key, dry_run

    def perform(self, command: Command, seen: Version | Token | None) -> StepOut:
        """Perform a command for the version that its asker saw, and tell them what it did."""
        if self.actor.role is Role.OFFICER:
            # By a referral of their own alone, and before anything is written: what answers them needs it.
            queries.referral_view(self.db, command.case, self.actor, self.at)
        version = known_version(self.db, command.case, seen, self.actor)
        asked = replace(command, version=version, key=self._key, dry_run=self._dry_run)
        with telling_what_changed(self.db, asked, self.actor, self.at):
            done = perform(self.db, asked, actor=self.actor, at=self.at)
        return told(self.db, asked, done, self.actor, self.at)


Asked = Annotated[Asking, Depends()]


@contextmanager
def telling_what_changed(db: Database, asked: Command, actor: Actor, at: datetime) -> Iterator[None]:
    """Have a stale command say what happened meanwhile, and whether its event is possible now."""
    try:
        yield
    except Stale as stale:
        changes = queries.changes(db, asked.case, stale.expected, actor, at)
        refusals = _events_now(db, asked, actor, at).get(asked.event)
        raise Overtaken(stale, [change.event for change in changes], possible=refusals == []) from None


def _events_now(db: Database, asked: Command, actor: Actor, at: datetime) -> Events:
    view = queries.case_view(db, asked.case, actor, at)
    if asked.chart is Chart.CASE:
        return view.events
    if asked.chart is Chart.OFFER:
        return next((offer.events for offer in view.offers if offer.reference == asked.subject), {})
    events = next((order.events for order in view.orders if order.reference == asked.subject), {})
    return events.get(asked.chart, {})


def known_version(db: Database, reference: str, seen: Version | Token | None, actor: Actor) -> int | None:
    """Return the version that somebody saw as a number. A referrer only ever sees a token of it."""
    if seen is None:
        return None
    if isinstance(seen, str) or actor.role is Role.OFFICER:
        return queries.version_of(db, reference, str(seen))
    return seen


def told(db: Database, asked: Command, done: Done, actor: Actor, at: datetime) -> StepOut:
    """Tell what a step did, cut to what its asker may see."""
    told = StepOut(reference=asked.case, event=done.event, hash=done.hash, dry_run=asked.dry_run)
    if actor.role is Role.OFFICER:
        view = queries.referral_view(db, asked.case, actor, at)
        return told.model_copy(update={"state": view.status, "version": view.version})
    if asked.chart is Chart.OFFER and done.event == OfferEvent.DECLINE:
        return told
    shown = (notice for notice in done.notices if _is_shown(notice.recipient, actor))
    return told.model_copy(
        update={
            "state": done.state,
            "version": done.version,
            "notices": [PlannedOut.model_validate(notice) for notice in shown],
            "clocks": dict(done.clocks),
            "created": list(done.created),
            "cautions": list(done.cautions),
        }
    )


def _is_shown(recipient: str, actor: Actor) -> bool:
    return actor.role is not Role.SOLICITOR or recipient == Recipient.FIRM
