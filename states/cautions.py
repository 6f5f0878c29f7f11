"""What is taken, and still worth a second look before it is: a caution never refuses."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from states.vocabulary import Chart, Event, OrderEvent

#: The normal longest wait from an interim order to its return day. Source: docs/sources.md#PG2017.
RETURN_WITHIN = timedelta(days=14)

WAITS_LONG = "its return day is more than 14 days after it was made"
#: Whoever interprets must not be somebody whom he can press, and never a child of hers.
INTERPRETED = "book a professional interpreter first: never family, never a child"

#: The court must not take an undertaking in place of an order that could be enforced where he was violent.
#: Source: docs/sources.md#s46.
PROMISES = (
    "where he used or threatened violence and she needs an order whose breach is a crime, the court must not"
    " take an undertaking instead of a non-molestation order: section 46(3A). It carries no power of arrest"
)
#: Events with which somebody speaks to her.
SPEAKING = frozenset({(Chart.CASE, Event.LOG_ATTEMPT.value), (Chart.CASE, Event.MAKE_CONTACT.value)})


def cautions(
    chart: Chart, event: str, payload: Mapping[str, Any], facts: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return sentences to show beside what a command says, and before anything is said.

    `payload` is its clear part, empty where nothing is said yet; `facts` are those of the case.
    """
    if (chart, event) in SPEAKING:
        return (INTERPRETED,) if facts["interpreter"] else ()
    if (chart, event) == (Chart.ORDER, OrderEvent.TAKE_UNDERTAKING):
        return (PROMISES,)
    return (
        (WAITS_LONG,) if (chart, event) == (Chart.ORDER, OrderEvent.GRANT_INTERIM) and _waits(payload) else ()
    )


def _waits(payload: Mapping[str, Any]) -> bool:
    """Say whether an interim order names a return day that is far off."""
    made, returns = payload.get("made_on"), payload.get("return_day")
    if made is None or returns is None:
        return False
    return date.fromisoformat(returns) - date.fromisoformat(made) > RETURN_WITHIN
