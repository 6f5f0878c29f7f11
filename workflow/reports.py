"""What became of each of many things that one person asked for at once: an honest report of every one, in order.

What was asked of one never undoes what was done to another, and none is reported done that was not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from states.errors import Malformed, NotFound, NotPermitted, Problem, Refusal, Refused, RowanError
from workflow.faults import NotUnique, StorageUnavailable

#: The most that are asked at once.
MOST = 100


class Outcome(StrEnum):
    """What became of one of them. `not_tried`: the database was gone before its turn came."""

    DONE = "done"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    NOT_PERMITTED = "not_permitted"
    MALFORMED = "malformed"
    CONFLICT = "conflict"
    NOT_TRIED = "not_tried"


#: What an expected refusal is called; whatever else there is, somebody was first.
_OF: Mapping[type[RowanError], Outcome] = {
    NotFound: Outcome.NOT_FOUND,
    NotPermitted: Outcome.NOT_PERMITTED,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One event that is asked of one thing; of a case, as it stood at a `version` where one is given."""

    reference: str
    event: str
    payload: Mapping[str, Any] = field(default_factory=dict, repr=False)
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one of them. `state` and `version` are those after it; `detail` says why it was not done."""

    reference: str
    event: str
    outcome: Outcome
    state: str | None = None
    version: int | None = None
    detail: str | None = None
    refusals: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()


class Landed(Protocol):
    """Where a thing stands after what was done to it."""

    @property
    def state(self) -> str:
        """Its state."""

    @property
    def version(self) -> int:
        """Its version."""


def checked(items: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """Return what is asked. Raises Malformed for too many."""
    wanted = tuple(items)
    if len(wanted) > MOST:
        raise Malformed(f"at most {MOST} are asked at once", [Problem("items", f"must be at most {MOST}")])
    return wanted


def one_by_one(wanted: Sequence[Wanted], ask: Callable[[int, Wanted], Landed]) -> tuple[Report, ...]:
    """Ask one after the other, each in a transaction of its own, and report in their order."""
    reports: list[Report] = []
    for number, item in enumerate(wanted):
        gone = bool(reports) and reports[-1].outcome is Outcome.NOT_TRIED
        reports.append(_not_tried(item) if gone else _asked(number, item, ask))
    return tuple(reports)


def _asked(number: int, item: Wanted, ask: Callable[[int, Wanted], Landed]) -> Report:
    try:
        done = ask(number, item)
    except Refused as refusal:
        return _not_done(item, Outcome.REFUSED, refusal.detail, refusals=refusal.refusals)
    except Malformed as refusal:
        return _not_done(item, Outcome.MALFORMED, refusal.detail, problems=refusal.problems)
    except RowanError as refusal:
        return _not_done(item, _OF.get(type(refusal), Outcome.CONFLICT), refusal.detail)
    except NotUnique:
        return _not_done(item, Outcome.CONFLICT, "the same was asked at the same time: ask again")
    except StorageUnavailable:
        return _not_tried(item)
    return Report(item.reference, item.event, Outcome.DONE, done.state, done.version)


def _not_tried(item: Wanted) -> Report:
    # As for any command: a connection lost during the commit leaves it in doubt, which the key settles.
    return _not_done(
        item, Outcome.NOT_TRIED, "the database could not be reached: ask again under the same key"
    )


def _not_done(
    item: Wanted,
    outcome: Outcome,
    detail: str,
    *,
    refusals: Iterable[Refusal] = (),
    problems: Iterable[Problem] = (),
) -> Report:
    return Report(
        item.reference,
        item.event,
        outcome,
        detail=detail,
        refusals=tuple(refusals),
        problems=tuple(problems),
    )
