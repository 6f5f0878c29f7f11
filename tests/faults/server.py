"""A served process that is killed and started again, and the commands that set it up."""

import subprocess
import sys
import time
from pathlib import Path

import httpx2

from api.settings import PREFIX, Settings
from tests.databases import uncounted
from tests.faults.forks import Fork

ROWAN = Path(sys.executable).with_name("rowan")
#: Seconds that a process has to start, on a busy machine.
PATIENCE = 90


class Server:
    """`rowan serve` over one home; a new address each time it starts."""

    def __init__(self, home: Path, database: str | None) -> None:
        ours = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
        self.environment = {name: value for name, value in uncounted().items() if name not in ours}
        self.environment["ROWAN_HOME"] = str(home)
        if database is not None:
            self.environment["ROWAN_DATABASE_URL"] = database
            # Kills meet delivery as well, without a worker beside it.
            self.environment["ROWAN_DELIVER"] = "here"
        self.address = ""
        # Into a file: nobody reads on, and a full pipe would stop the server.
        self._process = Fork(["serve", "--port", "0"], self.environment, home.with_suffix(".log"))

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
        self._process.start()
        self._process.wait_until_working()
        self.address = self._process.address
        until = time.monotonic() + PATIENCE
        while not self._ready():
            assert time.monotonic() < until, "the server did not get ready"
            time.sleep(0.02)

    def _ready(self) -> bool:
        try:
            return bool(httpx2.get(f"{self.address}/readyz", timeout=5).status_code == httpx2.codes.OK)
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """Kill it without a word, as a power cut or the kernel would."""
        self._process.kill()

    def end(self) -> None:
        """Tell it to stop, and wait until it is gone."""
        self._process.end()
