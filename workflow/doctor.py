"""The doctor: whether this installation and its data are what Rowan promises, with counts, changing nothing.

It reads case by case, so that memory does not grow with their number, and names cases by reference alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from typing import Any

from sqlalchemy import func, inspect, select, text

from states.bank_holidays import announced_until
from states.position import local_day
from workflow import counting, deadlines
from workflow.db import Database, Tx
from workflow.documents.whole import torn
from workflow.engines import MODES
from workflow.invariants import CLAIMS, Claim, Subject, examined
from workflow.migrations import HEAD
from workflow.surveys.recount import adding_up
from workflow.tables import CaseRow, StreamRow
from workflow.trail_check import verify

CASES, STREAMS = CaseRow.__table__, StreamRow.__table__

#: Our one distribution, and the packages that it alone may install.
OURS = "rowan-referrals"
PACKAGES = ("states", "notifications", "workflow", "api")
#: Cases read in one transaction: a longer one would keep SQLite's log from being folded back.
PAGE = 200
#: How much of what is wrong is named.
NAMED = 10

#: How far ahead bank holidays are to be known: no working day that is counted lies further off.
ANNOUNCED = timedelta(days=365)

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer: `good` of `of` are as they should be, and `wrong` names some that are not.

    What is not `grave` is to be seen to, and no sign that anything is broken.
    """

    name: str
    says: str
    good: int
    of: int
    wrong: tuple[str, ...] = ()
    grave: bool = True

    @property
    def holds(self) -> bool:
        """Whether all is as it should be."""
        return self.good == self.of


def examine(db: Database, progress: Progress | None = None, *, at: datetime) -> list[Check]:
    """Examine the installation, the database and every case. `progress` hears of what, how many, of how many."""
    hear = progress or (lambda *_: None)
    checks = [check_packages()]
    with db.reading() as tx:
        checks += [_modes(tx), _migrations(tx), _calendar(at), _timers(tx, at), _surveys(tx), _documents(tx)]
    return [*checks, *_cases(db, hear), _counts(db, hear), _chains(db, hear)]


def check_packages(owners: Mapping[str, Sequence[str]] | None = None) -> Check:
    """Check that each of our packages comes from our distribution and from no other."""
    known = packages_distributions() if owners is None else owners
    installed = _is_installed()
    wrong = []
    for package in PACKAGES:
        strangers = sorted({name for name in known.get(package, ()) if name.lower() != OURS})
        wrong += [f"{package} is also installed by {name}" for name in strangers]
        if not installed:
            wrong.append(f"{package} is not installed by {OURS}")
    bad = {line.partition(" ")[0] for line in wrong}
    return Check(
        "packages",
        "each of our packages has one owner",
        len(PACKAGES) - len(bad),
        len(PACKAGES),
        tuple(wrong),
    )


def _is_installed() -> bool:
    try:
        distribution(OURS)
    except PackageNotFoundError:
        return False
    return True


def _modes(tx: Tx) -> Check:
    """Check that no commit can be lost that was answered for."""
    if tx.dialect == "postgresql":
        found = tx.connection.scalar(text("SHOW synchronous_commit"))
        return _judged("modes", "commits are durable", {"synchronous_commit": found != "off"})
    held = {
        mode: str(tx.connection.exec_driver_sql(f"PRAGMA {mode}").scalar()) == wanted
        for mode, wanted in MODES.items()
    }
    return _judged("modes", "SQLite's modes are those that Rowan needs", held)


def _migrations(tx: Tx) -> Check:
    at_head = inspect(tx.connection).has_table("alembic_version") and (
        tx.connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    )
    return _judged("migrations", "no migration is pending", {f"schema {HEAD}": at_head})


def _calendar(at: datetime) -> Check:
    """Check that working days are counted by announced bank holidays for a while yet."""
    until = announced_until()
    if until - local_day(at) >= ANNOUNCED:
        return Check("calendar", "bank holidays are announced for a year ahead", 1, 1)
    wrong = f"they are until {until}, and go by the usual rule alone after it: upgrade govuk-bank-holidays"
    return Check("calendar", "bank holidays are announced for a year ahead", 0, 1, (wrong,), grave=False)


