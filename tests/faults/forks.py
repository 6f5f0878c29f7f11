"""Processes of `rowan serve` and `rowan worker` that start at once, so that many can be killed.

Each is forked from a process that has loaded the programs and done nothing else. Its clock may be made to run from
a Monday morning on, when texts may leave, whatever the hour of the test.
"""

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

#: When the clock of every process stood at `Clock.began`: nine in the morning in London.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: What a process logs once it delivers.
WORKING = frozenset({"listening", "working"})
#: Seconds that a process has to start or to end, on a busy machine.
PATIENCE = 60

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["api.cli", "api.app", "api.commands.worker", "workflow.worker"])


class Clock:
    """The time that all processes of a run agree on."""

    def __init__(self, began: float | None = None) -> None:
        self.began = time.time() if began is None else began

    def __call__(self) -> datetime:
        return MONDAY + timedelta(seconds=time.time() - self.began)


class Fork:
    """One process, started again under the same words after each kill."""

    def __init__(
        self, words: list[str], environment: Mapping[str, str], log: Path, clock: Clock | None = None
    ) -> None:
        self._arguments = (words, dict(environment), str(log), clock.began if clock else None)
        self._log = log
        self._process = _FORKS.Process(target=_become, args=self._arguments)

    def start(self) -> None:
        """Start it; it is ready some tenths of a second later."""
        self._log.unlink(missing_ok=True)
        self._process = _FORKS.Process(target=_become, args=self._arguments, daemon=True)
        self._process.start()

    def wait_until_working(self) -> None:
        """Wait until its log says that it is there."""
        until = time.monotonic() + PATIENCE
        while not any(line["message"] in WORKING for line in self._lines()):
            if not self._process.is_alive() or time.monotonic() > until:
                message = f"it did not start: {self._log.read_text()[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.01)

    @property
    def address(self) -> str:
        """Where it listens, if it serves and is there."""
        return next((str(line["address"]) for line in self._lines() if "address" in line), "")

    def _lines(self) -> list[dict[str, Any]]:
        lines = self._log.read_text().splitlines(keepends=True) if self._log.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def kill(self) -> None:
        """Kill it without a word, as a power cut or the kernel would."""
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal and wait until the process is gone."""
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, number)
            self._process.join(PATIENCE)


def _become(words: list[str], environment: dict[str, str], log: str, began: float | None) -> None:
    """Be `rowan WORDS` in a process that was just forked."""
    os.environ.clear()
    os.environ.update(environment)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    sys.argv = ["rowan", *words]
    from api import cli

    if began is not None:
        _set(Clock(began))
    with contextlib.suppress(SystemExit):
        cli.app()


def _set(clock: Clock) -> None:
    """Set the clock wherever a program would read that of the machine."""
    from api import app
    from api.commands import worker

    defaults = app.create_app.__kwdefaults__
    assert defaults is not None
    defaults["clock"] = clock
    vars(worker)["now"] = clock
