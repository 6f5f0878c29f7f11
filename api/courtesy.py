"""Courtesy: what can wait for a moment gives way to requests that are being answered.

On one machine the process that serves also delivers, under one writer and one interpreter: a message leaves some
milliseconds later, and whoever waits for an answer does not notice that others are told.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import Condition, Lock
from time import monotonic, sleep

from notifications.channels import Addressee, Result
from notifications.desk import Claimed
from workflow.db import Database
from workflow.desk import OutboxDesk

#: The longest that one piece of work gives way, in seconds: under a flood of requests, or one whose body comes
#: slowly, delivery still goes on (I).
AT_MOST = 0.05
#: While requests come, at least one in so many seconds, whoever delivers rests after each piece of work, for so many
#: times as long as that took (I).
LATELY, REST = 1.0, 2.0


class InHand:
    """The requests that are being answered: entered by each while it is, from whichever thread."""

    def __init__(self) -> None:
        self._number = 0
        self._none = Condition()
        self._last = -LATELY

    def __enter__(self) -> None:
        with self._none:
            self._number += 1

    def __exit__(self, *_: object) -> None:
        with self._none:
            self._number -= 1
            self._last = monotonic()
            if not self._number:
                self._none.notify_all()

    def give_way(self) -> None:
        """Wait until no request is in hand, but not for long."""
        with self._none:
            self._none.wait_for(lambda: not self._number, AT_MOST)

    def rest(self, took: float) -> None:
        """Rest after a piece of work that took so many seconds, if a request was in hand lately."""
        if monotonic() - self._last < LATELY:
            sleep(min(took * REST, AT_MOST))


class CourteousDesk(OutboxDesk):
    """The outbox of a process that serves: whoever delivers takes one turn at a time, and gives way before it.

    Else several hands would stand in front of a command, all waiting for the one writer.
    """

    def __init__(self, db: Database, standing: Mapping[str, str], in_hand: InHand) -> None:
        super().__init__(db, standing)
        self._in_hand = in_hand
        self._one = Lock()

    def claim_many(self, references: Iterable[str], at: datetime) -> tuple[Claimed, ...]:
        """Take those that may be sent now, in one committed transaction."""
        with self._turn():
            return super().claim_many(references, at)

    def address(self, claimed: Claimed) -> Addressee | None:
        """Open the address of a claimed notice at the last moment."""
        with self._turn():
            return super().address(claimed)

    def settle_many(self, results: Iterable[tuple[str, Result]], at: datetime) -> None:
        """Record what became of each, in one transaction."""
        with self._turn():
            super().settle_many(results, at)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._one:
            self._in_hand.give_way()
            began = monotonic()
            yield
            self._in_hand.rest(monotonic() - began)
