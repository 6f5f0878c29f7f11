"""Every figure of the dashboard against the trail alone, by somebody who knows nothing else: for all, each force, each firm."""

from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.office import PRESENT, SEED
from tests.recount import compare
from workflow.db import Database
from workflow.keys import Keys
from workflow.migrations import migrate
from workflow.simulate import write_lives
from workflow.simulate.cast import gather

#: The months of whoever was referred in these lives.
FIRST, LAST = "2024-11", "2026-11"


def measure(folder: Path, cases: int) -> Iterator[Figure]:
    """Write so many lives, and count those figures that differ."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'recount.db'}"
    migrate(url)
    keys = Keys.create(folder / "keys.json")
    write_lives(url, keys, cases, SEED, PRESENT)
    db = Database(url, keys=keys)
    compared = compare(db, gather(db, PRESENT).leads[0], PRESENT, FIRST, LAST)
    db.close()
    for difference in compared.different:
        print(difference)
    yield Figure(
        "figures that differ from the trail",
        len(compared.different),
        "figures",
        "0",
        None,
        f"{compared.figures:,} figures of {cases:,} cases: all, each force and each firm",
    )
