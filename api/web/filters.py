"""What templates may do to a value before it is shown: days, moments, spans and sums, by the London clock."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from states.position import LONDON

#: Minutes in what people count time in, and from how many minutes on they do.
_UNITS: Final = (("day", 1_440, 2_880), ("hour", 60, 120), ("minute", 1, 0))


def moment(at: datetime | str) -> str:
    """Write a moment as "23 November 2026 at 10:40am"."""
    return f"{day(at)} at {clock(at)}"


def day(at: date | datetime | str) -> str:
    """Write a day as "23 November 2026". A moment is on the day that it is in London."""
    if isinstance(at, str) and "T" not in at:
        at = date.fromisoformat(at)
    if isinstance(at, datetime | str):
        at = _local(at)
    return f"{at.day} {at:%B %Y}"


def clock(at: datetime | str) -> str:
    """Write an hour as people say it: "10:40am", "midday", "2pm"."""
    local = _local(at)
    if local.minute == 0 and local.hour % 12 == 0:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def ago(since: datetime | str, at: datetime) -> str:
    """Write how long ago something was: "3 hours ago"."""
    gone = at - _moment(since)
    return f"{span(gone)} ago" if gone >= timedelta(minutes=1) else "just now"


def until(due: datetime | str, at: datetime) -> str:
    """Write how long it is until something, or how late it is: "in 3 days", "2 hours late"."""
    left = _moment(due) - at
    return f"in {span(left)}" if left >= timedelta(0) else f"{span(-left)} late"


def span(length: timedelta) -> str:
    """Write how long, in its largest whole unit that is more than one."""
    minutes = int(length.total_seconds() // 60)
    name, size = next((name, size) for name, size, least in _UNITS if minutes >= least)
    count = minutes // size
    return f"{count} {name}{'' if count == 1 else 's'}"


def pounds(amount: Any) -> str:
    """Write a sum of pounds: "£1,250", "£12.50"."""
    return f"£{amount:,.2f}".removesuffix(".00")


def iso(at: datetime | str) -> str:
    """Write a moment for programs, in UTC."""
    return _moment(at).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def words(value: Any, table: Mapping[Any, str]) -> str:
    """Return what a table says of a value, and the value itself with spaces where it says nothing."""
    return table.get(value) or str(value).replace("_", " ").capitalize()


def _moment(at: datetime | str) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def _local(at: datetime | str) -> datetime:
    return _moment(at).astimezone(LONDON)


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "ago": ago,
    "clock": clock,
    "day": day,
    "iso": iso,
    "moment": moment,
    "pounds": pounds,
    "span": span,
    "until": until,
    "words": words,
}
