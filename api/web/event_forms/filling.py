"""From what is known already to the fields of a form that says it: the reading of a form, backwards."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.moments import parts_of_day, parts_of_moment
from api.web.event_forms.reading import NO, REMOVE, YES
from api.web.forms import Form

Pairs = Iterator[tuple[str, str]]


def filled(fields: tuple[Field, ...], payload: Mapping[str, Any]) -> Form:
    """Return the form that says this payload."""
    return Form(_group(fields, payload, ""))


def _group(fields: tuple[Field, ...], payload: Mapping[str, Any], above: str) -> Pairs:
    for one in fields:
        value = payload.get(one.name)
        if value is not None:
            yield from _WRITERS.get(one.kind, _text)(one, f"{above}{one.name}", value)


def _text(_: Field, name: str, value: Any) -> Pairs:
    yield name, str(value)


def _yes_no(_: Field, name: str, value: Any) -> Pairs:
    yield name, YES if value else NO


def _tick(_: Field, name: str, value: Any) -> Pairs:
    if value:
        yield name, YES


def _several(one: Field, name: str, value: Any) -> Pairs:
    yield from ((name, chosen) for chosen in value)
    if one.nullable and not value:
        yield name, NO


def _pounds(_: Field, name: str, value: Any) -> Pairs:
    yield name, f"{value:.2f}"


def _day(_: Field, name: str, value: Any) -> Pairs:
    yield from parts_of_day(name, date.fromisoformat(value))


def _moment(_: Field, name: str, value: Any) -> Pairs:
    yield from parts_of_moment(name, datetime.fromisoformat(value))


def _day_or_moment(one: Field, name: str, value: Any) -> Pairs:
    yield from (_moment if "T" in value else _day)(one, name, value)


def _lines(_: Field, name: str, value: Any) -> Pairs:
    yield from ((f"{name}.{number}", line) for number, line in enumerate(value))


def _split(_: Field, name: str, value: Any) -> Pairs:
    yield name, "\n".join(value)


def _nested(one: Field, name: str, value: Any) -> Pairs:
    yield from _group(one.fields, value, f"{name}.")
    if one.emptied:
        yield from ((f"{name}.{REMOVE}", part) for part, held in value.items() if held is None)


def _many(one: Field, name: str, value: Any) -> Pairs:
    for number, entry in enumerate(value):
        yield from _group(one.fields, entry, f"{name}.{number}.")


_WRITERS: Mapping[Kind, Callable[[Field, str, Any], Pairs]] = {
    Kind.YES_NO: _yes_no,
    Kind.MAYBE: _yes_no,
    Kind.TICK: _tick,
    Kind.SEVERAL: _several,
    Kind.POUNDS: _pounds,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.DAY_OR_MOMENT: _day_or_moment,
    Kind.LINES: _lines,
    Kind.SPLIT: _split,
    Kind.GROUP: _nested,
    Kind.MANY: _many,
}
