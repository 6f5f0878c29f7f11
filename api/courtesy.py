"""Courtesy: what can wait for a moment gives way to requests that are being answered.

On one machine the process that serves also delivers, under one writer and one interpreter: a message leaves some
milliseconds later, and whoever waits for an answer does not notice that others are told.
"""

from threading import Condition

#: The longest that one piece of work gives way, in seconds: under a flood of requests, or one whose body comes
#: slowly, delivery still goes on (I).
AT_MOST = 0.05


class InHand:
    """The requests that are being answered: entered by each while it is, from whichever thread."""

    def __init__(self) -> None:
        self._number = 0
        self._none = Condition()

    def __enter__(self) -> None:
        with self._none:
            self._number += 1

    def __exit__(self, *_: object) -> None:
        with self._none:
            self._number -= 1
            if not self._number:
                self._none.notify_all()

    def give_way(self) -> None:
        """Wait until no request is in hand, but not for long."""
        with self._none:
            self._none.wait_for(lambda: not self._number, AT_MOST)
