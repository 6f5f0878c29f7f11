"""A process that runs a round of absences for each moment that it is told: `python -m tests.workflow.moving URL KEYS`."""

import sys
from datetime import datetime
from pathlib import Path

from workflow.absence import move_tasks
from workflow.db import Database
from workflow.keys import Keys


def run(url: str, key_file: str) -> None:
    """Open the database, say so, and answer each moment with how many tasks moved."""
    db = Database(url, keys=Keys.load(Path(key_file)))
    print("ready", flush=True)
    for line in sys.stdin:
        print(move_tasks(db, datetime.fromisoformat(line.strip())), flush=True)
    db.close()


if __name__ == "__main__":
    run(*sys.argv[1:])
