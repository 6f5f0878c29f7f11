"""The referral form as it is drawn: the six questions that are needed, and sections for whatever else is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.moments import PARTS, Typed, asks_turn
from api.web.event_forms.reading import numbers
from api.web.forms import Form
from api.web.referring.reading import BY_PATH, path_of
from api.web.words.options import Option
from api.web.words.referral import CONSENT, FOR_OTHERS, FORCE, NEEDED, OVERRIDE, SECTIONS, Asked
from api.web.words.referral_questions import ASKED

_DAYS = (Kind.DAY, Kind.MOMENT)
#: How many entries of a list are drawn at first.
ENTRIES: Mapping[str, int] = {"safe_contact.windows": 2, "children": 3, "existing_orders": 1}
#: What of each entry is asked.
PARTS_OF: Mapping[str, tuple[str, ...]] = {
    "safe_contact.windows": ("days", "from", "to"),
    "children": ("name", "date_of_birth"),
    "existing_orders": ("type", "court", "expires_on", "note"),
}
#: What is asked only after the last answer to another question.
UNDER: Mapping[str, tuple[str, ...]] = {CONSENT: (OVERRIDE,)}


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what was typed. What is asked only after its last answer stands `under` it."""

    kind: str
    name: str
    asked: Asked
    error: str | None
    options: tuple[Option, ...] = ()
    value: str = field(default="", repr=False)
    chosen: tuple[str, ...] = field(default=(), repr=False)
    parts: Mapping[str, str] = field(default_factory=dict, repr=False)
    asks_turn: bool = False
    most: int | None = None
    entries: tuple[tuple["Question", ...], ...] = ()
    under: tuple["Question", ...] = ()

    @property
    def id(self) -> str:
        """The identifier of the question."""
        return self.name.replace(".", "-")

    @property
    def target(self) -> str:
        """The identifier of the control to which an error leads."""
        if self.kind in _DAYS:
            return f"{self.id}-day"
        return self.entries[0][0].target if self.entries else self.id


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it is drawn. It stands open where something was typed into it, or is wrong with it."""

    title: str
    fields: tuple[Question, ...]
    open: bool


class Drawing:
    """Draws the form with what was typed into it and what is wrong with it."""

    def __init__(self, form: Form, errors: Mapping[str, str], forces: tuple[Option, ...] = ()) -> None:
        self._form, self._errors, self._forces = form, errors, forces

    @property
    def needed(self) -> tuple[Question, ...]:
        """What must be answered. Officers refer for their own force, and are not asked for it."""
        asked = (*FOR_OTHERS, *NEEDED) if self._forces else NEEDED
        below = {path for under in UNDER.values() for path in under}
        return tuple(self._draw(path, path) for path in asked if path not in below)

    @property
    def sections(self) -> tuple[Part, ...]:
        """What may be left out."""
        return tuple(self._part(section.title, section.fields) for section in SECTIONS)

    @property
    def summary(self) -> list[dict[str, str]]:
        """Every error with the control that it leads to, in the order of the page."""
        drawn = {
            one.name: one for one in _all((*self.needed, *(f for part in self.sections for f in part.fields)))
        }
        known = [(name, drawn[name].target) for name in drawn if name in self._errors]
        # What belongs to no control of its own is told at the top.
        lost = [(name, "form") for name in self._errors if name not in drawn]
        return [{"text": self._errors[name], "href": f"#{target}"} for name, target in (*known, *lost)]

    def _part(self, title: str, fields: tuple[str, ...]) -> Part:
        touched = {path_of(name).partition("-")[0] for name, value in self._form.pairs() if value.strip()}
        wrong = {path_of(name) for name in self._errors}
        is_open = any(path.startswith(fields) for path in touched | wrong)
        return Part(title, tuple(self._draw(path, path) for path in fields), is_open)

    def _draw(self, path: str, name: str) -> Question:
        one, asked = BY_PATH[path], ASKED[path]
        offered = self._offered(path, asked)
        return Question(
            kind=_kind(one, path, offered).value,
            name=name,
            asked=asked,
            error=self._errors.get(name),
            options=offered,
            under=tuple(self._draw(below, below) for below in UNDER.get(path, ())),
            **self._typed(one, path, name, asked),
        )

    def _typed(self, one: Field, path: str, name: str, asked: Asked) -> dict[str, Any]:
        if one.kind in _DAYS:
            typed = Typed.of(self._form, name)
            parts = {part: getattr(typed, part) for part in (*PARTS, "time", "turn")}
            return {"parts": parts, "asks_turn": bool(typed.time) and asks_turn(typed)}
        if one.kind is Kind.MANY:
            count = max(ENTRIES[path], max(numbers(name, self._form), default=-1) + 1)
            return {"entries": tuple(self._entry(path, f"{name}.{number}") for number in range(count))}
        value, chosen = self._form.get(name), self._form.all(name)
        unsaid = "" in asked.options and not chosen and name in self._form.names()
        most = None if one.most is None else int(one.most)
        return {"value": value, "chosen": ("",) if unsaid else chosen, "most": most}

    def _entry(self, path: str, name: str) -> tuple[Question, ...]:
        return tuple(self._draw(f"{path}.{part}", f"{name}.{part}") for part in PARTS_OF[path])

    def _offered(self, path: str, asked: Asked) -> tuple[Option, ...]:
        if path == FORCE:
            return self._forces
        return tuple(
            Option(value, label, asked.hints.get(value, "")) for value, label in asked.options.items()
        )


def _kind(one: Field, path: str, offered: tuple[Option, ...]) -> Kind:
    if path == FORCE:
        return Kind.PICK
    if offered and one.kind is not Kind.SEVERAL:
        return Kind.ONE
    return one.kind


def _all(fields: tuple[Question, ...]) -> Iterator[Question]:
    for one in fields:
        yield one
        yield from _all(one.under)
        for entry in one.entries:
            yield from _all(entry)
