"""A process that runs the round of absences when it is told to: `python -m tests.workflow.moving URL KEYS AT`."""

import sys
from datetime import datetime
from pathlib import Path

from workflow.absence import move_tasks
from workflow.db import Database
from workflow.keys import Keys


def run(url: str, key_file: str, at: str) -> None:
    """Open the database, say so, wait for a word, and run one round."""
    db = Database(url, keys=Keys.load(Path(key_file)))
    print("ready", flush=True)
    sys.stdin.readline()
    print(move_tasks(db, datetime.fromisoformat(at)))
    db.close()


if __name__ == "__main__":
    run(*sys.argv[1:])
