"""Who serves a SQLite file: one process at a time, known by its number."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from workflow.engines import file_of, parse
from workflow.faults import ConfigurationFault


@contextmanager
def serving(url: str) -> Iterator[None]:
    """Hold the right to serve the database at `url`, or raise `ConfigurationFault` naming its holder."""
    made = parse(url)
    if made.get_backend_name() == "postgresql":
        yield
        return
    file = file_of(made)
    # A lock of the kernel's: it ends with its process, however that ends.
    descriptor = os.open(f"{file}.serving", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            raise ConfigurationFault(
                f"{file} is being served by process {holder}: stop that one first"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
