"""The questions of one section, as the fields of the event that saves it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.filling import filled
from api.web.event_forms.layouts import laid_out
from api.web.event_forms.reading import Answers, gather, note
from api.web.forms import Form
from api.web.words.application import ABOVE, SAVING
from states.errors import Malformed
from states.payloads import read
from workflow.pack import contract

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of a section that stand in one group of the form. `above` is what their names begin with."""

    above: str
    fields: tuple[Field, ...]


@cache
def parts(section: str) -> tuple[Part, ...]:
    """Return the questions of a section, group by group."""
    return tuple(_parts(section, asked(section), ""))


@cache
def asked(section: str) -> Field:
    """Return the field of the event with the questions of one section alone."""
    (whole,) = laid_out(*SAVING)
    return _only(section, whole, "")


def start(section: str, whole: Json) -> Form:
    """Return the form that says what is held and known of a section."""
    return filled((asked(section),), {ABOVE: whole})


def answers(section: str, form: Form, known: Json | None) -> Answers:
    """Read a form of a section, or say what is wrong beside each question.

    Whoever saw what is held (`known` is what the case says then) also says what is to be held no more: what they
    left empty. What they left as the case has it is not held twice. Without `known` an empty field says nothing.
    """
    said = gather((asked(section),), form)
    if said.errors:
        return said
    if known is not None:
        for unit in _units(section):
            given = _dig(said.payload[ABOVE], unit)
            if given is None or given == _dig(known, unit):
                _put(said.payload[ABOVE], unit)
    try:
        read(*SAVING, said.payload)
    except Malformed as refusal:
        note(said.errors, refusal)
    return said


@cache
def _units(section: str) -> tuple[tuple[str, ...], ...]:
    """Return what is held or not by itself: single fields, and lists as a whole."""
    paths = (path.partition("[]")[0] for path in contract.fields() if contract.section_of(path) == section)
    return tuple(tuple(path.split(".")) for path in dict.fromkeys(paths))


def _only(section: str, one: Field, path: str) -> Field:
    """Return a group without what other sections ask."""
    kept = tuple(
        _only(section, inner, f"{path}{inner.name}.") if _holds_sections(f"{path}{inner.name}.") else inner
        for inner in one.fields
        if _asks(section, f"{path}{inner.name}")
    )
    return replace(one, fields=kept)


def _asks(section: str, path: str) -> bool:
    return any(
        contract.section_of(field) == section
        for field in contract.fields()
        if f"{field}.".startswith((f"{path}.", f"{path}[]"))
    )


def _holds_sections(above: str) -> bool:
    """Say whether a group of the form holds what is asked in sections, and is no address."""
    return any(start.startswith(above) for start in contract.ASKED_IN)


def _parts(section: str, one: Field, path: str) -> list[Part]:
    inner = [
        field for field in one.fields if field.kind is Kind.GROUP and _holds_sections(f"{path}{field.name}.")
    ]
    found = [part for field in inner for part in _parts(section, field, f"{path}{field.name}.")]
    own = tuple(field for field in one.fields if field not in inner)
    return [Part(f"{ABOVE}.{path}", own), *found] if own else found


def _dig(values: Json, unit: tuple[str, ...]) -> Any:
    found: Any = values
    for name in unit:
        found = (found or {}).get(name)
    return found


def _put(values: dict[str, Any], unit: tuple[str, ...]) -> None:
    """Say of one field that nothing is to be held of it."""
    for name in unit[:-1]:
        values = values.setdefault(name, {})
    values[unit[-1]] = None
