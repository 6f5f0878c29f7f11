"""What is taken, and still worth a second look before it is: a caution never refuses."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from states.vocabulary import Chart, OrderEvent

#: The normal longest wait from an interim order to its return day. Source: docs/sources.md#PG2017.
RETURN_WITHIN = timedelta(days=14)


def cautions(chart: Chart, event: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return sentences to show beside what a command says; `payload` is its clear part."""
    if (chart, event) != (Chart.ORDER, OrderEvent.GRANT_INTERIM) or payload["return_day"] is None:
        return ()
    wait = date.fromisoformat(payload["return_day"]) - date.fromisoformat(payload["made_on"])
    return ("its return day is more than 14 days after it was made",) if wait > RETURN_WITHIN else ()
