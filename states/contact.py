"""When and how a person may reach her: her channels and windows, and which change tightens them.

Unknown means no and a blank is never a yes. `notifications/safety.py` builds on this page for
what machines send; here are only the rules that guards and effects read.
"""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from states.position import LONDON, parsed
from states.vocabulary import AttemptResult, Channel, Safety

#: Days as windows name them.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Minutes of the day in which people call where no window is named. Source: docs/sources.md#design.
CALLING = (8 * 60, 21 * 60)
#: Channels by which people speak to her themselves.
IN_HER_HANDS = frozenset({Channel.PHONE, Channel.SMS, Channel.EMAIL, Channel.IN_PERSON})

#: The route that a written channel needs.
ROUTES = {Channel.SMS.value: Channel.PHONE.value, Channel.EMAIL.value: Channel.EMAIL.value}

#: Windows that cover no more clock hours than this leave no choice of the hour (I).
NARROW = 2
#: The facts that say how she may be reached.
RULES = ("safety", "channels", "windows", "voicemail", "withheld_number")

Contact = Mapping[str, Any]
Windows = list[dict[str, Any]]


def minutes(clock: str) -> int:
    """Return the minute of the day of "10:30"; "24:00" ends the day."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def calling_minutes(windows: Windows) -> dict[str, set[int]]:
    """Return for each day the minutes in which people may call."""
    if not windows:
        return {day: set(range(*CALLING)) for day in DAYS}
    hours: dict[str, set[int]] = {day: set() for day in DAYS}
    for window in windows:
        for day in window["days"]:
            hours[day].update(range(minutes(window["from"]), minutes(window["to"])))
    return hours


def is_calling_time(contact: Contact, at: datetime) -> bool:
    """Say whether people may call her at that moment, by the London clock."""
    local = at.astimezone(LONDON)
    minute = local.hour * 60 + local.minute
    if not contact["windows"]:
        return CALLING[0] <= minute < CALLING[1]
    day = DAYS[local.weekday()]
    return any(
        day in window["days"] and minutes(window["from"]) <= minute < minutes(window["to"])
        for window in contact["windows"]
    )


def permitted_channels(contact: Contact) -> frozenset[str]:
    """Return the channels by which she may be reached at all."""
    if contact["safety"] in (Safety.SAFE, Safety.RESTRICTED):
        return frozenset(contact["channels"])
    return frozenset({Channel.THROUGH_OFFICER.value})


def is_within_rules(contact: Contact, channel: str, at: datetime) -> bool:
    """Say whether an attempt by that channel at that moment kept to her rules."""
    if channel not in permitted_channels(contact):
        return False
    return channel == Channel.THROUGH_OFFICER or is_calling_time(contact, at)


def keeps_rules(contact: Contact, made: Mapping[str, Any]) -> bool:
    """Say whether an attempt, as it was logged, kept to her rules: its channel, its hour, and what it left."""
    left = made["result"] == AttemptResult.VOICEMAIL_LEFT and made["channel"] != Channel.THROUGH_OFFICER
    if left and not _leaves_messages(contact):
        return False
    return is_within_rules(contact, made["channel"], parsed(made["at"]))


def has_safe_route(contact: Contact) -> bool:
    """Say whether any channel she named leads to her. Through an officer is asking the referrer."""
    usable = permitted_channels(contact) & IN_HER_HANDS
    return any(contact["routes"].get(_route_of(channel)) for channel in usable)


def _route_of(channel: str) -> str:
    return ROUTES.get(channel, channel)


def time_of_day(contact: Contact, at: datetime) -> str:
    """Name the time of day of an attempt, so that attempts at different times can be told apart.

    Where she named windows it is the hour; in narrow ones the day, since her hours leave no choice.
    """
    local = at.astimezone(LONDON)
    if contact["windows"]:
        hours = {minute // 60 for day in calling_minutes(contact["windows"]).values() for minute in day}
        return local.date().isoformat() if len(hours) <= NARROW else f"{local.hour:02}"
    if local.time() < time(12):
        return "morning"
    return "afternoon" if local.time() < time(17) else "evening"


def tightens(old: Contact, new: Contact) -> bool:
    """Say whether the change permits nothing that was forbidden before.

    Through an officer is the way that is left when every other is closed: it is always permitted.
    """
    reaching = permitted_channels(new) & IN_HER_HANDS
    if not reaching:
        return True
    if not reaching <= permitted_channels(old):
        return False
    # No window means that machines may send, whatever the hours.
    if old["windows"] and not new["windows"]:
        return False
    if _leaves_messages(new) > _leaves_messages(old) or _shows_number(new) > _shows_number(old):
        return False
    before, after = calling_minutes(old["windows"]), calling_minutes(new["windows"])
    return all(after[day] <= before[day] for day in DAYS)


def tightest(old: Contact, new: Contact) -> dict[str, Any]:
    """Return the contact rules that both permit; where nothing is left, none but an officer."""
    if tightens(old, new):
        return _rules(new)
    if tightens(new, old):
        return _rules(old)
    hours = _shared_minutes(old["windows"], new["windows"])
    channels = sorted(permitted_channels(old) & permitted_channels(new) & IN_HER_HANDS)
    left = bool(channels) and any(hours.values())
    return {
        "safety": (Safety.RESTRICTED if left else Safety.UNKNOWN).value,
        "channels": [str(channel) for channel in channels] if left else [],
        "windows": _windows(hours) if left and (old["windows"] or new["windows"]) else [],
        "voicemail": _leaves_messages(old) and _leaves_messages(new),
        "withheld_number": not (_shows_number(old) and _shows_number(new)),
    }


def _rules(contact: Contact) -> dict[str, Any]:
    return {name: contact[name] for name in RULES}


def _leaves_messages(contact: Contact) -> bool:
    return contact["voicemail"] is True


def _shows_number(contact: Contact) -> bool:
    # A blank is never a yes: only who was asked, and said no, is called from a number that shows.
    return contact["withheld_number"] is False


def _shared_minutes(one: Windows, other: Windows) -> dict[str, set[int]]:
    mine, theirs = calling_minutes(one), calling_minutes(other)
    return {day: mine[day] & theirs[day] for day in DAYS}


def _windows(hours: Mapping[str, set[int]]) -> Windows:
    """Write minutes as windows again, one for each unbroken stretch of each day."""
    stretches: dict[tuple[int, int], list[str]] = {}
    for day in DAYS:
        for start in sorted(minute for minute in hours[day] if minute - 1 not in hours[day]):
            end = next(minute for minute in range(start, 24 * 60 + 1) if minute not in hours[day])
            stretches.setdefault((start, end), []).append(day)
    return [
        {"days": days, "from": _clock(start), "to": _clock(end)} for (start, end), days in stretches.items()
    ]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
