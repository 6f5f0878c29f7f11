"""`make bench`: print the figures, and keep them in build/bench.json so that they can be compared over time."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import decisions, imports, transitions
from bench.figures import Figure, publish
from bench.stage import Stage
from tests.databases import start_postgres, stop_postgres


def main() -> None:
    """Measure what is asked for, on both engines."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--steps", type=int, default=2000, help="steps performed on each engine")
    asked.add_argument("--referrals", type=int, default=10_000, help="referrals imported")
    asked.add_argument("--rows", type=int, default=100_000, help="rows imported for the peak of memory")
    given = asked.parse_args()
    publish(measured(given.steps, given.referrals, given.rows), Path("build/bench.json"))


def measured(steps: int, referrals: int, rows: int) -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    yield decisions.measure()
    # On the disk of the project: a folder in memory would make every commit free.
    Path("build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="build", prefix="bench-") as name:
        folder = Path(name).resolve()
        yield transitions.measure(Stage(folder, "sqlite"), steps)
        server = start_postgres(folder / "postgres", durable=True)
        try:
            yield transitions.measure(Stage(folder, "postgresql", server), steps)
        finally:
            stop_postgres(folder / "postgres")
        yield from imports.measure(folder, referrals, rows)


if __name__ == "__main__":
    main()
