"""What is said of one event."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """The title of its page, the words of its button, what is said once it is done, and what it is for."""

    title: str
    button: str
    done: str
    help: str = ""


def said(title: str, button: str, done: str, about: str = "") -> Said:
    """Say it in one line of a table."""
    return Said(title, button, done, about)
