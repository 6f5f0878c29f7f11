"""What must always hold, asked again of one case as it is stored; docs/reference names the numbers.

Whatever is proved of the charts beforehand may still be broken by a hand in the database: this is what notices.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from states.facts import accepted_offer, may_instruct
from states.moves import Ask
from states.position import Facts
from states.vocabulary import Clock, NoticeState, Recipient, Role, State
from workflow import deadlines
from workflow.db import Tx
from workflow.deadlines import Deadline
from workflow.finding import CASES, COLUMNS, Case, of_row
from workflow.replay import Folded, differences
from workflow.reveals import REVEAL
from workflow.tables import NoticeRow, PersonRow, from_micros

NOTICES, PEOPLE = NoticeRow.__table__, PersonRow.__table__

#: States in which her consent must be in force.
INSTRUCTED = frozenset({State.SOLICITOR_ASSIGNED.value, State.ORDER_SOUGHT.value})


@dataclass(slots=True)
class Subject:
    """One case with all that its claims are asked of: its rows, and what its trail said on the way."""

    case: Case
    updated_at: datetime
    notices: list[Any] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    differences: tuple[str, ...] = ()
    #: The version after each step, in order.
    versions: list[int] = field(default_factory=list)
    #: Whether each reveal to a firm was to the one that acted with her consent.
    reveals: list[bool] = field(default_factory=list)
    #: Which entry planned each notice; of two, the later one, which the notice does not name.
    planned: dict[str, int] = field(default_factory=dict)
    #: Since when nothing may go to her.
    over_since: datetime | None = None

    @property
    def facts(self) -> Facts:
        """The facts of the case."""
        return self.case.position.facts


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that must hold of the cases it applies to. `more` says in what it does not."""

    name: str
    says: str
    applies: Callable[[Subject], bool]
    holds: Callable[[Subject], bool]
    more: Callable[[Subject], tuple[str, ...]] = lambda _: ()


def examined(tx: Tx, case_id: int) -> Subject:
    """Read all that is to be asked of one case."""
    query = select(*COLUMNS, CASES.c.updated_at).where(CASES.c.id == case_id)
    *columns, updated_at = tx.connection.execute(query).one()
    subject = Subject(of_row(tuple(columns)), from_micros(updated_at))
    of_case = select(NOTICES).where(NOTICES.c.case_id == case_id)
    subject.notices = [*tx.connection.execute(of_case)]
    subject.deadlines = deadlines.of_case(tx, case_id)
    subject.differences = differences(tx, case_id, lambda folded: _hear(tx, subject, folded))
    return subject


def _hear(tx: Tx, subject: Subject, folded: Folded) -> None:
    """Keep what an entry says that the claims ask for."""
    recorded, entry = folded.recorded, folded.recorded.entry
    if folded.is_step:
        subject.versions.append(entry.version)
    if entry.event == REVEAL and entry.role == Role.SOLICITOR and folded.before is not None:
        subject.reveals.append(_may_open(tx, entry.actor, folded.before.facts))
    for notice in entry.body.get("notices", ()):
        subject.planned[notice] = recorded.seq
    if subject.over_since is None and folded.after is not None and _is_over(folded.after.facts):
        subject.over_since = entry.at
    elif folded.after is not None and not _is_over(folded.after.facts):
        subject.over_since = None


def _may_open(tx: Tx, actor: str, facts: Facts) -> bool:
    firm = tx.connection.scalar(select(PEOPLE.c.firm).where(PEOPLE.c.reference == actor))
    return firm is not None and facts["firm"] == firm and may_instruct(facts)


def _is_over(facts: Facts) -> bool:
    return facts["deceased"] or facts["closed_at"] is not None


def _accepted(subject: Subject) -> bool:
    """Say whether the firm of a case is the one whose offer was accepted."""
    accepted = accepted_offer(subject.facts)
    return accepted is not None and subject.facts["offers"][accepted]["firm"] == subject.facts["firm"]


def _has_a_way(subject: Subject) -> bool:
    """Say whether somebody or some team owns the case, a clock runs, and something is possible."""
    facts = subject.facts
    owned = facts["owner"] is not None or facts["queue"] is not None
    ask = Ask("", Role.LEAD, subject.updated_at)
    possible = subject.case.rules.possible(subject.case.position, ask)
    return owned and bool(facts["clocks"]) and any(not refusals for refusals in possible.values())


def _unheard(subject: Subject) -> tuple[str, ...]:
    """Name the clocks that would not be heard of when their next time comes, or not at that time."""
    return tuple(timer.key for timer in subject.deadlines if timer.next_at != timer.next_time())


def _is_silent(subject: Subject) -> bool:
    """Say whether nothing waits to be sent to her, and nothing was since the case was over for her."""
    hers = [notice for notice in subject.notices if notice.recipient == Recipient.SURVIVOR]
    waiting = any(notice.state == NoticeState.PLANNED for notice in hers)
    since = subject.over_since
    late = any(
        n.claimed_at is not None and since is not None and from_micros(n.claimed_at) > since for n in hers
    )
    return not waiting and not late and Clock.SURVEY not in subject.facts["clocks"]


def _notices_match(subject: Subject) -> bool:
    """Say whether each notice was planned by the one entry that it names, once a rule and recipient."""
    told = {notice.reference: notice.cause_seq for notice in subject.notices}
    once = {(n.cause_seq, n.rule, n.recipient, n.recipient_ref) for n in subject.notices}
    return told == subject.planned and len(once) == len(told)


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "consent",
        "1. a solicitor acts only with her consent in force",
        lambda subject: subject.case.position.state in INSTRUCTED,
        lambda subject: may_instruct(subject.facts),
    ),
    Claim(
        "firm",
        "2. only the firm that accepted knows who she is",
        lambda subject: subject.facts["firm"] is not None,
        _accepted,
    ),
    Claim(
        "firm_reveals",
        "2. details were opened only to the firm that acted with her consent",
        lambda subject: bool(subject.reveals),
        lambda subject: all(subject.reveals),
    ),
    Claim(
        "way_out",
        "4. every case that is not closed has an owner, a clock and a way out",
        lambda subject: subject.case.position.state != State.CLOSED,
        _has_a_way,
    ),
    Claim(
        "deadlines",
        "4. every clock that runs is heard of when its time comes",
        lambda subject: bool(subject.deadlines),
        lambda subject: not _unheard(subject),
        _unheard,
    ),
    Claim(
        "replay",
        "5. folding the trail gives the rows, exactly",
        lambda _: True,
        lambda subject: not subject.differences,
        lambda subject: subject.differences,
    ),
    Claim(
        "entries",
        "6. each accepted step has exactly one entry",
        lambda _: True,
        lambda subject: subject.versions == [*range(1, subject.case.version + 1)],
    ),
    Claim(
        "silence",
        "8. nothing goes to a survivor whose case is closed or who has died",
        lambda subject: _is_over(subject.facts),
        _is_silent,
    ),
    Claim(
        "notices",
        "9. one step makes at most one notice a rule and recipient",
        lambda subject: bool(subject.notices or subject.planned),
        _notices_match,
    ),
)
