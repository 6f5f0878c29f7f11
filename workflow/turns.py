"""Whose turn it is: a few open lines shared by many callers, each alone with its own from beginning to end."""

from collections.abc import Callable
from queue import SimpleQueue

from workflow.lines import Line


class Lines:
    """The open lines of one kind. At most `size` are out at once; whoever comes later waits."""

    def __init__(self, size: int, make: Callable[[], Line]) -> None:
        # A queue of nothings: the standard semaphore costs ten times as much, and a command takes 300 µs.
        self._room: SimpleQueue[None] = SimpleQueue()
        for _ in range(size):
            self._room.put(None)
        self._make = make
        self._idle: list[Line] = []

    def line(self) -> "Turn":
        """A line for a `with`, its transaction open. What its user does not commit is undone."""
        return Turn(self)

    def take(self) -> Line:
        """Begin on an idle line, or on a new one."""
        self._room.get()
        try:
            return self._begun()
        except BaseException:
            self._room.put(None)
            raise

    def put_back(self, line: Line) -> None:
        """Keep a line whose transaction is over, unless it can never be used again."""
        try:
            if line.lost:
                line.close()
            else:
                line.settle()
                self._idle.append(line)
        finally:
            self._room.put(None)

    def close(self) -> None:
        """Close the idle ones."""
        while self._idle:
            self._idle.pop().close()

    def _begun(self) -> Line:
        while True:
            try:
                line, fresh = self._idle.pop(), False
            except IndexError:
                line, fresh = self._make(), True
            try:
                line.begin()
            except BaseException:
                died = line.lost and not fresh
                line.close()
                # One that died while idle is replaced, and nobody notices.
                if not died:
                    raise
            else:
                return line


class Turn:
    """One use of one line."""

    __slots__ = ("_line", "_lines")

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __enter__(self) -> Line:
        self._line = self._lines.take()
        return self._line

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is not None:
                self._line.abandon()
        finally:
            self._lines.put_back(self._line)
