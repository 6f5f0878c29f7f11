"""What differs between the facts before and after a step, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from states.position import Facts

#: What is told apart from the other facts.
CLOCKS = "clocks"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed. `path` leads to it, such as ("orders", "O-7KQ29MXD", "state")."""

    path: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ClockTurn:
    """One clock that a step started, stopped or set to another time: what it was and what it is, or None."""

    clock: str
    subject: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def changes(before: Facts, after: Facts) -> tuple[Change, ...]:
    """Name each field that differs, in the order of the facts; the clocks apart."""
    left = ({name: value for name, value in facts.items() if name != CLOCKS} for facts in (before, after))
    return tuple(_differing((), *left))


def clock_turns(before: Facts, after: Facts) -> tuple[ClockTurn, ...]:
    """Name each clock that was started, stopped or set anew."""
    was, now = before[CLOCKS], after[CLOCKS]
    return tuple(
        ClockTurn(name.partition(":")[0], name.partition(":")[2] or None, was.get(name), now.get(name))
        for name in dict.fromkeys((*was, *now))
        if was.get(name) != now.get(name)
    )


def _differing(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(after, dict) and (before is None or isinstance(before, dict)):
        was = before or {}
        for name in dict.fromkeys((*was, *after)):
            yield from _differing((*path, name), was.get(name), after.get(name))
    else:
        yield Change(path, before, after)
