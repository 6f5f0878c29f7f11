"""What is said of one field of a form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asks:
    """The words of one field.

    `of` is what it is called in what goes wrong with it, where the label is a question, and `each` what one of its
    entries is called, where it takes any number.
    """

    label: str
    hint: str = ""
    of: str = ""
    each: str = ""

    @property
    def name(self) -> str:
        """What errors call the field."""
        return self.of or self.label


def asks(label: str, hint: str = "", of: str = "", each: str = "") -> Asks:
    """Say it in one line of a table."""
    return Asks(label, hint, of, each)
