"""The time in which the offices of the panel are ranked for one case: read from the database, and alone.

The offices are generated over England and Wales unless a file is given; half a year of offers stands behind them.
"""

import csv
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from bench.figures import Figure
from bench.stage import START, Stage, referral
from workflow.actors import SYSTEM
from workflow.db import Database
from workflow.finding import load
from workflow.importing.offices import import_offices
from workflow.intake import take_referral
from workflow.panel.matters import ranking_for
from workflow.panel.offering import Matter
from workflow.panel.places import about, origin_of
from workflow.panel.ranking import rank
from workflow.panel.standing import panel_for
from workflow.prepared import insertion
from workflow.tables import FirmAnswerRow, OfferRow, to_micros

#: As many as the public list of family legal aid offices had.
OFFICES, FIRMS = 1923, 1175
#: Offers of the last half year.
OFFERS = 10_000
ROUNDS = 60
#: Milliseconds. Source: docs/sources.md#design.
LIMIT = 50
AREAS = (
    "CB",
    "PE",
    "IP",
    "NR",
    "SG",
    "LU",
    "MK",
    "NN",
    "LE",
    "B",
    "M",
    "LS",
    "L",
    "S",
    "NE",
    "CF",
    "SA",
    "BS",
)
HERS = "CB1 2AA"


def measure(folder: Path, offices: Path | None) -> Iterator[Figure]:
    """Rank the panel on SQLite: with everything that is read for it, and the pure function alone."""
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(folder, "sqlite")
    db = stage.open(stage.populated(0))
    report = import_offices(db, offices or _generated(folder / "offices.csv"), actor=SYSTEM, at=START)
    sent = referral(1)
    sent["survivor"] |= {"address": {"postcode": HERS}, "language": "pl"}
    taken = take_referral(db, sent, actor=stage.caseworker, key="ranking", at=START)
    case = str(taken.case_reference)
    _offers(db, case)
    of = f"{report.added:,} offices of {report.firms:,} firms, {OFFERS:,} offers in half a year, median of {ROUNDS}"

    def whole() -> int:
        with db.reading() as tx:
            return len(ranking_for(tx, db.keys, load(tx, case), START, precise=True).ranked(most=50))

    with db.reading() as tx:
        firms, known = panel_for(tx, load(tx, case).id, START, urgent=True)
    origin = origin_of(HERS)
    matter = Matter(origin, "CB1", about(origin, known), "pl", urgent=True)
    for name, ranked in (
        ("ranking, read and ranked", whole),
        ("ranking, ranked alone", lambda: rank(firms, matter).ranked(most=50)),
    ):
        took = _median(ranked)
        yield Figure(name, round(took, 1), "ms", f"under {LIMIT} ms", round(took / LIMIT, 2), of)
    db.close()


def _median(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _generated(path: Path) -> Path:
    random = Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["office", "firm", "postcode", "latitude", "longitude", "languages"])
        for number in range(OFFICES):
            firm = number if number < FIRMS else random.randrange(FIRMS)
            area = random.choice(AREAS)
            place = (f"{random.uniform(50.2, 55.5):.6f}", f"{random.uniform(-5, 1.5):.6f}")
            # What is said of a firm is the same in all its rows.
            spoken = "pl" if firm % 3 == 0 else ""
            rows.writerow([number, f"Firm {firm:04}", f"{area}{random.randint(1, 40)} 1AA", *place, spoken])
    return path


def _offers(db: Database, case: str) -> None:
    """Write half a year of answered offers, spread over the firms."""
    random = Random(2)
    with db.transaction() as tx:
        case_id = load(tx, case).id
        offers, answers = [], []
        firms = [firm.code for firm in panel_for(tx, case_id, START, urgent=False).firms]
        for number in range(OFFERS):
            firm, made = random.choice(firms), START - timedelta(hours=random.randrange(24 * 180))
            reference, answered = f"F-{number:08}", to_micros(made + timedelta(minutes=90))
            offer = {"reference": reference, "case_id": case_id, "firm": firm, "state": "declined"}
            offers.append({**offer, "made_at": to_micros(made), "due_at": None, "ended_at": answered})
            answer = {"offer": reference, "case_id": case_id, "firm": firm, "answer": "declined"}
            answers.append({**answer, "answered_at": answered, "minutes": 90})
        tx.run_many(insertion(OfferRow.__table__), offers)
        tx.run_many(insertion(FirmAnswerRow.__table__), answers)
