"""`make faults`: kill the served process on both engines, print what was found, keep it in build/faults.json."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure, publish
from tests.databases import for_sqlalchemy, start_postgres, stop_postgres
from tests.faults.kills import Found, run


def main() -> int:
    """Break what may break, as often as is asked; 1 if anything was lost, broken or done twice."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=100, help="kills of the served process on each engine")
    kills = asked.parse_args().kills
    Path("build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="build", prefix="faults-") as name:
        folder = Path(name).resolve()
        found = {"SQLite": run(folder / "sqlite", None, kills, _told("SQLite", kills))}
        server = start_postgres(folder / "postgres", durable=True)
        try:
            database = for_sqlalchemy(server, database="postgres").replace(
                "postgresql+psycopg://", "postgresql://"
            )
            found["PostgreSQL"] = run(folder / "pg", database, kills, _told("PostgreSQL", kills))
        finally:
            stop_postgres(folder / "postgres")
    publish(
        [figure for engine, one in found.items() for figure in _figures(engine, one)],
        Path("build/faults.json"),
    )
    return int(any(one.wrong for one in found.values()))


def _told(engine: str, kills: int) -> Callable[[int], None]:
    return lambda done: print(
        f"\r{engine}: {done} of {kills} kills", end="\n" if done == kills else "", flush=True
    )


def _figures(engine: str, found: Found) -> list[Figure]:
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
    return [Figure(f"kill -9, {engine}: {name}", value, "", "0", None, of) for name, value in named.items()]


if __name__ == "__main__":
    sys.exit(main())
