"""Months to choose from, the newest first."""

from datetime import date, datetime

from notifications.dates import MONTHS
from notifications.rendering import LANGUAGES
from states.position import local_day

#: How many months back one may read.
MOST = 36


def months(at: datetime) -> tuple[tuple[str, str], ...]:
    """Return each month as "2026-11" and in words, from the present one back."""
    today = local_day(at)
    last = today.year * 12 + today.month - 1
    days = [date(number // 12, number % 12 + 1, 1) for number in range(last, last - MOST, -1)]
    return tuple((day.isoformat()[:7], f"{MONTHS[LANGUAGES[0]][day.month - 1]} {day.year}") for day in days)
