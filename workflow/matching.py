"""Whether a referral is about people who are known: the same two, or somebody who looks alike.

Everything is found by blind indexes. What is found is for caseworkers: a referrer never learns any of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import and_, bindparam, or_, select

from states.facts import is_in_force
from states.position import Facts
from states.vocabulary import Disposition, State
from workflow.blind import Kind
from workflow.db import Tx
from workflow.details import NAMES, PAIR, RESPONDENT, SURVIVOR, Index
from workflow.prepared import Prepared
from workflow.tables import BlindIndexRow, CaseRow

CASES, INDEXES = CaseRow.__table__, BlindIndexRow.__table__

#: What shows that she is the same woman, where he is the same man by name and birth date.
THE_SAME = (Kind.NAME_DOB.value, Kind.PHONE.value)
#: What shows no more than that a person should look.
ALIKE = (
    (SURVIVOR, Kind.PHONE.value),
    (SURVIVOR, Kind.EMAIL.value),
    (SURVIVOR, Kind.NAME_DOB.value),
    (SURVIVOR, Kind.SURNAME_INITIAL_DOB.value),
    (SURVIVOR, Kind.POSTCODE_DOB.value),
    (PAIR, NAMES),
)
#: Most cases that are looked at: a refuge's number may be in hundreds.
MOST_ALIKE = 20

_COLUMNS = tuple(
    CASES.c[name] for name in ("id", "reference", "state", "force", "sensitive", "disposition", "facts")
)
_HERS, _HIS = INDEXES.alias("hers"), INDEXES.alias("his")

# Locked, so that a case that is joined is still as it was found.
SELECT_SAME = Prepared(
    select(*_COLUMNS)
    .join(_HIS, _HIS.c.case_id == CASES.c.id)
    .join(_HERS, _HERS.c.case_id == CASES.c.id)
    .where(
        _HIS.c.party == RESPONDENT,
        _HIS.c.kind == Kind.NAME_DOB.value,
        _HIS.c.value == bindparam("his"),
        _HERS.c.party == SURVIVOR,
        _HERS.c.kind == bindparam("kind"),
        _HERS.c.value == bindparam("hers"),
    )
    .order_by(CASES.c.id)
    .with_for_update(of=CASES)
)
SELECT_ALIKE = Prepared(
    select(INDEXES.c.case_id)
    .where(
        or_(
            *(
                and_(
                    INDEXES.c.party == party,
                    INDEXES.c.kind == kind,
                    INDEXES.c.value == bindparam(f"{party}_{kind}"),
                )
                for party, kind in ALIKE
            )
        )
    )
    .distinct()
    .limit(MOST_ALIKE)
)
SELECT_BY_ID = Prepared(select(*_COLUMNS).where(CASES.c.id == bindparam("id")))
SELECT_BY_REFERENCE = Prepared(select(*_COLUMNS).where(CASES.c.reference == bindparam("reference")))
SELECT_SHARED_ROUTE = Prepared(
    select(INDEXES.c.case_id)
    .where(
        INDEXES.c.case_id == bindparam("case_id"),
        INDEXES.c.party == bindparam("party"),
        INDEXES.c.kind == bindparam("kind"),
        INDEXES.c.value == bindparam("value"),
    )
    .limit(1)
)


class Known(NamedTuple):
    """A case that is known already."""

    id: int
    reference: str
    state: str
    force: str
    sensitive: bool
    disposition: str | None
    text: str

    @property
    def facts(self) -> Facts:
        """What is recorded about it."""
        facts: Facts = orjson.loads(self.text)
        return facts

    @property
    def is_open(self) -> bool:
        """Say whether it has not come to its outcome."""
        return self.state not in (State.OUTCOME, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Matches:
    """What a referral meets: the open case that it joins; else the one that it repeats, and those like it."""

    joins: Known | None = None
    repeats: Known | None = None
    alike: tuple[Known, ...] = ()


def find_matches(tx: Tx, indexes: Iterable[Index], force: str) -> Matches:
    """Find what a referral to this force meets, by what its two people are found by.

    The caller holds the lock on intake for that force.
    """
    values = {(index.party, index.kind): index.value for index in indexes}
    same = list(_same(tx, values))
    joins = next((known for known in same if known.is_open and known.force == force), None)
    if joins is not None:
        return Matches(joins=joins)
    ended = {known.id: known for known in _settled(tx, same) if not known.is_open}
    repeats = ended[max(ended)] if ended else None
    alike = {known.id: known for known in _settled(tx, _alike(tx, values))}
    others = tuple(alike[number] for number in sorted(alike, reverse=True) if alike[number] != repeats)
    return Matches(repeats=repeats, alike=others)


def routes_cross(tx: Tx, case_id: int, indexes: Iterable[Index]) -> bool:
    """Say whether a route to one of the two leads, in this case, to the other."""
    other = {SURVIVOR: RESPONDENT, RESPONDENT: SURVIVOR}
    crossing = (
        tx.one(SELECT_SHARED_ROUTE, case_id=case_id, party=other[party], kind=kind, value=value)
        for party, kind, value in indexes
        if kind in (Kind.PHONE, Kind.EMAIL)
    )
    return any(row is not None for row in crossing)


def binds_now(facts: Facts, at: datetime) -> bool:
    """Say whether an order between the two is in force."""
    return any(is_in_force(order, at) for order in facts["orders"].values())


def _same(tx: Tx, values: dict[tuple[str, str], bytes]) -> Iterator[Known]:
    his = values.get((RESPONDENT, Kind.NAME_DOB.value))
    for kind in THE_SAME:
        hers = values.get((SURVIVOR, kind))
        if his is not None and hers is not None:
            yield from _known(tx.rows(SELECT_SAME, his=his, kind=kind, hers=hers))


def _alike(tx: Tx, values: dict[tuple[str, str], bytes]) -> Iterator[Known]:
    # No digest is empty: what is not known meets nothing.
    asked = {f"{party}_{kind}": values.get((party, kind), b"") for party, kind in ALIKE}
    for (case_id,) in tx.rows(SELECT_ALIKE, **asked):
        yield from _known(tx.rows(SELECT_BY_ID, id=case_id))


def _settled(tx: Tx, found: Iterable[Known]) -> Iterator[Known]:
    """Put in the place of each duplicate the case that it joined, where its referrals are."""
    for known in found:
        case = known
        while case.disposition == Disposition.DUPLICATE:
            (case,) = _known(tx.rows(SELECT_BY_REFERENCE, reference=case.facts["duplicate_of"]))
        yield case


def _known(rows: Iterable[tuple[Any, ...]]) -> Iterator[Known]:
    return (Known(*row) for row in rows)
