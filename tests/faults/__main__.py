"""`make faults`: kill what serves and what sends, and let a provider do everything wrong, on both engines.

Prints what was found and keeps it in build/faults.json.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg

from bench.figures import Figure, publish
from tests.databases import for_sqlalchemy, start_postgres, stop_postgres
from tests.faults import kills, provider, senders
from workflow.db import Database
from workflow.keys import Keys
from workflow.migrations import migrate


class Engine(NamedTuple):
    """One engine: where it works, and how a database of that name is reached; none means a file in the home."""

    name: str
    folder: Path
    database: Callable[[str], str | None]


class Result(NamedTuple):
    """The figures of one kind of fault, and how much was wrong."""

    figures: list[Figure]
    wrong: int


def main() -> int:
    """Break what may break, as often as is asked; 1 if anything was lost, broken or done twice."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=100, help="kills of each kind of process on each engine")
    asked.add_argument("--notices", type=int, default=2000, help="notices for the provider on each engine")
    asked.add_argument("--only", choices=sorted(FAULTS), action="append", help="these faults alone")
    given = asked.parse_args()
    chosen = given.only or list(FAULTS)
    counts = {"serving": given.kills, "sending": given.kills, "provider": given.notices}
    # What goes wrong on purpose need not be told each time.
    logging.disable(logging.CRITICAL)
    Path("build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="build", prefix="faults-") as name:
        results = [
            FAULTS[fault](engine, counts[fault]) for engine in _engines(Path(name)) for fault in chosen
        ]
    publish([figure for result in results for figure in result.figures], Path("build/faults.json"))
    return int(any(result.wrong for result in results))


def _engines(folder: Path) -> Iterator[Engine]:
    folder = folder.resolve()
    yield Engine("SQLite", folder / "sqlite", lambda _: None)
    server = start_postgres(folder / "postgres", durable=True)
    try:
        yield Engine("PostgreSQL", folder / "pg", lambda name: _fresh(server, name))
    finally:
        stop_postgres(folder / "postgres")


def _fresh(server: str, name: str) -> str:
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return _plain(for_sqlalchemy(server, database=name))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _serving(engine: Engine, count: int) -> Result:
    progress = _told(f"{engine.name}: {{}} of {count} kills of who serves", count)
    found = kills.run(engine.folder / "serving", engine.database("serving"), count, progress)
    of = (
        f"{found.kills} kills, {found.acknowledged} commands acknowledged, {found.asked_again} asked again, "
        f"{found.notices} notices"
    )
    named = {
        "acknowledged commands lost": found.lost,
        "cases without their entry": found.without_entry,
        "broken chains": found.broken_chains,
        "commands with another effect than one": found.effects_twice,
        "notices twice": found.notices_twice,
    }
    return Result(_figures(f"kill -9 of who serves, {engine.name}", named, of), found.wrong)


def _sending(engine: Engine, count: int) -> Result:
    progress = _told(f"{engine.name}: {{}} of {count} kills of who sends", count)
    found = senders.run(engine.folder / "sending", engine.database("sending"), count, progress)
    of = (
        f"{found.kills} kills, {found.notices} notices, {found.hers} of them to survivors, {found.doubted} in "
        f"doubt after a kill, {found.decided} decided by a person"
    )
    named = {
        "sent twice to survivors": found.hers_twice,
        "sent twice to professionals": found.theirs_twice,
        "lost": found.lost,
        "still under way": found.unfinished,
    }
    return Result(_figures(f"kill -9 of who sends, {engine.name}", named, of), found.wrong)


def _provider(engine: Engine, count: int) -> Result:
    folder = engine.folder / "provider"
    folder.mkdir(parents=True)
    url = engine.database("provider") or f"sqlite:///{folder / 'rowan.db'}"
    migrate(url)
    db = Database(url, keys=Keys.create(folder / "keys.json"))
    found = provider.run(
        db, count, progress=lambda done: print(f"\r{engine.name}: {done}", end="", flush=True)
    )
    db.close()
    print()
    ends = ", ".join(f"{number} {state}" for state, number in sorted(found.ends.items()))
    of = f"{found.notices} notices, {found.requests} requests, {found.met} kinds of fault: {ends}"
    named = {
        "neither ended nor on the stuck list": found.unfinished,
        "twice at the provider": found.twice,
        "requests before Retry-After": found.hasty,
        "said to have left, and not there": found.lost,
        "kinds of fault not met": found.missing,
    }
    return Result(_figures(f"provider faults, {engine.name}", named, of), found.wrong + found.missing)


def _figures(what: str, named: dict[str, int], of: str) -> list[Figure]:
    return [Figure(f"{what}: {name}", value, "", "0", None, of) for name, value in named.items()]


def _told(words: str, last: int) -> Callable[[int], None]:
    return lambda done: print(f"\r{words.format(done)}", end="\n" if done == last else "", flush=True)


FAULTS: dict[str, Callable[[Engine, int], Result]] = {
    "serving": _serving,
    "sending": _sending,
    "provider": _provider,
}


if __name__ == "__main__":
    sys.exit(main())
