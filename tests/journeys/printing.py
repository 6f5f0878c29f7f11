"""Whoever prints what Rowan holds of a person: a debugger, or a careless line, at each return of each of its functions."""

import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from tests.journeys.canaries import found_in

PACKAGES = ("states", "notifications", "workflow", "api")
ROOT = Path(__file__).parents[2]


def told_by(error: BaseException) -> set[str]:
    """What an exception tells a log of anybody, with all that it was raised from."""
    text = "".join(traceback.format_exception(error)) + repr(error)
    return found_in(text.encode())


class Printing:
    """Prints whatever the functions of Rowan hold when they return, as a debugger or a careless line would."""

    def __init__(self, secrets: Iterable[bytes] = ()) -> None:
        self._secrets = [secret.decode() for secret in secrets]
        self.printed: set[type] = set()
        self.told: set[str] = set()
        self._ours: dict[Any, bool] = {}

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        """Called at each call and return of the process."""
        code = frame.f_code
        ours = self._ours.get(code)
        if ours is None:
            places = tuple(f"{ROOT / package}/" for package in PACKAGES)
            ours = self._ours[code] = code.co_filename.startswith(places) and code.co_name != "__repr__"
        if ours and event == "return":
            for held in [*frame.f_locals.values(), value]:
                self._print(held, f"{code.co_filename}:{code.co_name}")

    def _print(self, held: Any, where: str) -> None:
        # Errors of libraries repeat what was sent; each ends where ours is raised in its place.
        if type(held).__module__.partition(".")[0] not in PACKAGES:
            return
        self.printed.add(type(held))
        try:
            text = f"{held!r} {held}"
        except AttributeError:
            # Not made whole yet.
            return
        found = found_in(text.encode()) | (told_by(held) if isinstance(held, BaseException) else set())
        found |= {"a secret" for secret in self._secrets if secret in text}
        self.told |= {f"{type(held).__name__} in {where}: {canary}" for canary in found}


@contextmanager
def printing(printer: Printing | None) -> Iterator[None]:
    """Have everything printed, in every thread that starts meanwhile; nothing by nobody."""
    if printer is None:
        yield
        return
    threading.setprofile(printer)
    sys.setprofile(printer)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
