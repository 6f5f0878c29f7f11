"""A form as it is drawn: its fields with what was typed, what is wrong with it, and the answers that are offered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.moments import PARTS, Typed, asks_turn
from api.web.event_forms.reading import NO, REMOVE, UNKNOWN, YES, numbers
from api.web.forms import Form
from api.web.words.fields import words_of
from api.web.words.options import Option, options
from states.vocabulary import Chart

#: More answers than this are a list to pick from.
MOST_RADIOS = 9

#: Answers that are looked up for one case, by the path of their field.
Choices = Mapping[str, tuple[Option, ...]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One field on its page. `value` is what was typed into it; `chosen` are the answers that were chosen."""

    kind: str
    name: str
    label: str
    hint: str
    error: str | None
    optional: bool
    each: str = ""
    value: str = field(default="", repr=False)
    chosen: tuple[str, ...] = field(default=(), repr=False)
    parts: Mapping[str, str] = field(default_factory=dict, repr=False)
    asks_turn: bool = False
    options: tuple[Option, ...] = ()
    most: int | None = None
    fields: tuple["Drawn", ...] = ()
    #: The groups, or boxes, of a field that takes any number of them.
    entries: tuple[tuple["Drawn", ...], ...] = ()
    removable: tuple[Option, ...] = ()

    @property
    def id(self) -> str:
        """The identifier of the field, or of the group of its controls."""
        return self.name.replace(".", "-")

    @property
    def target(self) -> str:
        """The identifier of the control to which an error leads."""
        if self.kind in _OF_DAYS:
            return f"{self.id}-day"
        if self.entries:
            return self.entries[0][0].target
        return self.fields[0].target if self.fields else self.id


_OF_DAYS = (Kind.DAY, Kind.MOMENT, Kind.DAY_OR_MOMENT)
_YES_NO = (Option(YES, "Yes"), Option(NO, "No"))
_MAYBE = (*_YES_NO, Option(UNKNOWN, "Not known"))
#: Where a blank leaves a fact as it is.
_LEFT = (*_YES_NO, Option(UNKNOWN, "Leave it as it is"))
#: What says that it may be left empty. Of the rest that is plain, or the hint says what it means.
_MARKED = (
    Kind.TEXT,
    Kind.LONG,
    Kind.SPLIT,
    Kind.ONE,
    Kind.NUMBER,
    Kind.POUNDS,
    Kind.DAY,
    Kind.MOMENT,
    Kind.TIME,
)
#: Answers beside those of the schema, where a blank leaves a fact as it is.
_UNLESS = {Kind.SEVERAL: (Option(NO, "None of these"),), Kind.ONE: (Option("", "Leave it as it is"),)}
#: Kinds that stay as they are where answers are looked up for them.
_OFFERED = (Kind.SEVERAL, Kind.SUGGESTED)
#: Events of which a blank leaves things as they are.
_LEAVING = frozenset({"correct", "update_details"})


