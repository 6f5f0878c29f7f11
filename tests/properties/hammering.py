"""A process of its own that asks the same cases one thing after the other: `python -m tests.properties.hammering`.

It prints what it was answered as one JSON document. Two of them at once must not lose a step of either.
"""

import argparse
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from states.errors import Refused, Stale
from states.vocabulary import Event, Role
from workflow.actors import Actor
from workflow.command import Command
from workflow.commands import perform
from workflow.db import Database
from workflow.finding import load
from workflow.keys import Keys

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
#: Commands between two looks at the cases: as a screen that somebody has open.
LOOKS_EVERY = 4
#: Accepted always, accepted or refused by where the case stands, refused always.
EVENTS = (
    (Event.ADD_NOTE, {"note": "still here"}),
    (Event.ADD_INCIDENT, {"occurred_at": "2026-11-20T21:10:00Z"}),
    (Event.REQUEST_INFORMATION, {"questions": ["Where may she be reached?"]}),
    (Event.MAKE_CONTACT, {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}),
    (Event.RETRACT_CONTACT, {"reason": "it was not her"}),
    (Event.MAKE_OFFER, {"firm": "nobody"}),
)


def hammer(db: Database, cases: list[str], actor: Actor, times: int, seed: int) -> Counter[str]:
    """Ask that often, half of it at the version that was read a while before; count the answers by case and kind."""
    chance, told, seen = random.Random(seed), Counter[str](), dict[str, int]()
    for number in range(times):
        if number % LOOKS_EVERY == 0:
            seen = {case: _version(db, case) for case in cases}
        case, (event, payload) = chance.choice(cases), chance.choice(EVENTS)
        command = Command(case, event, payload, seen[case] if number % 2 else None, key=f"{seed}-{number}")
        told[f"{case} {_outcome(db, command, actor, START + timedelta(seconds=number))}"] += 1
    return told


def _outcome(db: Database, command: Command, actor: Actor, at: datetime) -> str:
    try:
        perform(db, command, actor=actor, at=at)
    except Refused:
        return "refused"
    except Stale:
        return "stale"
    return "accepted"


def _version(db: Database, case: str) -> int:
    with db.reading() as tx:
        return load(tx, case).version


def main() -> None:
    """Read what to do, wait for a line to start together, do it, and print what was answered."""
    parser = argparse.ArgumentParser()
    for name in ("url", "keys", "actor"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("person", "times", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--case", action="append", required=True)
    asked = parser.parse_args()
    db = Database(asked.url, keys=Keys.load(Path(asked.keys)))
    actor = Actor(asked.actor, Role.LEAD, person_id=asked.person)
    print("ready", flush=True)
    input()
    told = hammer(db, asked.case, actor, asked.times, asked.seed)
    db.close()
    print(orjson.dumps(told).decode())


if __name__ == "__main__":
    main()
