"""The loop: what a process does again and again beside its requests, in one thread, until it is stopped.

It knows nothing of what its rounds do: delivery, looking back, deadlines, cover for who is away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from notifications.delivery import report


@dataclass(frozen=True, slots=True)
class Round:
    """One thing done again and again: `every` so often, or with every pass where that is nothing.

    `run` should end soon, for the other rounds wait meanwhile; whether it fails is its own affair.
    """

    name: str
    every: timedelta
    run: Callable[[], object]


class Loop:
    """Runs rounds in turn: one pass at each `wake()` and every `interval` in any case.

    The interval is for what other processes commit. A round that fails is logged by the type of its
    error alone, keeps no other from its turn, and has its own again in time.
    """

    def __init__(
        self,
        rounds: Sequence[Round],
        clock: Callable[[], datetime],
        interval: timedelta = timedelta(seconds=0.5),
    ) -> None:
        self._rounds, self._clock, self._interval = rounds, clock, interval
        self._woken, self._stopping = Event(), Event()
        # A process that ends without stop() is a crash like any other: what it leaves is looked back at.
        self._thread = Thread(target=self._run, name="loop", daemon=True)
        self._begun: dict[str, datetime] = {}
        #: Rounds whose last turn failed.
        self.failing: frozenset[str] = frozenset()
        #: When the last pass ended with nothing failing: readiness shows how long ago.
        self.passed: datetime | None = None

    def start(self) -> None:
        """Start the thread. A loop starts once."""
        self._thread.start()

    def wake(self) -> None:
        """Say that something was committed. Never waits."""
        self._woken.set()

    def stop(self, timeout: float | None = None) -> bool:
        """Finish the round in hand, and end. False if that took longer than `timeout` seconds."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def turn(self) -> None:
        """Run every round whose time has come: one pass of the loop."""
        for one in self._rounds:
            if self._stopping.is_set():
                return
            at = self._clock()
            if self._is_due(one, at):
                self._begun[one.name] = at
                self._take(one)
        if not self.failing:
            self.passed = self._clock()

    def _is_due(self, one: Round, at: datetime) -> bool:
        begun = self._begun.get(one.name)
        # A clock that was set back must not silence a round until it has caught up.
        return begun is None or at < begun or at - begun >= one.every

    def _take(self, one: Round) -> None:
        try:
            one.run()
        except Exception as error:  # noqa: BLE001 - a database that is down now may be up at the next turn.
            report(f"the round {one.name} failed", error)
            self.failing |= {one.name}
        else:
            self.failing -= {one.name}

    def _run(self) -> None:
        while not self._stopping.is_set():
            # Cleared before the pass: what is committed during it wakes the next one.
            self._woken.clear()
            self.turn()
            self._woken.wait(self._interval.total_seconds())
