"""What a file of referrals is, and one row of it: either a referral, or the reason why it is none."""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, Protocol

from states.errors import Malformed

#: Bytes that are looked at to tell what kind of file it is.
LOOK = 4096
UTF8_MARK = b"\xef\xbb\xbf"
#: What begins a file that cannot be read here, and what to do about it.
OTHER_KINDS = {
    b"\xff\xfe": "it is UTF-16, save it as UTF-8",
    b"\xfe\xff": "it is UTF-16, save it as UTF-8",
    b"PK\x03\x04": "it is a spreadsheet or an archive, save it as CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "it is a spreadsheet, save it as CSV in UTF-8",
    b"\x1f\x8b": "it is compressed, unpack it first",
}
#: What a rejected row is given, and what is passed over when the mended row comes back.
REASON = "rejected_because"

TOO_LONG = "is longer than a referral may be"
NOT_UTF8 = "is not UTF-8; save the file as UTF-8, not as Latin-1 or Windows-1252"
HAS_NUL = "holds a NUL byte"


class Row(NamedTuple):
    """One row: the line that it begins on, and its referral; or else what is wrong with it.

    `content` is what there is to keep of it. `cells` are those of a CSV row that could be parted.
    """

    line: int
    content: bytes
    sent: dict[str, Any] | None = None
    fault: str = ""
    cells: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Row({self.line}, …)"


class Rows(Protocol):
    """The rows of one kind of file, in order, and how a rejected one is written."""

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that is not blank."""

    def heading(self) -> str:
        """Return what the file of rejected rows begins with."""

    def rejection(self, row: Row, reason: str) -> str:
        """Return a row with the reason why it was not taken, so that it can be mended and imported again."""


def is_json(file: BinaryIO) -> bool:
    """Say whether the rows are JSON, else CSV, and leave the file at the first. Raises Malformed for another kind."""
    head = file.read(LOOK)
    for mark, advice in OTHER_KINDS.items():
        if head.startswith(mark):
            raise Malformed(f"the file cannot be read: {advice}")
    if b"\0" in head[:4]:
        # UTF-16 or UTF-32 that does not say so: every other byte of its first letters.
        raise Malformed("the file cannot be read: it is UTF-16, save it as UTF-8")
    text = head.removeprefix(UTF8_MARK).lstrip()
    if not text:
        raise Malformed("the file is empty")
    if text.startswith(b"["):
        raise Malformed("the file is one JSON list: write one referral a line")
    file.seek(len(UTF8_MARK) if head.startswith(UTF8_MARK) else 0)
    return text.startswith(b"{")


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a row and what is wrong with it, if anything."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content.decode(errors="backslashreplace"), NOT_UTF8
    return text, HAS_NUL if "\0" in text else ""


def skip_line(file: BinaryIO, most: int) -> None:
    """Read over the rest of a line, whatever its length."""
    while (piece := file.readline(most)) and not piece.endswith(b"\n"):
        pass
