"""When and how a person may reach her: her channels and windows, and which change tightens them.

Unknown means no and a blank is never a yes. `notifications/safety.py` builds on this page for
what machines send; here are only the rules that guards and effects read.
"""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from states.position import LONDON
from states.vocabulary import Channel, Safety

#: Days as windows name them.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Minutes of the day in which people call where no window is named. Source: docs/sources.md#design.
CALLING = (8 * 60, 21 * 60)
#: Channels by which people speak to her themselves.
IN_HER_HANDS = frozenset({Channel.PHONE, Channel.SMS, Channel.EMAIL, Channel.IN_PERSON})

Contact = Mapping[str, Any]


def minutes(clock: str) -> int:
    """Return the minute of the day of "10:30"; "24:00" ends the day."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def calling_minutes(windows: list[dict[str, Any]]) -> dict[str, set[int]]:
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


def has_safe_route(contact: Contact) -> bool:
    """Say whether any channel she named leads to her. Through an officer is asking the referrer."""
    usable = permitted_channels(contact) & IN_HER_HANDS
    return any(contact["routes"].get(_route_of(channel)) for channel in usable)


def _route_of(channel: str) -> str:
    return Channel.PHONE.value if channel == Channel.SMS else channel


def time_of_day(contact: Contact, at: datetime) -> str:
    """Name the time of day of an attempt: a part of the day, or the day itself in narrow windows.

    Where she named windows, different days are different times: her hours leave no choice.
    """
    local = at.astimezone(LONDON)
    if contact["windows"]:
        return local.date().isoformat()
    if local.time() < time(12):
        return "morning"
    return "afternoon" if local.time() < time(17) else "evening"


def tightens(old: Contact, new: Contact) -> bool:
    """Say whether the change permits nothing that was forbidden before."""
    if not (permitted_channels(new) - {Channel.THROUGH_OFFICER}) <= permitted_channels(old):
        return False
    if new["voicemail"] and not old["voicemail"]:
        return False
    if old["withheld_number"] and not new["withheld_number"]:
        return False
    if old["windows"] and not new["windows"] and permitted_channels(new) & IN_HER_HANDS:
        return False
    before, after = calling_minutes(old["windows"]), calling_minutes(new["windows"])
    return all(after[day] <= before[day] for day in DAYS) or not permitted_channels(new) & IN_HER_HANDS


def tightest(old: Contact, new: Contact) -> dict[str, Any]:
    """Return the contact rules that both permit; where they cannot be joined, the old ones or none."""
    if tightens(old, new):
        return dict(new)
    if tightens(new, old):
        return dict(old)
    both = permitted_channels(old) & permitted_channels(new)
    windows = old["windows"] if old["windows"] else new["windows"]
    clash = bool(old["windows"] and new["windows"] and old["windows"] != new["windows"])
    return {
        "safety": Safety.UNKNOWN.value if clash or not both else Safety.RESTRICTED.value,
        "channels": [] if clash else sorted(both),
        "windows": windows,
        "voicemail": bool(old["voicemail"] and new["voicemail"]),
        "withheld_number": bool(old["withheld_number"] or new["withheld_number"]),
    }
