from datetime import UTC, datetime

import pytest
from hypothesis import given

from states.contact import (
    DAYS,
    IN_HER_HANDS,
    calling_minutes,
    has_safe_route,
    is_within_rules,
    permitted_channels,
    tightens,
    tightest,
    time_of_day,
)
from states.vocabulary import Channel, Safety
from tests.states.building import assert_plain, facts
from tests.states.generated import CONTACTS

MORNINGS = {"days": ["mon", "tue"], "from": "10:00", "to": "12:00"}
LONG_DAYS = {"days": list(DAYS), "from": "09:00", "to": "18:00"}
#: A Monday in winter and one in summer, at 10:30 in London.
WINTER, SUMMER = datetime(2026, 11, 23, 10, 30, tzinfo=UTC), datetime(2026, 7, 20, 9, 30, tzinfo=UTC)


def contact(safety="safe", channels=("phone",), windows=(), voicemail=None, withheld_number=None):
    return {
        "safety": safety,
        "channels": list(channels),
        "windows": list(windows),
        "voicemail": voicemail,
        "withheld_number": withheld_number,
    }


def reaching(rules):
    """Everything that the rules permit: each channel at each minute, machines, messages, numbers that show."""
    ways = permitted_channels(rules) & IN_HER_HANDS
    if not ways:
        return set()
    minutes = {(day, minute) for day, open_ in calling_minutes(rules["windows"]).items() for minute in open_}
    permitted = {(str(way), moment) for way in ways for moment in minutes}
    extras = {
        "machines": not rules["windows"],
        "messages": rules["voicemail"] is True,
        "number shown": rules["withheld_number"] is False,
    }
    return permitted | {name for name, allowed in extras.items() if allowed}


@pytest.mark.parametrize("safety", [Safety.UNSAFE, Safety.UNKNOWN])
def test_unsafe_and_unknown_leave_nothing_but_the_officer(safety):
    rules = contact(safety.value, channels=[channel.value for channel in Channel])
    assert permitted_channels(rules) == {"through_officer"}


@pytest.mark.parametrize("at", [WINTER, SUMMER])
def test_windows_are_kept_by_the_london_clock(at):
    rules = facts(**contact(windows=[MORNINGS]))
    assert is_within_rules(rules, "phone", at)
    assert not is_within_rules(rules, "phone", at.replace(hour=at.hour + 2))
    assert not is_within_rules(rules, "phone", at.replace(day=at.day + 2))


def test_without_a_window_people_call_from_eight_to_nine():
    rules = facts(**contact())
    hours = [
        hour for hour in range(24) if is_within_rules(rules, "phone", WINTER.replace(hour=hour, minute=0))
    ]
    assert hours == list(range(8, 21))


def test_an_officer_may_be_asked_at_any_hour():
    rules = facts(**contact("unsafe"))
    assert is_within_rules(rules, "through_officer", WINTER.replace(hour=3))
    assert not is_within_rules(rules, "phone", WINTER)


def test_a_route_is_safe_where_a_named_channel_leads_to_her():
    assert has_safe_route(facts(channels=["sms"], routes={"phone": True}))
    assert not has_safe_route(facts(channels=["email"], routes={"phone": True, "email": False}))
    assert not has_safe_route(facts(safety="unsafe", channels=["phone"], routes={"phone": True}))
    assert not has_safe_route(facts(channels=["through_officer"], routes={"phone": True}))


def test_times_of_day_are_parts_of_the_day_without_a_window():
    rules = facts(**contact())
    named = {time_of_day(rules, WINTER.replace(hour=hour)) for hour in (9, 13, 19)}
    assert named == {"morning", "afternoon", "evening"}


def test_times_of_day_are_hours_in_wide_windows_and_days_in_narrow_ones():
    wide, narrow = facts(**contact(windows=[LONG_DAYS])), facts(**contact(windows=[MORNINGS]))
    later, next_day = WINTER.replace(hour=11), WINTER.replace(day=24)
    assert time_of_day(wide, WINTER) != time_of_day(wide, later)
    assert time_of_day(wide, WINTER) == time_of_day(wide, next_day)
    assert time_of_day(narrow, WINTER) == time_of_day(narrow, later)
    assert time_of_day(narrow, WINTER) != time_of_day(narrow, next_day)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (contact(withheld_number=True), contact("unsafe", channels=[])),
        (contact(), contact("unknown", channels=["phone", "sms"], voicemail=True, withheld_number=False)),
        (contact(channels=["phone", "sms"]), contact("restricted")),
        (contact(), contact(windows=[MORNINGS])),
        (contact(windows=[LONG_DAYS]), contact(windows=[MORNINGS])),
        (contact(voicemail=True, withheld_number=False), contact()),
        (contact(), contact("restricted", channels=["through_officer"])),
    ],
)
def test_a_change_that_permits_nothing_new_tightens(old, new):
    assert tightens(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (contact("unsafe"), contact()),
        (contact("unknown"), contact("restricted")),
        (contact(), contact(channels=["phone", "email"])),
        (contact(windows=[MORNINGS]), contact()),
        (contact(windows=[MORNINGS]), contact(windows=[LONG_DAYS])),
        (contact(), contact(windows=[{"days": ["mon"], "from": "06:00", "to": "09:00"}])),
        (contact(), contact(voicemail=True)),
        (contact(), contact(withheld_number=False)),
        (contact(withheld_number=True), contact(withheld_number=False)),
    ],
)
def test_a_change_that_permits_anything_new_does_not_tighten(old, new):
    assert not tightens(old, new)


@given(CONTACTS, CONTACTS)
def test_to_tighten_is_to_permit_no_more(old, new):
    assert tightens(old, new) == (reaching(new) <= reaching(old))


@given(CONTACTS)
def test_every_set_of_rules_tightens_itself(rules):
    assert tightens(rules, rules)


@given(CONTACTS, CONTACTS, CONTACTS)
def test_tightening_twice_is_tightening(one, two, three):
    assert not (tightens(one, two) and tightens(two, three)) or tightens(one, three)


@given(CONTACTS, CONTACTS)
def test_the_tightest_of_two_loosens_neither(one, two):
    both = tightest(one, two)
    assert tightens(one, both)
    assert tightens(two, both)
    assert_plain(both)


@given(CONTACTS, CONTACTS)
def test_the_tightest_of_two_keeps_what_both_permit(one, two):
    # Where no window is written, machines may send: windows that are shared must be written.
    shared = reaching(one) & reaching(two)
    assert reaching(tightest(one, two)) == (shared if any(type(way) is tuple for way in shared) else set())


def test_rules_that_share_no_hour_leave_only_the_officer():
    both = tightest(
        contact(windows=[MORNINGS]), contact(windows=[{"days": ["wed"], "from": "10:00", "to": "11:00"}])
    )
    assert permitted_channels(both) == {"through_officer"}
    assert both["safety"] == "unknown"


def test_shared_windows_are_written_in_unbroken_stretches():
    both = tightest(
        contact(channels=["phone", "sms"], windows=[LONG_DAYS]),
        contact(windows=[MORNINGS, {"days": ["mon"], "from": "12:00", "to": "24:00"}], voicemail=True),
    )
    assert both["channels"] == ["phone"]
    assert both["windows"] == [
        {"days": ["mon"], "from": "10:00", "to": "18:00"},
        {"days": ["tue"], "from": "10:00", "to": "12:00"},
    ]
