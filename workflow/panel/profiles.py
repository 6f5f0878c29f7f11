"""What a firm takes: said by leads, by an import, and in part by the firm itself. None is unknown.

Whoever's weight changes, or who comes back onto the panel, begins a new share: what was before is not made up for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, select, update

from states.errors import Malformed, NotFound, NotPermitted, Problem
from states.vocabulary import Role
from workflow import settings_log
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.prepared import Prepared, insertion
from workflow.tables import FirmOfficeRow, FirmProfileRow, FirmRow, to_micros

FIRMS, OFFICES, PROFILES = FirmRow.__table__, FirmOfficeRow.__table__, FirmProfileRow.__table__

#: A postcode area or an outward code, and a language, as they are kept.
AREA, LANGUAGE = re.compile(r"[A-Z]{1,2}(\d[A-Z\d]?)?"), re.compile(r"[a-z]{2,3}")
#: Most of each that a firm names; most cases at a time; heaviest weight.
MOST_AREAS, MOST_LANGUAGES, MOST_CASES, HEAVIEST = 200, 50, 1000, 100

COLUMNS = ("areas", "languages", "legal_aid", "capacity", "weight")
INSERT_PROFILE = insertion(PROFILES)
SELECT_PROFILE = Prepared(
    select(*(PROFILES.c[name] for name in COLUMNS), PROFILES.c.share_since).where(
        PROFILES.c.firm == bindparam("firm")
    )
)
UPDATE_PROFILE = Prepared(
    update(PROFILES)
    .where(PROFILES.c.firm == bindparam("of"))
    .values({name: bindparam(name) for name in (*COLUMNS, "share_since", "updated_at")})
)
SELECT_FIRM = Prepared(select(FIRMS.c.name, FIRMS.c.active).where(FIRMS.c.code == bindparam("code")))
SET_ACTIVE = Prepared(update(FIRMS).where(FIRMS.c.code == bindparam("of")).values(active=bindparam("active")))
SELECT_OFFICES = Prepared(
    select(OFFICES.c.town, OFFICES.c.postcode)
    .where(OFFICES.c.firm == bindparam("firm"))
    .order_by(OFFICES.c.office)
    .limit(bindparam("most"))
)
#: The most offices of one firm that are listed.
MOST_OFFICES = 100


@dataclass(frozen=True, slots=True)
class Profile:
    """What a firm takes; the weight alone is never unknown."""

    areas: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    legal_aid: bool | None = None
    capacity: int | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class FirmPage:
    """One firm of the panel, for whoever changes what it takes."""

    code: str
    name: str
    active: bool
    profile: Profile
    offices: tuple[tuple[str | None, str | None], ...]


def firm_page(db: Database, code: str, actor: Actor, at: datetime) -> FirmPage:
    """Show a firm to a lead, or to its own people. Raises NotFound, also for another firm's, and NotPermitted."""
    with denials(db, actor, "firm", code, at), db.reading() as tx:
        _permit(actor, code)
        name, active = _firm(tx, code)
        offices = tuple(
            (town, postcode) for town, postcode in tx.rows(SELECT_OFFICES, firm=code, most=MOST_OFFICES)
        )
        return FirmPage(code, name, active, profile_of(tx, code), offices)


def profile_of(tx: Tx, code: str) -> Profile:
    """Return what is known of what a firm takes."""
    row = tx.one(SELECT_PROFILE, firm=code)
    if row is None:
        return Profile()
    areas, languages, legal_aid, capacity, weight, _ = row
    return Profile(_read(areas), _read(languages), legal_aid, capacity, weight)


def save_profile(
    db: Database, code: str, wanted: Profile, *, active: bool | None = None, actor: Actor, at: datetime
) -> None:
    """Say what a firm takes, and as a lead whether it takes cases at all. Raises Malformed, NotFound, NotPermitted.

    A firm says of itself which languages it speaks and how many cases it can take; the rest stays as it is.
    """
    with denials(db, actor, "save_profile", code, at), db.transaction() as tx:
        _permit(actor, code)
        _, was_active = _firm(tx, code)
        held = profile_of(tx, code)
        if actor.role is not Role.LEAD:
            wanted, active = replace(held, languages=wanted.languages, capacity=wanted.capacity), None
        comes_back = bool(active) and not was_active
        changed = keep(tx, code, wanted, anew=comes_back, at=at)
        if active is not None and active != was_active:
            tx.run(SET_ACTIVE, of=code, active=active)
            changed.append("active")
        if changed:
            settings_log.write(tx, "save_profile", code, {"changed": changed}, by=actor, at=at)


def keep(tx: Tx, code: str, wanted: Profile, *, anew: bool, at: datetime) -> list[str]:
    """Write a profile; return the names of what changed. With `anew` the firm's share is counted from now.

    Raises Malformed.
    """
    check(wanted)
    row = tx.one(SELECT_PROFILE, firm=code)
    held = profile_of(tx, code)
    changed = [one.name for one in fields(Profile) if getattr(held, one.name) != getattr(wanted, one.name)]
    if row is not None and not changed and not anew:
        return []
    since = 0 if row is None else row[-1]
    columns = {name: _written(getattr(wanted, name)) for name in COLUMNS}
    columns |= {
        "share_since": to_micros(at) if anew or "weight" in changed else since,
        "updated_at": to_micros(at),
    }
    if row is None:
        tx.run(INSERT_PROFILE, firm=code, **columns)
    else:
        tx.run(UPDATE_PROFILE, of=code, **columns)
    return changed


def join(tx: Tx, code: str, at: datetime) -> None:
    """Begin the share of a firm that has just come onto the panel, unless it has begun already."""
    if tx.one(SELECT_PROFILE, firm=code) is None:
        keep(tx, code, Profile(), anew=True, at=at)


def begin_share(db: Database, code: str, at: datetime) -> None:
    """Do so in a transaction of its own."""
    with db.transaction() as tx:
        join(tx, code, at)


def check(wanted: Profile) -> None:
    """Refuse what could not be meant. Raises Malformed."""
    problems = [
        *_listed("areas", wanted.areas, AREA, MOST_AREAS, "CB or CB1"),
        *_listed("languages", wanted.languages, LANGUAGE, MOST_LANGUAGES, "pl"),
    ]
    if wanted.capacity is not None and not 0 <= wanted.capacity <= MOST_CASES:
        problems.append(Problem("capacity", f"must be from 0 to {MOST_CASES}"))
    if not 1 <= wanted.weight <= HEAVIEST:
        problems.append(Problem("weight", f"must be from 1 to {HEAVIEST}"))
    if problems:
        raise Malformed("a firm cannot take that", problems)


def _listed(
    field: str, said: tuple[str, ...] | None, form: re.Pattern[str], most: int, example: str
) -> Iterable[Problem]:
    if said is not None and (len(said) > most or not all(map(form.fullmatch, said))):
        yield Problem(field, f"must be at most {most} codes such as {example}")


def _permit(actor: Actor, code: str) -> None:
    if actor.role is Role.LEAD:
        return
    if actor.role is not Role.SOLICITOR:
        raise NotPermitted("the panel is for leads, and a firm for its own people")
    if actor.firm != code:
        raise NotFound("firm")


def _firm(tx: Tx, code: str) -> tuple[str, bool]:
    row = tx.one(SELECT_FIRM, code=code)
    if row is None:
        raise NotFound("firm")
    return row[0], bool(row[1])


def _read(held: str | None) -> tuple[str, ...] | None:
    return None if held is None else tuple(orjson.loads(held))


def _written(value: Any) -> Any:
    return orjson.dumps(sorted(value)).decode() if isinstance(value, tuple) else value
