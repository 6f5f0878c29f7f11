"""Counts of a force over many months, written as they are kept, without the cases behind them."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from states.measures import STAGES, Measure, Stage
from workflow.counting.changes import ALL, FIRM, FORCE, OFFICERS, SENT
from workflow.dashboard import freeze
from workflow.dashboard.periods import months_between, shifted
from workflow.db import Database
from workflow.tables import METADATA

#: Per cent of cases that came to each stage and not further, in the order of the stages.
FURTHEST = (38, 32, 3, 10, 3, 2, 2, 10)
ENDS = {
    "unable_to_contact": 27,
    "declined": 20,
    "advice_given": 9,
    "lost_contact": 7,
    "ineligible": 5,
    "order_made": 12,
}
STATES = ("received", "contacted", "consented", "solicitor_assigned")
#: Quarters of an hour.
SPANS = {Measure.CONTACT: (4, 120), Measure.ASSIGN: (8, 200), Measure.SERVE: (20, 300)}
ANSWERS = {
    "abuse_since": ("stopped", "less", "same"),
    "felt_safety": ("much_safer", "safer", "same"),
    "told": ("always", "mostly", "sometimes"),
    "service": ("very_good", "good", "fair"),
    "solicitor": ("very_good", "good", "poor"),
}


def fill(db: Database, force: str, firm: str, *, monthly: int, first: str, last: str) -> None:
    """Count so many cases a month, and publish each month once it has ended."""
    random = Random(force)
    tallies, surveys = METADATA.tables["tallies"], METADATA.tables["survey_counts"]
    with db.transaction() as tx:
        counted = Counter[tuple[str, str, str, str, str]]()
        for month in months_between(first, last):
            for measure, bucket in _month(random, monthly, young=month == last):
                for scope, code in ((ALL, ""), (FORCE, force), (FIRM, firm)):
                    counted[scope, code, month, str(measure), bucket] += 1
        names = ("scope", "code", "month", "measure", "bucket", "count")
        tx.connection.execute(
            tallies.insert(), [dict(zip(names, (*key, n), strict=True)) for key, n in counted.items()]
        )
        rows = list(_survey(random, force, monthly, months_between(first, last)))
        tx.connection.execute(surveys.insert(), rows)
    for month in months_between(shifted(first, 1), last):
        year, number = shifted(month, 0).split("-")
        freeze(db, datetime(int(year), int(number), 1, 3, tzinfo=UTC))


def _month(random: Random, monthly: int, *, young: bool) -> Iterator[tuple[str, str]]:
    size = round(monthly * random.uniform(0.8, 1.2))
    yield from [(SENT, "")] * (size + 5)
    yield from [(OFFICERS, "")] * (size // 4)
    for _ in range(size):
        yield from _case(random, STAGES.index(random.choices(STAGES, FURTHEST)[0]))
        if random.random() < (0.5 if young else 0.1):
            yield Measure.STATE, random.choice(STATES)
        else:
            yield Measure.STATE, "closed"
            yield Measure.ENDED, random.choices(tuple(ENDS), tuple(ENDS.values()))[0]


def _case(random: Random, come: int) -> Iterator[tuple[str, str]]:
    yield Measure.REACHED, STAGES[come].value
    for since, (span, (least, most)) in zip((1, 3, 6), SPANS.items(), strict=True):
        if come >= since:
            yield span, str(random.randint(least, most))
    if come >= STAGES.index(Stage.FILED):
        yield Measure.MARK, random.choice(("without_notice", "repeat"))
    if come >= STAGES.index(Stage.MADE):
        yield Measure.MADE, random.choices(("non_molestation", "occupation"), (5, 1))[0]


def _survey(random: Random, force: str, monthly: int, months: tuple[str, ...]) -> Iterator[dict[str, object]]:
    for scope in ("", force):
        for month in months:
            row = {"scope": scope, "month": month, "wave": "first"}
            asked = monthly // 5
            yield {**row, "item": "invited", "code": "link", "count": asked}
            yield {**row, "item": "answered", "code": "link", "count": asked // 2}
            for item, codes in ANSWERS.items():
                said = Counter(random.choices(codes, (6, 3, 1), k=asked // 2))
                yield from ({**row, "item": item, "code": code, "count": n} for code, n in said.items())
