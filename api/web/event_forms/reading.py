"""From a form that was sent back to the payload of its event, or to what is wrong beside each field.

Nothing that was typed stands in what is said of it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.moments import Typed, Unfit, day_of, moment_of, time_of
from api.web.event_forms.values import CHOOSE, fit, missing, number, pounds
from api.web.forms import Form
from states.errors import Malformed
from states.payloads import read as check
from states.position import moment
from states.vocabulary import AttemptResult, Chart, Event

#: A field about which nothing was said.
NOTHING: Final = object()
#: The names of nullable fields of a group that are to hold nothing any more.
REMOVE = "_remove"
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass
class Answers:
    """What a form says: the payload as far as it can be read, and what is wrong, by the name of the control."""

    payload: dict[str, Any] = field(default_factory=dict, repr=False)
    errors: dict[str, str] = field(default_factory=dict)


def read(chart: Chart, event: str, fields: tuple[Field, ...], form: Form) -> Answers:
    """Read a form and check what it says by the schema itself."""
    answers = gather(fields, form)
    agreed = event == Event.LOG_ATTEMPT and answers.payload.get("result") == AttemptResult.CALL_BACK_AGREED
    if agreed and "call_back_at" not in answers.payload:
        # Without an hour nobody would be asked to keep the promise.
        answers.errors.setdefault("call_back_at", "Enter when she is to be called back")
    if not answers.errors:
        try:
            check(chart, event, answers.payload)
        except Malformed as refusal:
            note(answers.errors, refusal)
    return answers


def gather(fields: tuple[Field, ...], form: Form) -> Answers:
    """Read a form alone, whatever schema its fields come from."""
    answers = Answers()
    answers.payload = _group(fields, "", form, answers.errors)
    return answers


def note(errors: dict[str, str], refusal: Malformed) -> None:
    """Add what the schema finds wrong; "" is about the form as a whole."""
    for problem in refusal.problems:
        errors.setdefault(problem.field, problem.message.removeprefix("Value error, "))


def _group(fields: tuple[Field, ...], above: str, form: Form, errors: dict[str, str]) -> dict[str, Any]:
    said = {}
    for one in fields:
        name = f"{above}{one.name}"
        try:
            value = _READERS[one.kind](one, name, form, errors)
        except Unfit as wrong:
            errors[name] = str(wrong)
            continue
        if value is not NOTHING:
            said[one.name] = value
        elif one.required:
            errors.setdefault(name, missing(one))
    return said


def _text(one: Field, name: str, form: Form, _: dict[str, str]) -> Any:
    text = form.get(name)
    if not text:
        return NOTHING
    return fit(one, text)


def _yes_no(_: Field, name: str, form: Form, __: dict[str, str]) -> Any:
    return {YES: True, NO: False}.get(form.get(name), NOTHING)


def _tick(_: Field, name: str, form: Form, __: dict[str, str]) -> Any:
    return True if form.get(name) == YES else NOTHING


def _one(one: Field, name: str, form: Form, _: dict[str, str]) -> Any:
    chosen = form.get(name)
    if not chosen:
        return NOTHING
    if chosen not in one.options:
        raise Unfit(CHOOSE)
    return chosen


def _several(one: Field, name: str, form: Form, _: dict[str, str]) -> Any:
    chosen = [option for option in form.all(name) if option in one.options]
    if one.nullable and not chosen:
        return [] if NO in form.all(name) else NOTHING
    if one.least and not chosen:
        raise Unfit("choose at least one")
    return chosen


def _number(one: Field, name: str, form: Form, _: dict[str, str]) -> Any:
    text = form.get(name)
    return number(one, text) if text else NOTHING


def _pounds(one: Field, name: str, form: Form, _: dict[str, str]) -> Any:
    text = form.get(name)
    return pounds(one, text) if text else NOTHING


def _day(_: Field, name: str, form: Form, __: dict[str, str]) -> Any:
    typed = Typed.of(form, name)
    return day_of(typed).isoformat() if typed.has_day else NOTHING


def _moment(_: Field, name: str, form: Form, __: dict[str, str]) -> Any:
    typed = Typed.of(form, name)
    return _written(moment_of(typed)) if typed.has_day or typed.time else NOTHING


def _day_or_moment(one: Field, name: str, form: Form, errors: dict[str, str]) -> Any:
    return (_moment if Typed.of(form, name).time else _day)(one, name, form, errors)


def _written(at: datetime) -> str:
    return moment(at)


def _time(_: Field, name: str, form: Form, __: dict[str, str]) -> Any:
    text = form.get(name)
    if not text:
        return NOTHING
    # A window may last until the end of its day, which no clock shows.
    return "24:00" if text in ("24:00", "midnight") else time_of(text).strftime("%H:%M")


def _lines(one: Field, name: str, form: Form, _: dict[str, str]) -> Any:
    lines = [text for number in numbers(name, form) if (text := form.get(f"{name}.{number}"))]
    return _listed(one, lines)


def _split(one: Field, name: str, form: Form, _: dict[str, str]) -> Any:
    return _listed(one, [text for line in form.get(name).split("\n") if (text := line.strip())])


def _listed(one: Field, lines: list[str]) -> Any:
    if one.most is not None and len(lines) > one.most:
        raise Unfit(f"must be {one.most:.0f} or fewer")
    return lines or NOTHING


def _nested(one: Field, name: str, form: Form, errors: dict[str, str]) -> Any:
    if not one.required and not is_touched(name, form):
        return NOTHING
    said = _group(one.fields, f"{name}.", form, errors)
    gone = form.all(f"{name}.{REMOVE}") if one.emptied else ()
    emptied = {part.name: None for part in one.fields if part.nullable and part.name in gone}
    return {**emptied, **said} or (NOTHING if not one.required else {})


def _many(one: Field, name: str, form: Form, errors: dict[str, str]) -> Any:
    filled = [number for number in numbers(name, form) if is_touched(f"{name}.{number}", form)]
    if one.most is not None and len(filled) > one.most:
        raise Unfit(f"must be {one.most:.0f} or fewer")
    return [_group(one.fields, f"{name}.{number}.", form, errors) for number in filled] or NOTHING


def is_touched(name: str, form: Form) -> bool:
    """Say whether anything was typed or chosen below that name."""
    return any(found.startswith(f"{name}.") and value.strip() for found, value in form.pairs())


def numbers(name: str, form: Form) -> list[int]:
    """Return the numbers of the entries that a form holds below that name."""
    start = f"{name}."
    found = {rest.removeprefix(start).partition(".")[0] for rest in form.names() if rest.startswith(start)}
    return sorted(int(number) for number in found if re.fullmatch(r"[0-9]{1,3}", number))


Reader = Callable[[Field, str, Form, dict[str, str]], Any]
_READERS: Mapping[Kind, Reader] = {
    Kind.TEXT: _text,
    Kind.SUGGESTED: _text,
    Kind.LONG: _text,
    Kind.YES_NO: _yes_no,
    Kind.MAYBE: _yes_no,
    Kind.TICK: _tick,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.NUMBER: _number,
    Kind.POUNDS: _pounds,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.DAY_OR_MOMENT: _day_or_moment,
    Kind.TIME: _time,
    Kind.LINES: _lines,
    Kind.SPLIT: _split,
    Kind.GROUP: _nested,
    Kind.MANY: _many,
}
