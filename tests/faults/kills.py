"""The served process is killed during commands over HTTP; then everything that it acknowledged must be there."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2
from sqlalchemy import text

from tests.faults.client import Client
from tests.faults.server import Server
from workflow.db import Database
from workflow.keys import Keys
from workflow.trail_check import verify

#: Clients that send commands at the same time, each at a case of its own.
CLIENTS = 3
#: How long the server lives between two kills, in seconds.
LIFE = (0.2, 0.8)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found after the kills; everything but the counts must be nothing."""

    kills: int
    acknowledged: int
    asked_again: int
    notices: int
    lost: int
    without_entry: int
    broken_chains: int
    effects_twice: int
    notices_twice: int

    @property
    def wrong(self) -> int:
        """Count all that must not be."""
        return self.lost + self.without_entry + self.broken_chains + self.effects_twice + self.notices_twice


def run(
    home: Path, database: str | None, kills: int, progress: Callable[[int], None] = lambda _: None
) -> Found:
    """Kill the server that often while clients send commands, then look at what is there."""
    server = Server(home, database)
    server.rowan("migrate")
    token = server.rowan("people", "token", "Asha Raman", "--role", "caseworker")
    server.start()
    clients = [Client(server, token, _refer(server, token, number), number) for number in range(CLIENTS)]
    chance = random.Random(kills)
    for client in clients:
        client.start()
    for number in range(kills):
        time.sleep(chance.uniform(*LIFE))
        server.kill()
        server.start()
        progress(number + 1)
    for client in clients:
        client.stop()
    for client in clients:
        client.join()
    # Let delivery finish, then end in good order.
    time.sleep(2)
    server.end()
    return examined(server, home, clients, kills)


def _refer(server: Server, token: str, number: int) -> str:
    answer = httpx2.post(
        f"{server.address}/api/v1/referrals",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"refer-{number}"},
        json={
            "force": "cambridgeshire",
            "referrer": {"role": "officer", "collar_number": f"{number}"},
            "survivor": {"name": f"Fictional Person {number}", "phone": f"07700 90000{number}"},
            "safe_contact": {"safety": "safe", "channels": ["phone", "sms"]},
            "respondent": {"name": f"Fictional Respondent {number}"},
            "consent": {"to_referral": True, "tell_force": True},
        },
    )
    return str(answer.json()["case"])


def examined(server: Server, home: Path, clients: Sequence[Client], kills: int) -> Found:
    """Compare what was acknowledged with what is stored."""
    url = server.environment.get("ROWAN_DATABASE_URL", f"sqlite:///{home / 'rowan.db'}")
    db = Database(url, keys=Keys.load(home / "keys.json"))
    told = {key: answer for client in clients for key, answer in client.said.acknowledged.items()}
    with db.reading() as tx:
        read = tx.connection.execute
        hashes = {bytes(row[0]).hex() for row in read(text("SELECT hash FROM entries"))}
        steps = read(text("SELECT COALESCE(SUM(version - 1), 0) FROM cases")).scalar_one()
        heads = read(
            text(
                "SELECT COUNT(*) FROM cases c LEFT JOIN entries e ON e.stream = 'case:' || c.id AND e.seq = c.seq "
                "WHERE e.hash IS NULL OR e.hash <> c.head"
            )
        ).scalar_one()
        accepts = read(
            text(
                "SELECT COUNT(*) FROM (SELECT subject FROM entries WHERE chart = 'notice' AND event = 'accept' "
                "GROUP BY subject HAVING COUNT(*) > 1) AS twice"
            )
        ).scalar_one()
        doubled = read(
            text(
                "SELECT COUNT(*) FROM (SELECT 1 FROM notices GROUP BY case_id, cause_seq, rule, recipient, recipient_ref "
                "HAVING COUNT(*) > 1) AS twice"
            )
        ).scalar_one()
        notices = read(text("SELECT COUNT(*) FROM notices")).scalar_one()
        broken = len(verify(tx))
    db.close()
    lost = sum(answer["hash"] not in hashes for answer in told.values())
    return Found(
        kills=kills,
        acknowledged=len(told),
        asked_again=sum(client.said.asked_again for client in clients),
        notices=notices,
        lost=lost,
        without_entry=heads,
        broken_chains=broken,
        effects_twice=int(steps) - len(told),
        notices_twice=accepts + doubled + _strangers(home, notices),
    )


def _strangers(home: Path, notices: int) -> int:
    """Count files of notices beyond those that were ever planned."""
    files = len([file for file in (home / "notices").iterdir() if not file.name.startswith(".")])
    return max(0, files - notices)
