"""The time that one decision takes, guards and all."""

import statistics
import time
from datetime import UTC, datetime

from bench.figures import Figure
from states.definition import Table
from states.definitions import CURRENT, DEFINITIONS
from states.facts import blank
from states.position import Asked
from states.vocabulary import Chart, Event, Role, State

ROUNDS, REPEATS = 5, 20_000
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def measure() -> Figure:
    """Measure `decide()` on events with one to five guards, each accepted."""
    table = DEFINITIONS[CURRENT].charts[Chart.CASE]
    facts = blank()
    consent = {"scope": ["instruct_firm"], "at": "2026-11-23T09:00:00Z"}
    asks = [
        (Event.TAKE, Asked(State.RECEIVED, facts, {}, AT, Role.CASEWORKER)),
        (
            Event.MAKE_CONTACT,
            Asked(
                State.RECEIVED, facts, {"identity_confirmed": True, "safe_to_talk": True}, AT, Role.CASEWORKER
            ),
        ),
        (
            Event.GIVE_CONSENT,
            Asked(
                State.CONTACTED,
                facts,
                {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm"]},
                AT,
                Role.CASEWORKER,
            ),
        ),
        (
            Event.MAKE_OFFER,
            Asked(
                State.CONSENTED,
                {**facts, "consent": consent},
                {"firm": "a"},
                AT,
                Role.CASEWORKER,
                found={"firm_active": True, "firm_conflict": False},
            ),
        ),
    ]
    each = [statistics.median(_round(table, event, asked) for _ in range(ROUNDS)) for event, asked in asks]
    return Figure(
        "decide()",
        round(max(each), 2),
        "µs, the slowest of the events",
        "under 5 µs",
        None,
        f"{len(asks)} events, median of {ROUNDS} rounds of {REPEATS:,} decisions each",
    )


def _round(table: Table, event: Event, asked: Asked) -> float:
    start = time.perf_counter()
    for _ in range(REPEATS):
        table.decide(event, asked)
    return (time.perf_counter() - start) / REPEATS * 1e6
