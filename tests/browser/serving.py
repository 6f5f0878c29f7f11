"""A demonstration that is served to a browser: the real command, in a process of its own."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.settings import PREFIX, Settings
from tests.databases import uncounted

ROWAN = Path(sys.executable).with_name("rowan")
#: Names of settings that a machine may have given and that a demonstration must not inherit.
OURS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
#: Seconds in which it ends when it is asked to.
PATIENCE = 60


@contextmanager
def demonstration(home: Path) -> Iterator[str]:
    """Serve fictional people from `home`, and give the address."""
    environment = {name: value for name, value in uncounted().items() if name not in OURS}
    process = subprocess.Popen(
        [ROWAN, "demo", "--port", "0", "--json"],
        env=environment | {"ROWAN_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    told = ""
    for line in process.stdout:
        told += line
        if line == "}\n":
            address: str = json.loads(told)["address"]
            return address
    raise AssertionError(told)


def played(target: Path, run: str | None) -> Path:
    """Return a home in which the cases of a demonstration are played already: it takes a while, so once for all workers."""
    if run is None:
        return target
    made = Path(run) / "demonstration"
    made.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{made}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = Path(f"{made}.{os.getpid()}")
            with demonstration(making):
                pass
            making.rename(made)
    return Path(shutil.copytree(made, target, dirs_exist_ok=True))
