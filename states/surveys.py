"""Asking her whether it helped: which survey is due, which one waits for her answer, and how she may be asked.

Facts of cases that began before surveys were recorded hold none: they read as none asked.
"""

from datetime import datetime, timedelta
from typing import Any

from states.contact import ROUTES
from states.position import Facts, parsed
from states.vocabulary import Channel, Clock, Safety, Wave

#: How long she has to answer (I): time enough for a quiet moment, and no link is left lying for months.
ANSWERED_WITHIN = timedelta(days=21)
#: Channels by which a machine may send her the link.
WRITTEN = (Channel.SMS, Channel.EMAIL)


def asked(facts: Facts) -> dict[str, Any]:
    """Return the surveys that she was asked for since the outcome, by wave."""
    found: dict[str, Any] = facts.get("surveys", {})
    return found


def due_wave(facts: Facts, at: datetime) -> Wave | None:
    """Return the survey whose time has come by its clock, the later one where both times have."""
    clock = facts["clocks"].get(Clock.SURVEY)
    if clock is None or at < parsed(clock["due"]):
        return None
    return Wave.SECOND if at >= parsed(clock["escalates"]) else Wave.FIRST


def wave_to_ask(facts: Facts, at: datetime) -> Wave | None:
    """Return the survey that she may be asked for: the one that is due, else the one that waits for her answer."""
    return due_wave(facts, at) or open_wave(facts)


def open_wave(facts: Facts) -> Wave | None:
    """Return the survey that waits for her answer: the latest she was asked for, unless she gave it."""
    latest = max(asked(facts), default=None)
    if latest is None or asked(facts)[latest]["answered_at"] is not None:
        return None
    return Wave(latest)


def may_answer(facts: Facts, at: datetime) -> bool:
    """Say whether a survey waits for her answer, and is not so old that no answer is awaited."""
    wave = open_wave(facts)
    return wave is not None and at < parsed(asked(facts)[wave]["invited_at"]) + ANSWERED_WITHIN


def way_of(facts: Facts, wave: Wave) -> str:
    """Return how she was asked."""
    return str(asked(facts)[wave]["way"])


def machine_may_write(facts: Facts) -> bool:
    """Say whether a machine may write to her at all, whatever the hour; a test holds it equal to the safe-contact policy."""
    safe = facts["safety"] in (Safety.SAFE, Safety.RESTRICTED)
    named = any(
        channel in facts["channels"] and facts["routes"].get(ROUTES[channel]) is True for channel in WRITTEN
    )
    return safe and named and not facts["windows"] and facts["messages_stopped"] is None