def _timers(tx: Tx, at: datetime) -> Check:
    """Count the deadlines whose time came over an hour ago and that nobody has acted on."""
    waiting, late = deadlines.waiting(tx), deadlines.late(tx, at)
    wrong = ("see that `rowan serve` or `rowan worker` runs, and what it logs",) if late else ()
    return Check("timers", "no deadline is an hour late", waiting - late, waiting, wrong, grave=False)


def _surveys(tx: Tx) -> Check:
    """Add up again what was asked and answered, and compare it with the sums that are kept."""
    kept, again = adding_up(tx)
    wrong = tuple(
        "/".join(part or "all" for part in key)
        for key in sorted(kept.keys() | again.keys())
        if kept.get(key) != again.get(key)
    )
    total = len(kept.keys() | again.keys())
    return Check(
        "surveys", "the sums of surveys are those of their answers", total - len(wrong), total, wrong[:NAMED]
    )


def _documents(tx: Tx) -> Check:
    of, wrong, named = torn(tx, NAMED)
    says = "each document holds what it is, and has the entry that stored it"
    return Check("documents", says, of - wrong, of, named)


def _judged(name: str, says: str, answers: Mapping[str, bool]) -> Check:
    wrong = tuple(what for what, good in answers.items() if not good)
    return Check(name, says, len(answers) - len(wrong), len(answers), wrong)


def _cases(db: Database, hear: Progress) -> list[Check]:
    good, of = Counter[str](), Counter[str]()
    wrong: dict[str, list[str]] = {claim.name: [] for claim in CLAIMS}
    for subject in _subjects(db, hear):
        for claim in CLAIMS:
            if not claim.applies(subject):
                continue
            of[claim.name] += 1
            if claim.holds(subject):
                good[claim.name] += 1
            elif len(wrong[claim.name]) < NAMED:
                wrong[claim.name].append(_named(claim, subject))
    return [
        Check(claim.name, claim.says, good[claim.name], of[claim.name], tuple(wrong[claim.name]))
        for claim in CLAIMS
    ]


def _named(claim: Claim, subject: Subject) -> str:
    more = claim.more(subject)
    return f"{subject.case.reference}: {', '.join(more[:NAMED])}" if more else subject.case.reference


def _subjects(db: Database, hear: Progress) -> Iterator[Subject]:
    """Yield every case with all that is known of it, page by page."""
    last, done = 0, 0
    while True:
        with db.reading() as tx:
            total = tx.connection.scalar(select(func.count()).select_from(CASES)) or 0
            query = select(CASES.c.id).where(CASES.c.id > last).order_by(CASES.c.id).limit(PAGE)
            page: list[Any] = [*tx.connection.scalars(query)]
            for last in page:
                yield examined(tx, last)
        done += len(page)
        hear("cases", done, total)
        if len(page) < PAGE:
            return


def _counts(db: Database, hear: Progress) -> Check:
    """Count everything again from the cases, and hold it against what dashboards are made of."""
    of, wrong = counting.compare(db, hear)
    named = tuple(
        f"{' '.join(filter(None, place))}: {kept} kept, {told} recounted"
        for place, (kept, told) in list(wrong.items())[:NAMED]
    )
    return Check("counts", "what dashboards count equals a recount of the cases", of - len(wrong), of, named)


def _chains(db: Database, hear: Progress) -> Check:
    """Walk every chain and open every sealed payload."""
    with db.reading() as tx:
        cases = tx.connection.scalar(select(func.count()).select_from(CASES)) or 0
        others = tx.connection.scalar(select(func.count()).select_from(STREAMS)) or 0
        found = verify(tx, keys=db.keys, progress=lambda read: hear("entries", read, 0))
    bad = {finding.stream for finding in found}
    total = cases + others
    wrong = tuple(str(finding) for finding in found[:NAMED])
    # A chain that belongs to no case is wrong and not among those counted.
    return Check("trail", "every chain is whole", max(0, total - len(bad)), total, wrong)
