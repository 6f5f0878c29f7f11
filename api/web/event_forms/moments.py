"""Days and moments as people type them: by the London clock, kept in UTC, right on both days that it is moved."""

import re
from calendar import month_abbr, month_name
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from api.web.forms import Form
from states.payloads.fields import EARLIEST, LATEST
from states.position import LONDON

#: The parts of a day, in the order in which they are asked, and what each is called.
PARTS = ("day", "month", "year")
#: Which of the two that a clock shows in the hour that it is put back.
FIRST, SECOND = "first", "second"

#: 14:30, 14.30, 1430, 2:30pm, 2pm, 2.30 p.m.
CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
MONTHS = {name.casefold(): number for names in (month_name, month_abbr) for number, name in enumerate(names)}

GONE = "must be a time that the clock showed: it went from 1am to 2am that night"
TWICE = "happened twice that night: say whether it was before or after the clock went back"


class Unfit(ValueError):
    """What was typed is no day or time. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The parts of a moment as they stand in a form."""

    day: str
    month: str
    year: str
    time: str
    turn: str

    @classmethod
    def of(cls, form: Form, name: str) -> "Typed":
        """Read the parts of one field."""
        return cls(*(form.get(f"{name}-{part}") for part in (*PARTS, "time", "turn")))

    @property
    def has_day(self) -> bool:
        """Whether any part of a day was typed."""
        return bool(self.day or self.month or self.year)


def day_of(typed: Typed) -> date:
    """Return the day. Raises Unfit."""
    missing = [
        part for part, text in zip(PARTS, (typed.day, typed.month, typed.year), strict=True) if not text
    ]
    if missing:
        raise Unfit(f"must include a {' and a '.join(missing)}")
    month = MONTHS.get(typed.month.casefold().rstrip(".")) or _number(typed.month)
    if not re.fullmatch(r"[0-9]{4}", typed.year):
        raise Unfit("must have a year of 4 numbers, like 2026")
    try:
        day = date(int(typed.year), month, _number(typed.day))
    except ValueError:
        raise Unfit("must be a real date, like 27 3 2026") from None
    if not EARLIEST <= day <= LATEST:
        raise Unfit(f"must be between {EARLIEST.year} and {LATEST.year}")
    return day


def time_of(text: str) -> time:
    """Return a time of day. Raises Unfit."""
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        raise Unfit("must have a time, like 14:30 or 2:30pm")
    hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half:
        if not 1 <= hours <= 12:
            raise Unfit("must have a time, like 14:30 or 2:30pm")
        hours = hours % 12 + (12 if half == "p" else 0)
    elif found[2] is None:
        # 9 alone may be morning or evening.
        raise Unfit("must have a time with minutes, am or pm, like 9:00 or 9pm")
    try:
        return time(hours, minutes)
    except ValueError:
        raise Unfit("must have a time, like 14:30 or 2:30pm") from None


def moment_of(typed: Typed) -> datetime:
    """Return the moment in UTC. Raises Unfit, also for one that never was and one that was twice."""
    day = day_of(typed)
    if not typed.time:
        raise Unfit("must have a time, like 14:30 or 2:30pm")
    local = datetime.combine(day, time_of(typed.time), LONDON)
    if local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Unfit(GONE)
    if is_double(local):
        if typed.turn not in (FIRST, SECOND):
            raise Unfit(TWICE)
        local = local.replace(fold=typed.turn == SECOND)
    return local.astimezone(UTC)


def is_double(local: datetime) -> bool:
    """Say whether the clock showed that time twice."""
    early, late = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return early is not None and late is not None and early > late


def asks_turn(typed: Typed) -> bool:
    """Say whether it has to be asked which of two it was."""
    try:
        return is_double(datetime.combine(day_of(typed), time_of(typed.time), LONDON))
    except Unfit:
        return False


def parts_of_day(name: str, day: date) -> list[tuple[str, str]]:
    """Return the fields that would have said that day."""
    numbers = (day.day, day.month, day.year)
    return [(f"{name}-{part}", str(number)) for part, number in zip(PARTS, numbers, strict=True)]


def parts_of_moment(name: str, at: datetime) -> list[tuple[str, str]]:
    """Return the fields that would have said that moment."""
    local = at.astimezone(LONDON)
    parts = [*parts_of_day(name, local.date()), (f"{name}-time", local.strftime("%H:%M"))]
    return [*parts, (f"{name}-turn", SECOND if local.fold else FIRST)] if is_double(local) else parts


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise Unfit("must be a real date, like 27 3 2026")
    return int(text)
