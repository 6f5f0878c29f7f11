"""Moments by which something is due: where a whole day counts, no hour is said."""

from datetime import datetime, time, timedelta

from api.web.filters import day, moment
from states.position import LONDON

#: The last moment that still belongs to a day, and how near to it clocks stop.
NEARLY = timedelta(minutes=1)


def by(at: datetime) -> str:
    """Write when something is due; of a day that begins or ends then, the day."""
    local = at.astimezone(LONDON)
    whole = local.time() == time() or (local + NEARLY).date() != local.date()
    return day(at) if whole else moment(at)