class Drawing:
    """Draws the fields of one event's form."""

    def __init__(
        self,
        chart: Chart,
        event: str,
        form: Form,
        errors: Mapping[str, str],
        choices: Choices,
        more: str = "",
    ) -> None:
        self._chart, self._event, self._form = chart, event, form
        self._errors, self._choices, self._more = errors, choices, more

    def draw(self, fields: tuple[Field, ...], above: str = "", path: str = "") -> tuple[Drawn, ...]:
        """Draw some fields, below a name in the form and a path in the payload."""
        return tuple(self._draw(one, f"{above}{one.name}", f"{path}{one.name}") for one in fields)

    def _draw(self, one: Field, name: str, path: str) -> Drawn:
        words = words_of(self._chart, self._event, path)
        offered = self._offered(one, path)
        common: dict[str, Any] = {
            "kind": self._kind(one, path, offered).value,
            "name": name,
            "label": words.label,
            "hint": words.hint,
            "each": words.each,
            "error": self._error(name),
            "optional": self._is_optional(one, path),
            "options": offered,
        }
        return Drawn(**common, **self._typed(one, name, path))

    def _is_optional(self, one: Field, path: str) -> bool:
        """Say whether to mark a field as one that may be left empty. Answers that are looked up say so themselves."""
        marked = one.kind in _MARKED and path not in self._choices and self._event not in _LEAVING
        return marked and not one.required

    def _error(self, name: str) -> str | None:
        said = self._errors.get(name)
        return None if said is None else f"{said[:1].upper()}{said[1:]}"

    def _kind(self, one: Field, path: str, offered: tuple[Option, ...]) -> Kind:
        if one.kind in (Kind.YES_NO, Kind.MAYBE):
            return Kind.ONE
        if one.kind is Kind.ONE or (path in self._choices and one.kind not in _OFFERED):
            return Kind.PICK if len(offered) > MOST_RADIOS else Kind.ONE
        return one.kind

    def _offered(self, one: Field, path: str) -> tuple[Option, ...]:
        if path in self._choices:
            return self._choices[path]
        if one.kind is Kind.YES_NO:
            return _YES_NO
        if one.kind is Kind.MAYBE:
            return _LEFT if self._event in _LEAVING else _MAYBE
        offered = options(one.words, one.options) if one.options else ()
        if not one.nullable or self._event not in _LEAVING:
            return offered
        return (*offered, *_UNLESS.get(one.kind, ()))

    def _typed(self, one: Field, name: str, path: str) -> dict[str, Any]:
        match one.kind:
            case Kind.DAY | Kind.MOMENT | Kind.DAY_OR_MOMENT:
                typed = Typed.of(self._form, name)
                parts = {part: getattr(typed, part) for part in (*PARTS, "time", "turn")}
                asks = one.kind is not Kind.DAY and bool(typed.time) and asks_turn(typed)
                return {"parts": parts, "asks_turn": asks}
            case Kind.GROUP:
                return {
                    "fields": self.draw(one.fields, f"{name}.", f"{path}."),
                    "removable": self._removable(one, path),
                    "chosen": self._form.all(f"{name}.{REMOVE}"),
                }
            case Kind.MANY:
                return {"entries": tuple(self._entry(one, name, path, n) for n in self._numbers(one, name))}
            case Kind.LINES:
                return {"entries": tuple((self._line(name, path, n),) for n in self._numbers(one, name))}
            case _:
                most = None if one.most is None else int(one.most)
                return {"value": self._form.get(name), "chosen": self._form.all(name), "most": most}

    def _numbers(self, one: Field, name: str) -> range:
        """Count what is drawn: all that was sent and, at first and on request, one that is empty."""
        sent = numbers(name, self._form)
        last = max(sent, default=-1) + 1
        count = last + (not sent or self._more == name)
        return range(min(count, int(one.most)) if one.most else count)

    def _entry(self, one: Field, name: str, path: str, number: int) -> tuple[Drawn, ...]:
        return self.draw(one.fields, f"{name}.{number}.", f"{path}.")

    def _line(self, name: str, path: str, number: int) -> Drawn:
        label = f"{words_of(self._chart, self._event, path).each} {number + 1}"
        own = f"{name}.{number}"
        value = self._form.get(own)
        return Drawn(Kind.LONG.value, own, label, "", self._error(own), optional=False, value=value)

    def _removable(self, one: Field, path: str) -> tuple[Option, ...]:
        if not one.emptied:
            return ()
        return tuple(
            Option(part.name, words_of(self._chart, self._event, f"{path}.{part.name}").name)
            for part in one.fields
            if part.nullable
        )


def summary(
    chart: Chart, event: str, fields: tuple[Drawn, ...], errors: Mapping[str, str]
) -> list[dict[str, str | None]]:
    """Return the error summary: each message with the control that it leads to, in the order of the page."""
    told: list[dict[str, str | None]] = []
    drawn = {one.name: one for one in _all(fields)}
    order = [*(name for name in drawn if name in errors), *(name for name in errors if name not in drawn)]
    for name in order:
        path = ".".join(part for part in name.split(".") if not part.isdecimal())
        try:
            called = words_of(chart, event, path).name
        except KeyError:
            told.append({"text": errors[name][:1].upper() + errors[name][1:], "href": None})
            continue
        at = drawn.get(name)
        href = None if at is None else f"#{at.target}"
        told.append({"text": f"{called}: {errors[name]}", "href": href})
    return told


def _all(fields: tuple[Drawn, ...]) -> list[Drawn]:
    found: list[Drawn] = []
    for one in fields:
        found.append(one)
        found += _all(one.fields)
        for entry in one.entries:
            found += _all(entry)
    return found
