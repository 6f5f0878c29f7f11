"""The firms of the panel as they stand now, read in a handful of statements whatever their number.

The panel is a register of some thousand firms and does not grow with the cases: it is read whole, and so is what
happened with it in the last half year, from an index and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import orjson
from sqlalchemy import ColumnElement, bindparam, case, func, select, text, union

from states.contact import DAYS
from states.position import LONDON
from states.vocabulary import OfferState
from workflow.db import Tx
from workflow.panel.answers import ANSWERS, CONFLICT
from workflow.panel.offering import Firm
from workflow.panel.places import Centres, Origin, Position, Site, about, centres, origin_of
from workflow.panel.ranking import WINDOW
from workflow.prepared import Prepared
from workflow.tables import (
    AssociateRow,
    BlindIndexRow,
    CaseRow,
    FirmConflictValueRow,
    FirmHoursRow,
    FirmOfficeRow,
    FirmProfileRow,
    FirmRow,
    OfferRow,
    PersonRow,
    to_micros,
)

FIRMS, PROFILES, OFFICES = FirmRow.__table__, FirmProfileRow.__table__, FirmOfficeRow.__table__
CASES, OFFERS, HOURS = CaseRow.__table__, OfferRow.__table__, FirmHoursRow.__table__
ASSOCIATES, INDEXES = AssociateRow.__table__, BlindIndexRow.__table__
LISTED, PEOPLE = FirmConflictValueRow.__table__, PersonRow.__table__

#: Postcodes of offices that are kept cut.
MOST_POSTCODES = 10_000
#: Of a position as it is stored.
DEGREE = 1_000_000
MICROSECONDS_A_DAY = timedelta(days=1) // timedelta(microseconds=1)

_TAKES = ("areas", "languages", "legal_aid", "capacity", "weight", "share_since")
SELECT_FIRMS = Prepared(
    select(FIRMS.c.code, FIRMS.c.name, FIRMS.c.active, *(PROFILES.c[name] for name in _TAKES))
    .outerjoin(PROFILES, PROFILES.c.firm == FIRMS.c.code)
    .order_by(FIRMS.c.code)
)
SELECT_OFFICES = Prepared(
    select(OFFICES.c.firm, OFFICES.c.postcode, OFFICES.c.latitude, OFFICES.c.longitude).order_by(
        OFFICES.c.firm, OFFICES.c.office
    )
)
SELECT_HOURS = Prepared(select(HOURS.c.firm, HOURS.c.day, HOURS.c.opens, HOURS.c.closes))
#: A share begins anew with the firm's: what was before is not counted.
_COUNTED = func.coalesce(PROFILES.c.share_since, 0)
SELECT_TURNS = Prepared(
    select(OFFERS.c.firm, func.count(), func.max(OFFERS.c.made_at))
    .outerjoin(PROFILES, PROFILES.c.firm == OFFERS.c.firm)
    .where(
        OFFERS.c.made_at >= bindparam("since"),
        OFFERS.c.made_at >= _COUNTED,
        OFFERS.c.state != OfferState.WITHDRAWN.value,
    )
    .group_by(OFFERS.c.firm)
)


def _sum_where(condition: ColumnElement[bool], value: ColumnElement[int] | int) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, value), else_=0)), 0)


_ANSWERED = ANSWERS.c.answer != OfferState.LAPSED.value
_REFUSED = ANSWERS.c.answer.in_([OfferState.DECLINED.value, OfferState.LAPSED.value])
SELECT_ANSWERS = Prepared(
    select(
        ANSWERS.c.firm,
        func.count(),
        _sum_where(_REFUSED, 1),
        _sum_where(_ANSWERED, 1),
        _sum_where(_ANSWERED, ANSWERS.c.minutes),
        _sum_where(ANSWERS.c.answer == CONFLICT, 1),
    )
    .where(ANSWERS.c.answered_at >= bindparam("since"))
    .group_by(ANSWERS.c.firm)
)
# As literals: with bound values SQLite would not know its partial index again.
SELECT_CARRIED = Prepared(
    select(CASES.c.firm, func.count())
    .where(text("state IN ('solicitor_assigned', 'order_sought')"))
    .group_by(CASES.c.firm)
)
#: Firms of which somebody is, or is close to, a party of the case, and those that listed one.
SELECT_CONFLICTED = Prepared(
    union(
        select(PEOPLE.c.firm)
        .select_from(INDEXES)
        .join(ASSOCIATES, (ASSOCIATES.c.kind == INDEXES.c.kind) & (ASSOCIATES.c.value == INDEXES.c.value))
        .join(PEOPLE, PEOPLE.c.id == ASSOCIATES.c.person_id)
        .where(INDEXES.c.case_id == bindparam("case_id"), PEOPLE.c.firm.is_not(None)),
        select(LISTED.c.firm)
        .select_from(INDEXES)
        .join(LISTED, (LISTED.c.kind == INDEXES.c.kind) & (LISTED.c.value == INDEXES.c.value))
        .where(INDEXES.c.case_id == bindparam("case_id")),
    )
)


class Panel(NamedTuple):
    """The firms for one case, and where their offices are about."""

    firms: tuple[Firm, ...]
    centres: Centres


class _Answers(NamedTuple):
    """How a firm answered in the last half year. A conflict of interest is no refusal, and was no turn."""

    given: int = 0
    refused: int = 0
    answered: int = 0
    minutes: int = 0
    conflicts: int = 0


def panel_for(tx: Tx, case_id: int, at: datetime, *, urgent: bool) -> Panel:
    """Return the firms as they stand for one case at this moment, by their codes; where it is urgent, who is on duty."""
    since = to_micros(at) - WINDOW * MICROSECONDS_A_DAY
    turns = {firm: (count, last) for firm, count, last in tx.rows(SELECT_TURNS, since=since)}
    answers = {firm: _Answers(*rest) for firm, *rest in tx.rows(SELECT_ANSWERS, since=since)}
    carried: dict[str, int] = {firm: count for firm, count in tx.rows(SELECT_CARRIED)}  # noqa: C416
    conflicted = {firm for (firm,) in tx.rows(SELECT_CONFLICTED, case_id=case_id)}
    duty = on_duty(tx.rows(SELECT_HOURS), at) if urgent else {}
    sites = _sites(tx)
    known = centres(site for of_firm in sites.values() for site in of_firm)
    firms = []
    for code, name, active, areas, languages, legal_aid, capacity, weight, since_then in tx.rows(
        SELECT_FIRMS
    ):
        told, (count, last) = answers.get(code, _Answers()), turns.get(code, (0, 0))
        firms.append(
            Firm(
                code,
                name,
                bool(active),
                tuple(_positions(sites.get(code, ()), known)),
                _words(areas),
                _words(languages),
                legal_aid,
                capacity,
                weight or 1,
                duty.get(code),
                code in conflicted,
                carried.get(code, 0),
                (to_micros(at) - (since_then or 0)) / MICROSECONDS_A_DAY,
                max(count - told.conflicts, 0),
                last,
                told.given - told.conflicts,
                told.refused,
                told.minutes / told.answered if told.answered else None,
            )
        )
    return Panel(tuple(firms), known)


def on_duty(hours: Iterable[tuple[object, ...]], at: datetime) -> Mapping[str, bool]:
    """Say of each firm that named its hours whether somebody answers now, by the London clock."""
    local = at.astimezone(LONDON)
    day, minute = DAYS[local.weekday()], local.hour * 60 + local.minute
    said: dict[str, bool] = {}
    for firm, of_day, opens, closes in hours:
        now = of_day == day and int(str(opens)) <= minute < int(str(closes))
        said[str(firm)] = said.get(str(firm), False) or now
    return said


def _sites(tx: Tx) -> Mapping[str, list[Site]]:
    found: dict[str, list[Site]] = defaultdict(list)
    for firm, postcode, latitude, longitude in tx.rows(SELECT_OFFICES):
        here = None if latitude is None else Position(latitude / DEGREE, longitude / DEGREE)
        found[firm].append(Site(_origin_of_office(postcode), here))
    return found


@lru_cache(maxsize=MOST_POSTCODES)
def _origin_of_office(postcode: str | None) -> Origin | None:
    """Cut an office's postcode, which is public: hers is never kept."""
    return origin_of(postcode)


def _positions(sites: Iterable[Site], known: Centres) -> Iterable[Position]:
    """Yield where a firm's offices are; one whose position is not known stands where its neighbours do."""
    for site in sites:
        here = site.position or about(site.origin, known)
        if here is not None:
            yield here


def _words(held: str | None) -> frozenset[str] | None:
    return None if held is None else frozenset(orjson.loads(held))
