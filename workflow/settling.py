"""Many notices settled by one person at once: each in a transaction of its own, with an honest report of each.

What was asked of one never undoes what was done to another, and none is reported done that was not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from states.errors import Malformed, NotFound, NotPermitted, Problem, Refusal, Refused, RowanError
from workflow.access import WORKS_AS
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database
from workflow.faults import NotUnique, StorageUnavailable
from workflow.notices import move

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
    """One event that is asked of one notice."""

    reference: str
    event: str
    payload: Mapping[str, Any] = field(default_factory=dict, repr=False)


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


def settle_all(
    db: Database, items: Iterable[Wanted], *, actor: Actor, at: datetime, key: str | None = None
) -> tuple[Report, ...]:
    """Ask one event of each notice, one after the other, and report in their order.

    Under a `key` the same request has the effect of one, item by item. Raises NotPermitted for who settles no
    notices at all, and Malformed for too many.
    """
    wanted = tuple(items)
    with denials(db, actor, "notices", None, at):
        if actor.role not in WORKS_AS:
            message = "notices are settled by caseworkers and leads"
            raise NotPermitted(message)
    if len(wanted) > MOST:
        raise Malformed(f"at most {MOST} are asked at once", [Problem("items", f"must be at most {MOST}")])
    reports: list[Report] = []
    for number, item in enumerate(wanted):
        gone = bool(reports) and reports[-1].outcome is Outcome.NOT_TRIED
        own = None if key is None else f"{key} {number}"
        reports.append(_not_tried(item) if gone else _settled(db, item, actor, at, own))
    return tuple(reports)


def _settled(db: Database, item: Wanted, actor: Actor, at: datetime, key: str | None) -> Report:
    try:
        done = move(db, item.reference, item.event, item.payload, actor=actor, at=at, key=key)
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
