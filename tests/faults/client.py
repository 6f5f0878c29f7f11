"""Clients that post commands while the server is killed under them, and remember what was acknowledged."""

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.faults.server import Server

#: What a caseworker may do again and again; each brings an entry, some a sealed payload and notices.
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("add_note", {"note": "A note that is sealed."}),
    ("request_information", {"questions": ["Is there a safer number?"]}),
    (
        "assess_risk",
        {"tool": "dash", "version": "2009", "grade": "high", "score": 15, "flags": ["strangulation"]},
    ),
    ("log_attempt", {"channel": "phone", "result": "no_answer", "at": "2026-11-20T10:00:00Z"}),
)
#: How long a client waits for one answer, in seconds.
TIMEOUT = 20


@dataclass
class Said:
    """What one client was told: for each key the answer it got, and how often it had to ask again."""

    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: dict[str, Any] = field(default_factory=dict)
    asked_again: int = 0


class Client(threading.Thread):
    """One caseworker at one case: the next command is sent once the last one was answered, under its own key."""

    def __init__(self, server: Server, token: str, case: str, seed: int) -> None:
        super().__init__(name=f"client-{seed}")
        self.said = Said()
        self._server, self._token, self._case = server, token, case
        self._random = random.Random(seed)
        self._stopping = threading.Event()
        self._seed = seed

    def stop(self) -> None:
        """Finish the command in hand, then end."""
        self._stopping.set()

    def run(self) -> None:
        """Post one command after another until told to stop."""
        number = 0
        while not self._stopping.is_set():
            number += 1
            event, payload = self._random.choice(COMMANDS)
            self._settle(f"{self._case}-{self._seed}-{number}", {"event": event, "payload": payload})

    def _settle(self, key: str, body: dict[str, Any]) -> None:
        """Send the same command under the same key until the server has answered it."""
        while True:
            try:
                answer = httpx2.post(
                    f"{self._server.address}/api/v1/cases/{self._case}/events",
                    json=body,
                    headers={"Authorization": f"Bearer {self._token}", "Idempotency-Key": key},
                    timeout=TIMEOUT,
                )
            except (httpx2.TransportError, httpx2.UnsupportedProtocol):
                self.said.asked_again += 1
                time.sleep(0.02)
                continue
            if answer.status_code == httpx2.codes.OK:
                self.said.acknowledged[key] = answer.json()
            elif answer.status_code == httpx2.codes.SERVICE_UNAVAILABLE:
                self.said.asked_again += 1
                continue
            else:
                self.said.refused[key] = answer.json()
            return
