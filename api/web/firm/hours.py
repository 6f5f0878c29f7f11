"""When the firm answers offers: one stretch a day, in London time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.forms import Form
from api.web.pages import Here, pages
from api.web.words.days import DAYS
from states.errors import Problem
from states.permissions import Place
from workflow import firms
from workflow.firms import Hours

router = pages(Place.FIRM, "/firm")

#: A time as people type it: 9, 9:30, 09.30, 17:00.
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


@dataclass(frozen=True, slots=True)
class DayShown:
    """One day of the form: what stands in its two fields, and what is wrong with them."""

    day: str
    name: str
    opens: str
    closes: str
    error: str | None = None


@router.get("/hours")
def show_hours(here: Here) -> Response:
    """Show when the firm answers."""
    held = {found.day: found for found in firms.hours_of(here.db, here.actor.firm or "")}
    typed = here.typed
    days = _typed(typed, {}) if typed else [_held(day, held.get(day)) for day in DAYS]
    return here.show("firm/hours.html", days=days, problems=())


@router.post("/hours")
def keep_hours(here: Here) -> Response:
    """Keep when the firm answers; a day without times is a day without answers."""
    hours, problems = _read(here.form)
    if problems:
        days = _typed(here.form, problems)
        told = [Problem(f"{day}_opens", f"{DAYS[day]}: {message}") for day, message in problems.items()]
        return here.show("firm/hours.html", status=MALFORMED.status, days=days, problems=told)
    firms.set_hours(here.db, hours, actor=here.actor, at=here.at)
    return here.go("/firm/hours", done="hours_kept")


def _held(day: str, found: Hours | None) -> DayShown:
    if found is None:
        return DayShown(day, DAYS[day], "", "")
    return DayShown(day, DAYS[day], _written(found.opens), _written(found.closes))


def _typed(form: Form, problems: Mapping[str, str]) -> Sequence[DayShown]:
    return [
        DayShown(day, name, form.get(f"{day}_opens"), form.get(f"{day}_closes"), problems.get(day))
        for day, name in DAYS.items()
    ]


def _read(form: Form) -> tuple[list[Hours], dict[str, str]]:
    """Read the days that have times; name those whose times are none."""
    hours, problems = [], {}
    for day in DAYS:
        opens, closes = form.get(f"{day}_opens"), form.get(f"{day}_closes")
        if not opens and not closes:
            continue
        first, last = _minutes(opens), _minutes(closes)
        if first is None or last is None:
            problems[day] = "enter both times, such as 9:00 and 17:30"
        elif first >= last:
            problems[day] = "the closing time must be after the opening time"
        else:
            hours.append(Hours(day, first, last))
    return hours, problems


def _minutes(text: str) -> int | None:
    found = TIME.fullmatch(text)
    if found is None:
        return None
    minutes = int(found[1]) * 60 + int(found[2] or 0)
    return minutes if minutes <= firms.DAY and int(found[2] or 0) < 60 else None


def _written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
