"""What a form sent: names and values as they were typed, read within limits and never printed."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from states.errors import Malformed, Problem

#: The one form in which pages send, but for those that bring a file (`uploads`).
URLENCODED = "application/x-www-form-urlencoded"
#: Most fields of one form. The largest of ours, an application to a court, has some 160.
MOST_FIELDS = 1000


class Form:
    """The fields of one form. It has no readable repr: people type names into it."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = tuple(pairs)

    @classmethod
    def of(cls, content_type: str, body: bytes) -> "Form":
        """Read the body of a form. Raises Malformed."""
        if not body:
            return cls()
        if content_type.partition(";")[0].strip().lower() != URLENCODED:
            raise Malformed("this is no form of ours", [Problem("content-type", f"must be {URLENCODED}")])
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
            )
        except ValueError:
            raise Malformed("the form cannot be read", [Problem("body", "is no form")]) from None
        if any("\0" in text for pair in pairs for text in pair):
            raise Malformed("the form cannot be read", [Problem("body", "holds what no field can")])
        # Browsers send line ends as CR LF, whatever was typed.
        return cls((name, value.replace("\r\n", "\n")) for name, value in pairs)

    def get(self, name: str) -> str:
        """Return the first value of a field without the blanks around it; "" where it was not sent."""
        return next((value.strip() for found, value in self._pairs if found == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that is not blank."""
        return tuple(value.strip() for found, value in self._pairs if found == name and value.strip())

    def names(self) -> tuple[str, ...]:
        """Return the names of all fields, each once, in the order in which they came."""
        return tuple(dict.fromkeys(name for name, _ in self._pairs))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Return every name and value as sent."""
        return iter(self._pairs)

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def __repr__(self) -> str:
        return "Form(…)"
