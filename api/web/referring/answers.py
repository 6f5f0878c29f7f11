"""What an officer is about to send, said back to them before it goes: each answer with the question that it answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.web.event_forms.fields import Field, Kind
from api.web.referring.reading import BY_PATH
from api.web.words.referral import FOR_OTHERS, FORCE, NEEDED, SECTIONS
from api.web.words.referral_questions import ASKED
from states.position import LONDON, parsed
from states.vocabulary import Safety
from workflow.referral import WANTED

#: Where the questions that are needed stand.
FIRST = "What we need"
#: What makes "only at some times, or in some ways" mean something.
LIMITS = ("safe_contact.windows", "safe_contact.instructions")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One answer. `target` is the question that it answers."""

    label: str
    said: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """The answers under one heading."""

    title: str
    rows: tuple[Row, ...]


def answers(sent: Json, forces: Mapping[str, str]) -> list[Block]:
    """Return what was answered, in the order in which it was asked."""
    groups = [(FIRST, (*FOR_OTHERS, *NEEDED)), *((section.title, section.fields) for section in SECTIONS)]
    blocks = (Block(title, tuple(_rows(sent, fields, forces))) for title, fields in groups)
    return [block for block in blocks if block.rows]


def unanswered(sent: Json) -> list[Row]:
    """Return what somebody will have to ask for, and an officer may still know."""
    return [
        Row(ASKED[path].label, (), path.replace(".", "-"))
        for path in (*_limits(sent), *WANTED)
        if path in ASKED and _held(sent, path) in (None, "", [])
    ]


def _limits(sent: Json) -> tuple[str, ...]:
    """Whoever says that it is not always safe, and no more, leaves her to be called at any hour of the day."""
    return LIMITS if _held(sent, "safe_contact.safety") == Safety.RESTRICTED else ()


def _rows(sent: Json, fields: tuple[str, ...], forces: Mapping[str, str]) -> Iterator[Row]:
    for path in fields:
        if path == FORCE and not forces:
            continue
        value = _held(sent, path)
        if value not in (None, "", [], {}):
            said = (forces.get(value, value),) if path == FORCE else tuple(_said(path, BY_PATH[path], value))
            yield Row(ASKED[path].name, said, path.replace(".", "-"))


def _held(sent: Json, path: str) -> Any:
    held: Any = sent
    for part in path.split("."):
        held = (held or {}).get(part)
    return held


def _said(path: str, one: Field, value: Any) -> Iterator[str]:
    options = ASKED[path].options
    match one.kind:
        case Kind.MANY:
            yield from (_entry(path, one, entry) for entry in value)
        case Kind.SEVERAL:
            yield from (options[chosen] for chosen in value)
        case Kind.SPLIT:
            yield from value
        case Kind.DAY:
            yield _day(value)
        case Kind.MOMENT:
            at = parsed(value).astimezone(LONDON)
            yield f"{_day(at.date().isoformat())} at {at:%H:%M}"
        case Kind.MAYBE | Kind.YES_NO:
            yield "Yes" if value else "No"
        case _:
            yield options.get(value, str(value))


def _entry(path: str, one: Field, entry: Json) -> str:
    """Say one entry of a list in one line."""
    if path == "safe_contact.windows":
        days = ", ".join(ASKED[f"{path}.days"].options[day] for day in entry["days"])
        return f"{days}: {entry['from']} to {entry['to']}"
    parts = {field.name: field for field in one.fields}
    said = (" ".join(_said(f"{path}.{name}", parts[name], value)) for name, value in entry.items() if value)
    return ", ".join(said)


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"
