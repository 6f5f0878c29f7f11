"""What runs out in a case, and what becomes of it then: its clocks, a pause, the expiry of an order.

`timers()` says what runs now and until when; `TIMERS` what happens when it is due and when it
escalates. Both read the facts alone, so that the rows that a sweep looks at can be made anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from states.clock_rule import LEAD, OWNER
from states.due import day_after
from states.facts import IN_FORCE
from states.position import Facts, moment, parsed
from states.timetable import CLOCKS
from states.vocabulary import Chart, EndReason, Event, OrderEvent, Role

#: What runs out and is no clock of the timetable: a pause, and an order at its expiry.
PAUSE, ORDER_END = "pause", "order_end"


@dataclass(frozen=True, slots=True)
class Timer:
    """One thing that runs out: which rule of `TIMERS` it follows, for which order or offer, and when.

    `due` and `escalates` are moments as facts hold them; `escalates` may come first.
    """

    clock: str
    subject: str | None
    due: str
    escalates: str


@dataclass(frozen=True, slots=True)
class TimerRule:
    """What happens when a timer runs out.

    At each of its times the system asks `then`, with the payload `said`, of the order, offer or case
    that it belongs to. Where that is refused, or there is nothing to ask, somebody of the role
    `asks_of` is asked by the sentence `asks` when it is due; `escalates` hear when it escalates, and
    again every `repeats`.
    """

    name: str
    says: str
    asks: str
    asks_of: Role
    escalates: tuple[str, ...]
    then: tuple[Chart, str] | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    repeats: timedelta | None = None


OTHERS = (
    TimerRule(
        PAUSE,
        "a pause ends, and its clock runs on",
        asks="A pause has ended: resume its clock",
        asks_of=Role.CASEWORKER,
        escalates=(OWNER,),
        then=(Chart.CASE, Event.RESUME),
    ),
    TimerRule(
        ORDER_END,
        "an order ends with the day on which it expires; of an interim one a person says what became of it",
        asks="The order has expired: record what the court decided since, or that it ended",
        asks_of=Role.CASEWORKER,
        escalates=(LEAD,),
        then=(Chart.ORDER, OrderEvent.END),
        said={"reason": EndReason.EXPIRED.value},
    ),
)

#: What happens when anything runs out, by the name of its clock.
TIMERS: Mapping[str, TimerRule] = {
    rule.name: rule
    for rule in (
        *(
            TimerRule(
                clock.clock.value,
                clock.says,
                clock.asks,
                clock.asks_of,
                clock.escalates,
                then=clock.then,
                repeats=clock.repeats,
            )
            for clock in CLOCKS
        ),
        *OTHERS,
    )
}


def timers(facts: Facts) -> dict[str, Timer]:
    """Return all that runs out in a case, by its key: a clock and what it belongs to, "service:O-…".

    A paused clock stands still until its pause ends, even one that was overdue when it was paused.
    """
    found = {name: _clock(name, clock) for name, clock in facts["clocks"].items()}
    return found | dict(_ends(facts["orders"])) | dict(_pauses(facts["paused"]))


def _clock(name: str, clock: Mapping[str, str]) -> Timer:
    kind, _, subject = name.partition(":")
    times = (clock["due"], clock["escalates"])
    if until := clock.get("paused_until"):
        times = (max(times[0], until, key=parsed), max(times[1], until, key=parsed))
    return Timer(kind, subject or None, *times)


def _ends(orders: Mapping[str, Facts]) -> Iterator[tuple[str, Timer]]:
    for reference, order in orders.items():
        if order["state"] in IN_FORCE and order["expires_on"]:
            over = moment(day_after(order["expires_on"]))
            yield f"{ORDER_END}:{reference}", Timer(ORDER_END, reference, over, over)


def _pauses(paused: Facts | None) -> Iterator[tuple[str, Timer]]:
    if paused is not None:
        yield PAUSE, Timer(PAUSE, None, paused["until"], paused["until"])
