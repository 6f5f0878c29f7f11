"""A force's own system, as far as it takes webhooks: it checks what it is sent, and answers as it is told."""

import contextlib
import hashlib
import hmac
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.provider.wire import Answer, Asked, Server, serving

CUT = Answer(cut=True)


@dataclass
class Posted:
    """One notice that came."""

    path: str
    headers: dict[str, str]
    content: Any
    is_signed: bool


class Force:
    """Takes what is posted, if it is signed with the secret that both know."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.told: deque[Answer] = deque()
        self.posted: list[Posted] = []
        self.server = Server(self._handle)

    @property
    def url(self) -> str:
        return f"{self.server.url}/notices"

    def tell(self, *answers: Answer) -> None:
        self.told.extend(answers)

    async def _handle(self, asked: Asked) -> Answer:
        said = f"{asked.headers['rowan-timestamp']}.".encode() + asked.body
        wanted = f"v1={hmac.new(self.secret, said, hashlib.sha256).hexdigest()}"
        is_signed = hmac.compare_digest(wanted, asked.headers["rowan-signature"])
        self.posted.append(Posted(asked.path, dict(asked.headers), asked.json(), is_signed))
        return self.told.popleft() if self.told else Answer(204)


@contextlib.contextmanager
def running(secret: bytes) -> Iterator[Force]:
    """Run one in a thread of this process."""
    force = Force(secret)
    with serving(force.server):
        yield force
