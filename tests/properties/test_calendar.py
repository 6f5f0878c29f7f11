"""Every day from 2026 to 2030, at both changes of the clock: deadlines, pauses and hours are right.

What is right is said by `almanac.py`, which shares no arithmetic with the code. The announced
bank holidays end within these years: after that the rule of every year has to be right as well.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.hours import Hours, is_open, next_open, read
from notifications.safety import CALLING_HOURS, TEXTING_HOURS
from states.bank_holidays import announced_until
from states.calendar import end_of_day, is_working, working_days_after
from states.clocks import RULES
from states.contact import is_calling_time
from states.position import Step, moment, parsed
from states.timers import timers
from states.vocabulary import Chart, Clock, Role
from tests.properties import almanac
from tests.properties.almanac import (
    CHANGES,
    DAYS,
    HOUR,
    WEEK,
    clock,
    last_minute,
    midnight,
    utc,
    working_days_on,
)
from tests.states.building import FIRM, LEAD, ORDER, SERVICE, Walk, facts, order

# The tests of each module count what these reach on every day of five years.
pytestmark = pytest.mark.no_cover

DAY = timedelta(days=1)
#: Hours of a day that a calendar may stumble over, in UTC: 00:30 and 23:30 are another day in
#: summer, 01:30 is skipped or repeated on some clock or other.
TIMES = ((0, 0), (0, 30), (1, 0), (1, 30), (9, 0), (17, 45), (23, 30))
ORDER_ONE = "O-00000001"


def every_moment() -> Iterator[datetime]:
    return (utc(day, *time) for day in DAYS for time in TIMES)


def eleven(at: datetime, days: int) -> datetime:
    """Eleven by the London clock, so many days after the day of a moment; never skipped nor repeated."""
    (found,) = almanac.moments(datetime.combine(clock(at).date() + days * DAY, time(11)))
    return found


# Working days


def test_every_day_is_a_working_day_or_not_as_the_almanac_has_it():
    assert DAYS[-1] > announced_until(), "every day is announced: let the almanac look further ahead"
    wrong = [
        day
        for day in DAYS
        if is_working(day) is (almanac.weekday(day) in ("sat", "sun") or day in almanac.BANK_HOLIDAYS)
    ]
    assert wrong == []


@pytest.mark.parametrize("count", [1, 3, 5])
def test_working_days_are_counted_from_every_day(count):
    wrong = [at for at in every_moment() if working_days_after(at, count) != working_days_on(at, count)]
    assert wrong == []


def test_every_day_ends_in_its_last_minute_in_london():
    assert [at for at in every_moment() if end_of_day(at) != last_minute(at)] == []


# Deadlines

Times = tuple[datetime, datetime]


def both(at: datetime) -> Times:
    return at, at


def step(at: datetime, event: str, subject: str | None = None, **payload: Any) -> Step:
    return Step(Chart.CASE, subject, event, "", "", payload, at, Role.CASEWORKER)


def sealed(at: datetime, **changes: Any) -> dict[str, Any]:
    """The facts of a case with one order that was sealed at that moment."""
    held = order("made", **{"made_at": moment(at), "copy_due_at": moment(at), **changes})
    return facts(orders={ORDER_ONE: held})


def said_on(day: date) -> str:
    return day.isoformat()


def expiring(at: datetime) -> date:
    return clock(at).date() + 200 * DAY


#: For each clock: when it is due and escalates if it starts at a moment, and what the code says.
DEADLINES: dict[str, tuple[Callable[[datetime], Times], Callable[[datetime], Times | None]]] = {
    "first_contact": (
        lambda at: (at + 24 * HOUR, at + 24 * HOUR),
        lambda at: RULES["first_contact"].due(facts(first_contact_since=moment(at)), step(at, "reopen")),
    ),
    "first_contact, high risk": (
        lambda at: (at + 24 * HOUR, at + 4 * HOUR),
        lambda at: RULES["first_contact"].due(
            facts(first_contact_since=moment(at), grade="high"), step(at, "assess_risk")
        ),
    ),
    "information_asked": (
        lambda at: both(at + 4 * HOUR),
        lambda at: RULES["information_asked"].due(facts(), step(at, "request_information")),
    ),
    "decision": (
        lambda at: both(working_days_on(at, 5)),
        lambda at: RULES["decision"].due(facts(), step(at, "make_contact")),
    ),
    "preparation": (
        lambda at: both(working_days_on(at, 3)),
        lambda at: RULES["preparation"].due(facts(), step(at, "give_consent")),
    ),
    "offer": (
        lambda at: both(working_days_on(at, 1)),
        lambda at: RULES["offer"].due(facts(), step(at, "make_offer")),
    ),
    "offer, urgent": (
        lambda at: both(at + 4 * HOUR),
        lambda at: RULES["offer"].due(facts(urgent=True), step(at, "make_offer")),
    ),
    "firm_calls_her": (
        lambda at: both(working_days_on(at, 1)),
        lambda at: RULES["firm_calls_her"].due(facts(), step(at, "assign_solicitor")),
    ),
    "filing": (
        lambda at: both(working_days_on(at, 5)),
        lambda at: RULES["filing"].due(facts(), step(at, "assign_solicitor")),
    ),
    "filing, urgent": (
        lambda at: both(working_days_on(at, 1)),
        lambda at: RULES["filing"].due(facts(grade="high"), step(at, "assign_solicitor")),
    ),
    "returned_by_court": (
        lambda at: both(working_days_on(at, 1)),
        lambda at: RULES["returned_by_court"].due(sealed(at), step(at, "send_back", ORDER_ONE)),
    ),
    "court_answer": (
        lambda at: both(working_days_on(at, 5)),
        lambda at: RULES["court_answer"].due(sealed(at), step(at, "apply", ORDER_ONE)),
    ),
    "court_answer, without notice": (
        lambda at: both(working_days_on(at, 1)),
        lambda at: RULES["court_answer"].due(sealed(at, without_notice=True), step(at, "apply", ORDER_ONE)),
    ),
    "outcome_to_record": (
        lambda at: both(working_days_on(at, 1)),
        lambda at: RULES["outcome_to_record"].due(sealed(at), step(at, "make_order", ORDER_ONE)),
    ),
    "hearing, its day": (
        lambda at: (midnight(clock(at).date() + 18 * DAY), midnight(clock(at).date() + 20 * DAY)),
        lambda at: RULES["hearing"].due(
            facts(), step(at, "list_hearing", hearing_at=said_on(clock(at).date() + 20 * DAY))
        ),
    ),
    "hearing, its hour": (
        lambda at: (at + 18 * DAY, at + 20 * DAY),
        lambda at: RULES["hearing"].due(facts(), step(at, "list_hearing", hearing_at=moment(at + 20 * DAY))),
    ),
    "service": (
        lambda at: (at + 24 * HOUR, at + 48 * HOUR),
        lambda at: RULES["service"].due(sealed(at), step(at, "fall_due", ORDER_ONE)),
    ),
    "police_copy": (
        lambda at: both(last_minute(at)),
        lambda at: RULES["police_copy"].due(sealed(at), step(at, "fall_due", ORDER_ONE)),
    ),
    "expiry": (
        lambda at: (midnight(expiring(at) - 42 * DAY), midnight(expiring(at) - 14 * DAY)),
        lambda at: RULES["expiry"].due(
            sealed(at, expires_on=said_on(expiring(at))), step(at, "make_order", ORDER_ONE)
        ),
    ),
    "expiry, of no order": (
        lambda at: both(at + 365 * DAY),
        lambda at: RULES["expiry"].due(sealed(at), step(at, "make_order", ORDER_ONE)),
    ),
    "survey": (
        lambda at: (eleven(at, 35), eleven(at, 182)),
        lambda at: RULES["survey"].due(
            facts(consent={"scope": ["survey"], "at": moment(at)}), step(at, "give_advice_only")
        ),
    ),
    "closing": (
        lambda at: both(at + 90 * DAY),
        lambda at: RULES["closing"].due(facts(), step(at, "decline")),
    ),
    "threat_to_life": (
        lambda at: both(at + HOUR),
        lambda at: RULES["threat_to_life"].due(facts(), step(at, "assess_risk", grade="high", flags=[])),
    ),
}


def test_every_clock_has_its_deadline_in_the_almanac():
    assert {name.partition(",")[0] for name in DEADLINES} == {str(name) for name in Clock}


@pytest.mark.parametrize("name", DEADLINES)
def test_the_deadline_of_every_clock_is_right_from_every_day(name):
    right, said = DEADLINES[name]
    wrong = [at for day in DAYS for at in (utc(day, 0, 30), utc(day, 17, 45)) if said(at) != right(at)]
    assert wrong == []


def test_an_order_ends_with_its_last_day_on_every_day():
    wrong = []
    for day in DAYS:
        (timer,) = timers(facts(orders={ORDER_ONE: order("made", expires_on=said_on(day))})).values()
        if parsed(timer.due) != midnight(day + DAY):
            wrong.append(day)
    assert wrong == []


def around_changes(days: int = 9) -> list[date]:
    """Every day near a change of the clock."""
    return [change + timedelta(days=ahead) for change in CHANGES for ahead in range(-days, days + 1)]


@given(st.sampled_from(around_changes()) | st.sampled_from(DAYS), st.integers(0, 24 * 60 - 1))
@example(date(2026, 10, 23), 8 * 60)
@example(date(2028, 12, 22), 23 * 60 + 30)
def test_a_case_that_is_taken_through_its_steps_has_the_deadlines_of_the_almanac(day, minute):
    at = utc(day) + timedelta(minutes=minute)

    def due(name: str) -> tuple[datetime, datetime]:
        held = walk.clocks[name]
        return parsed(held["due"]), parsed(held["escalates"])

    walk = Walk(at=at, referred_at=moment(at), first_contact_since=moment(at))
    assert due("first_contact") == both(at + DAY)
    walk.do("assess_risk", grade="high")
    assert due("threat_to_life") == both(at + HOUR)
    walk.do("add_note", LEAD).do("correct", facts={"grade": "standard"}).to("contacted")
    assert due("decision") == both(working_days_on(at, 5))
    walk.to("consented")
    assert due("preparation") == both(working_days_on(at, 3))
    walk.to("solicitor_assigned")
    assert due("filing") == both(working_days_on(at, 5))
    assert due("firm_calls_her") == both(working_days_on(at, 1))
    walk.to("order_sought")
    assert due(f"court_answer:{ORDER_ONE}") == both(working_days_on(at, 5))
    expires = clock(at).date() + 100 * DAY
    walk.do("make_order", FIRM, chart=ORDER, made_on=said_on(clock(at).date()), expires_on=said_on(expires))
    assert due(f"service:{ORDER_ONE}") == (at + DAY, at + 2 * DAY)
    assert due(f"expiry:{ORDER_ONE}") == (midnight(expires - 42 * DAY), midnight(expires - 14 * DAY))
    walk.do("serve", FIRM, chart=SERVICE, served_on=said_on(clock(at).date()))
    assert due(f"police_copy:{ORDER_ONE}") == both(last_minute(at))
    walk.do("record_outcome")
    assert due("closing") == both(at + 90 * DAY)


# Pauses


#: When the pause of 14 days is ended: at once, in its midst, when it is over, or late.
ENDED_AFTER = (timedelta(), 3 * DAY, 14 * DAY, 20 * DAY)


def paused(at: datetime) -> Walk:
    """A case whose decision is paused for 14 days: about when it is due, so that some are late already."""
    walk = Walk(at=at, first_contact_since=moment(at)).to("contacted").wait(7 * DAY)
    return walk.do("pause", until=moment(walk.at + 14 * DAY))


def resumed(walk: Walk, later: timedelta) -> Walk:
    other = copy(walk)
    other.moves = [*walk.moves]
    return other.wait(later).do("resume")


def test_a_pause_on_any_day_gives_back_exactly_the_time_it_took():
    """However long it was to last, and whichever change of the clock it spans."""
    wrong = []
    for day in DAYS:
        at = utc(day, 0, 30)
        walk = paused(at)
        due = working_days_on(at, 5)
        # Until it ends nothing is due, however late the clock was.
        said = [parsed(timers(walk.facts)["decision"].due)]
        right = [max(due + 14 * DAY, at + 21 * DAY)]
        for later in ENDED_AFTER:
            said.append(parsed(timers(resumed(walk, later).facts)["decision"].due))
            right.append(due + min(later, 14 * DAY))
        if said != right:
            wrong.append(day)
    assert wrong == []


# Hours

ALL_WEEK = [*WEEK]
WINDOWS: dict[str, list[dict[str, Any]]] = {
    "two mornings": [{"days": ["mon", "wed"], "from": "10:00", "to": "14:00"}],
    "an hour that is skipped and repeated": [{"days": ["sun"], "from": "01:00", "to": "02:00"}],
    "across that hour": [{"days": ALL_WEEK, "from": "00:30", "to": "01:30"}],
    "the last hour": [{"days": ["fri", "sat", "sun"], "from": "23:00", "to": "24:00"}],
    "whole days": [{"days": ["sat", "sun"], "from": "00:00", "to": "24:00"}],
    "two stretches": [
        {"days": ["tue"], "from": "09:15", "to": "09:45"},
        {"days": ["tue", "sun"], "from": "01:45", "to": "02:15"},
    ],
}


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def named(windows: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [
        (day, _minutes(window["from"]), _minutes(window["to"]))
        for window in windows
        for day in window["days"]
    ]


SPANS: dict[str, tuple[tuple[Hours, ...], list[tuple[str, int, int]]]] = {
    "texts": (TEXTING_HOURS, [(day, 8 * 60, 19 * 60) for day in WEEK]),
    "calls": (CALLING_HOURS, [(day, 8 * 60, 21 * 60) for day in WEEK]),
    **{name: (read(windows), named(windows)) for name, windows in WINDOWS.items()},
}


def open_times(spans: list[tuple[str, int, int]]) -> tuple[list[datetime], list[datetime]]:
    """When they are open, as two lists of moments: from, and up to."""
    found = sorted(almanac.stretches(spans, DAYS[0] - DAY, DAYS[-1] + 21 * DAY))
    merged: list[list[datetime]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return [start for start, _ in merged], [end for _, end in merged]


def next_in(starts: list[datetime], ends: list[datetime], at: datetime) -> datetime:
    """Return when it is open next, from a moment on."""
    number = bisect_right(starts, at) - 1
    return at if number >= 0 and at < ends[number] else starts[number + 1]


@pytest.mark.parametrize("name", SPANS)
def test_hours_are_open_and_open_next_as_the_almanac_has_it_on_every_day(name):
    hours, spans = SPANS[name]
    starts, ends = open_times(spans)
    tried = [utc(day, 3, 17) for day in DAYS] + [utc(day, 20, 0) for day in DAYS[::3]]
    # Every edge of every window of these years, and the minute before.
    first, last = utc(DAYS[0]), utc(DAYS[-1])
    edges = [edge for edge in (*starts, *ends) if first < edge < last]
    edges += [edge - timedelta(minutes=1) for edge in edges]
    assert [at for at in edges if is_open(hours, at) is not (next_in(starts, ends, at) == at)] == []
    assert [at for at in tried if next_open(hours, at) != next_in(starts, ends, at)] == []


@pytest.mark.parametrize("name", SPANS)
def test_hours_are_right_in_every_minute_of_the_days_on_which_the_clock_changes(name):
    hours, spans = SPANS[name]
    starts, ends = open_times(spans)
    minutes = [
        utc(change - DAY, 23) + timedelta(minutes=minute) for change in CHANGES for minute in range(6 * 60)
    ]
    assert [at for at in minutes if is_open(hours, at) is not (next_in(starts, ends, at) == at)] == []
    assert [at for at in minutes[::7] if next_open(hours, at) != next_in(starts, ends, at)] == []


@pytest.mark.parametrize("name", ["calls", *WINDOWS])
def test_an_attempt_is_within_her_hours_as_the_almanac_has_it(name):
    windows = WINDOWS.get(name, [])
    starts, ends = open_times(SPANS[name][1])
    minutes = [
        utc(change - DAY, 23) + timedelta(minutes=minute) for change in CHANGES for minute in range(0, 360, 5)
    ] + [utc(day, hour, 45) for day in DAYS[::3] for hour in (0, 7, 9, 20)]
    held = facts(windows=windows)
    assert [at for at in minutes if is_calling_time(held, at) is not (next_in(starts, ends, at) == at)] == []


def test_the_almanac_knows_when_the_clock_changes():
    for day in almanac.SPRING:
        assert almanac.moments(datetime.combine(day, datetime.min.time()) + timedelta(minutes=90)) == []
    for day in almanac.AUTUMN:
        assert len(almanac.moments(datetime.combine(day, datetime.min.time()) + timedelta(minutes=90))) == 2
    assert {almanac.weekday(day) for day in CHANGES} == {"sun"}
