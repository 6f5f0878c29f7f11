"""A served process that is killed and started again, and the commands that set it up."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from api.settings import PREFIX, Settings

ROWAN = Path(sys.executable).with_name("rowan")
#: Seconds that a process has to start, on a busy machine.
PATIENCE = 90


class Server:
    """`rowan serve` over one home; a new address each time it starts."""

    def __init__(self, home: Path, database: str | None) -> None:
        ours = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
        self.environment = {name: value for name, value in os.environ.items() if name not in ours}
        self.environment["ROWAN_HOME"] = str(home)
        if database is not None:
            self.environment["ROWAN_DATABASE_URL"] = database
            # Kills meet delivery as well, without a worker beside it.
            self.environment["ROWAN_DELIVER"] = "here"
        self.address = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._log = home.with_suffix(".log")

    def rowan(self, *words: str) -> str:
        """Run a command beside the server; return what it printed."""
        done = subprocess.run(
            [ROWAN, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        if done.returncode:
            message = f"rowan {words[0]} failed: {done.stderr}"
            raise RuntimeError(message)
        return done.stdout.strip()

    def start(self) -> None:
        """Start serving, and wait until it is ready."""
        # Into a file: nobody reads on, and a full pipe would stop the server.
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [ROWAN, "serve", "--port", "0"], env=self.environment, stdout=subprocess.DEVNULL, stderr=log
            )
        until = time.monotonic() + PATIENCE
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > until:
                message = f"the server did not start: {self._log.read_text()[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.02)

    def _ready(self) -> bool:
        told = [
            json.loads(line)
            for line in self._log.read_text().splitlines(keepends=True)
            if line.endswith("\n")
        ]
        self.address = next((line["address"] for line in told if line["message"] == "listening"), "")
        if not self.address:
            return False
        try:
            return bool(httpx2.get(f"{self.address}/readyz", timeout=5).status_code == httpx2.codes.OK)
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """Kill it without a word, as a power cut or the kernel would."""
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal and wait until the process is gone."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=PATIENCE)
            self._process = None
