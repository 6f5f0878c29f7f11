"""Sealed fields by name: which are held, which may be opened; and, once they are, how their values are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.web.filters import day, moment
from api.web.words.facts import PARTS, SEALED, SEALED_FIELDS
from workflow.details import APPLICATION
from workflow.pack import contract
from workflow.pack.labels import called
from workflow.queries import CaseView


@dataclass(frozen=True, slots=True)
class Held:
    """One sealed field that is held. `opens` says whether its reader may have it opened."""

    name: str
    label: str
    opens: bool


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """Sealed fields that are asked for together."""

    title: str
    fields: tuple[Held, ...]

    @property
    def opened(self) -> tuple[str, ...]:
        """Names of those that may be opened."""
        return tuple(one.name for one in self.fields if one.opens)


@dataclass(frozen=True, slots=True)
class Opened:
    """One field that was opened, line by line. It has no readable repr."""

    label: str
    lines: tuple[str, ...] = field(repr=False)


def held(view: CaseView) -> tuple[HeldGroup, ...]:
    """Name the sealed fields that are held of a case, in the groups of the page."""
    found = (
        HeldGroup(
            title,
            tuple(
                Held(name, label, name in view.may_reveal)
                for name, label in fields.items()
                if name in view.details
            ),
        )
        for title, fields in SEALED.items()
    )
    return tuple(group for group in found if group.fields)


def openable(view: CaseView, names: Sequence[str]) -> tuple[str, ...]:
    """Return those of the names that are held and may be opened."""
    return tuple(name for name in names if name in view.may_reveal)


def opened(values: Mapping[str, Any]) -> tuple[Opened, ...]:
    """Write what was opened, in the order of the page."""
    return tuple(
        Opened(label, tuple(_lines_of(name, values[name])) or ("Nothing is held",))
        for name, label in SEALED_FIELDS.items()
        if name in values
    )


def _lines_of(name: str, value: Any) -> Iterator[str]:
    if name != APPLICATION:
        yield from _lines(value)
        return
    yield from (f"{question}: {said}" for question, said in answered(value or {}))


def answered(application: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what an application says, each answer with its question."""
    for place, said in contract.in_order(contract.flat(application)).items():
        yield called(contract.path_of(place)), ", ".join(_lines(said))


def _lines(value: Any) -> Iterator[str]:
    match value:
        case list():
            yield from (", ".join(_lines(one)) for one in value)
        case dict():
            yield from (f"{_part(name)}: {', '.join(_lines(part))}" for name, part in value.items() if part)
        case bool():
            yield "Yes" if value else "No"
        case None | "":
            return
        case _:
            yield _text(str(value))


def _part(name: str) -> str:
    return PARTS.get(name, name.replace("_", " ").capitalize())


def _text(value: str) -> str:
    """Write days and moments as people do; whatever else somebody wrote stays as it is."""
    for write in (_moment, day):
        try:
            return write(value)
        except ValueError:
            continue
    return value


def _moment(value: str) -> str:
    if "T" not in value or not value[:4].isdigit():
        raise ValueError
    return moment(value)
