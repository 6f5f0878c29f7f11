"""A calendar file of hearings, as RFC 5545 has it. It lies on telephones and in shared diaries: it names nobody.

Of a hearing it says the order's reference, the court, and the day or hour; nothing says what kind of court or case
it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from states.position import parsed
from workflow.queries import OrderView

#: Longest line, in octets, before it goes on in the next one. Source: docs/sources.md#RFC5545.
LONGEST = 75
#: A stable name for each hearing, that says nothing: a file that is taken again replaces what it said before.
NAMES = uuid5(NAMESPACE_URL, "rowan/hearings")
#: How long a hearing is set down for, where nobody said (I).
LASTS = "PT1H"


@dataclass(frozen=True, slots=True)
class Hearing:
    """One hearing or return day: a day, or a moment where the court named the hour."""

    reference: str
    which: str
    court: str
    at: str


def hearings(orders: Iterable[OrderView], at: datetime) -> tuple[Hearing, ...]:
    """Return what is still to come of the hearings and return days of these orders, the first one first."""
    said = (
        Hearing(order.reference, which, order.court, when)
        for order in orders
        for which, when in (("Hearing", order.hearing_at), ("Return day", order.return_day))
        if when and "hearing" in order.clocks
    )
    ahead = (one for one in said if _day(one.at) >= at.astimezone(UTC).date() - timedelta(days=1))
    return tuple(sorted(ahead, key=lambda one: (one.at, one.reference)))


def written(found: Iterable[Hearing], at: datetime) -> bytes:
    """Write a calendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rowan//Rowan//EN", "CALSCALE:GREGORIAN"]
    for one in found:
        lines += _event(one, at)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode()


def _event(one: Hearing, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMES, f'{one.reference}/{one.which}')}"
    yield f"DTSTAMP:{_moment(at)}"
    if "T" in one.at:
        yield f"DTSTART:{_moment(parsed(one.at))}"
        yield f"DURATION:{LASTS}"
    else:
        # Days that touch nothing else: the end of an all-day event is the day after it.
        yield f"DTSTART;VALUE=DATE:{_day(one.at):%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{_day(one.at) + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{one.which} {one.reference}')}"
    yield f"LOCATION:{_text(one.court)}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _day(when: str) -> date:
    return date.fromisoformat(when[:10])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Write a text so that nothing in it begins another line or value."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text.replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """Part a line that is too long, between characters; what goes on begins with a space, which counts too."""
    part, room = "", LONGEST
    for character in line:
        if len(part.encode()) + len(character.encode()) > room:
            yield part
            part = " "
        part += character
    yield part
