"""Calls to her as work: when a person may make one, and by which way. What is unknown is no way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from notifications.safety import Contact, Ruling, may_send, next_call_time
from states.vocabulary import Channel

#: Facts by which the way to her, or the hours for it, may change.
TOLD_BY = ("safety", "channels", "windows", "routes", "messages_stopped")

#: Why a call is not at the hour that was agreed, and why there is none at all. No personal data.
MOVED = "the time that was agreed is outside her hours for calls: this is the next one inside them"
NO_PHONE = "she may not be called by phone: find another way with a lead before anybody tries"
NO_WAY = "no safe way to her is known: find one with a lead before anybody tries"


OURS = frozenset({MOVED, NO_PHONE, NO_WAY})


class Reach(NamedTuple):
    """When a person may try to reach her, by which way (None: none is known), and what there is to say about it."""

    due: datetime
    way: Channel | None
    reason: str | None = None


def call_back(facts: Mapping[str, Any], agreed: datetime) -> Reach:
    """Say when to call her who agreed to a time: then, or in the next of her hours for calls."""
    when = next_call_time(Contact.of(facts), agreed)
    if when is None:
        return Reach(agreed, None, NO_PHONE)
    return Reach(when, Channel.PHONE, MOVED if when > agreed else None)


def next_reach(facts: Mapping[str, Any], wanted: datetime, by: Channel = Channel.PHONE) -> Reach:
    """Say when and how a person may reach her at the earliest: `by` where it is open, else the best way left."""
    verdict = may_send(Contact.of(facts), by, at=wanted)
    if verdict.ruling is Ruling.SEND:
        return Reach(wanted, by)
    return Reach(verdict.when or wanted, verdict.by, None if verdict.by else NO_WAY)


def is_otherwise(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether she may be reached by other ways, or at other hours, than before."""
    return any(before[name] != after[name] for name in TOLD_BY)
