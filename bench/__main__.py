"""`make bench`: print the figures, and keep them in build/bench.json so that they can be compared over time."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg

from bench import crowding, decisions, deliveries, imports, million, pages, ranking, recount, transitions
from bench.figures import Figure, publish
from bench.stage import Stage
from tests.databases import for_sqlalchemy, start_postgres, stop_postgres

#: What may be measured alone.
PARTS = (
    "decisions",
    "transitions",
    "deliveries",
    "crowding",
    "imports",
    "pages",
    "ranking",
    "recount",
    "million",
)
#: What takes so long that it is measured only where it is asked for.
LONG = ("million",)


def main() -> None:
    """Measure what is asked for, on both engines."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--steps", type=int, default=2000, help="steps performed on each engine")
    asked.add_argument("--referrals", type=int, default=10_000, help="referrals imported")
    asked.add_argument("--rows", type=int, default=100_000, help="rows imported for the peak of memory")
    asked.add_argument("--notices", type=int, default=2000, help="notices that are drained")
    asked.add_argument("--commands", type=int, default=200, help="commands for each figure of delivery")
    asked.add_argument("--cases", type=int, help="cases that pages are asked of: 10,000, or a million")
    asked.add_argument("--database", choices=("sqlite", "postgresql"), help="the engine for a million cases")
    asked.add_argument(
        "--kept", type=Path, help="where the databases of a million cases are kept for next time"
    )
    asked.add_argument("--pages", type=int, default=200, help="times that each page is asked for")
    asked.add_argument(
        "--offices", type=Path, help="a file of offices to rank; generated ones where none is given"
    )
    asked.add_argument("--only", choices=PARTS, action="append", help="measure these alone")
    given = asked.parse_args()
    publish(measured(given), Path("build/bench.json"))


def measured(given: argparse.Namespace) -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    chosen = given.only or [part for part in PARTS if part not in LONG]
    # On the disk of the project: a folder in memory would make every commit free.
    Path("build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="build", prefix="bench-") as name:
        folder = Path(name).resolve()
        for part in PARTS:
            if part in chosen:
                yield from MEASURES[part](folder, given)


def _decisions(_: Path, __: argparse.Namespace) -> Iterator[Figure]:
    yield decisions.measure()


def _transitions(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    yield transitions.measure(Stage(folder, "sqlite"), given.steps)
    server = start_postgres(folder / "postgres", durable=True)
    try:
        yield transitions.measure(Stage(folder, "postgresql", server), given.steps)
    finally:
        stop_postgres(folder / "postgres")


def _deliveries(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    server = start_postgres(folder / "postgres", durable=True)

    try:
        yield from deliveries.measure(folder, partial(_database, server), given.commands, given.notices)
    finally:
        stop_postgres(folder / "postgres")


def _crowding(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    yield crowding.measure(folder / "crowding", given.commands)


def _imports(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    yield from imports.measure(folder, given.referrals, given.rows)


def _pages(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    yield from pages.measure(folder / "pages", given.cases or 10_000, given.pages)


def _recount(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    yield from recount.measure(folder / "recount", given.cases or 2000)


def _million(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    kept, cases = (given.kept or folder).resolve(), given.cases or 1_000_000
    kinds = [given.database] if given.database else ["sqlite", "postgresql"]
    if "sqlite" in kinds:
        few, many = (million.Many(kept / str(number), number) for number in (million.FEW, cases))
        yield from million.measure(few, many, given.pages)
    if "postgresql" in kinds:
        server = start_postgres(kept / "postgres", durable=True)
        try:
            few, many = (
                million.Many(kept / f"postgresql-{number}", number, _database(server, f"cases_{number}"))
                for number in (million.FEW, cases)
            )
            yield from million.measure(few, many, given.pages)
        finally:
            if given.kept is None:
                stop_postgres(kept / "postgres")


def _database(server: str, name: str) -> str:
    """Return the URL of a database of this name, which is made where it is not there."""
    plain = server.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as owner:
        if not owner.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchall():
            owner.execute(f"CREATE DATABASE {name}".encode())
    return for_sqlalchemy(server, database=name)


MEASURES: dict[str, Callable[[Path, argparse.Namespace], Iterator[Figure]]] = {
    "decisions": _decisions,
    "transitions": _transitions,
    "deliveries": _deliveries,
    "crowding": _crowding,
    "imports": _imports,
    "pages": _pages,
    "ranking": lambda folder, given: ranking.measure(folder / "ranking", given.offices),
    "recount": _recount,
    "million": _million,
}


if __name__ == "__main__":
    main()
