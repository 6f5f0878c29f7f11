"""What is uploaded: read piece by piece into memory, up to what is taken, and never put on a disk unsealed.

A form whose file is too large is read to its end all the same, without keeping the file: what was typed beside it
comes back, and a browser reads an answer only once it has sent everything.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from api.web.forms import Form
from states.errors import Malformed, Problem
from workflow.documents import MOST

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MULTIPART = b"multipart/form-data"
#: Most fields of an upload beside its file, and most bytes of each. Ours have five, of a few words.
MOST_FIELDS, LONGEST = 20, 4000
#: Most bytes of the header of a part.
LONGEST_HEADER = 2000


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """A form with a file. `content` is None where no file was sent; `too_big` where it was not kept."""

    form: Form = field(default_factory=Form)
    content: bytes | None = None
    sent_as: str = ""
    too_big: bool = False


async def read_upload(request: Request, *, keeps: bool) -> Sent:
    """Read a form with at most one file; without `keeps` it is only let go. Raises Malformed.

    TooLarge comes from the limit of the address.
    """
    try:
        return await _read(request, _Parts(keeps=keeps))
    except Malformed:
        if keeps:
            raise
        # Whoever is not let in is told that, and not what is wrong with what they sent.
        return Sent()


async def _read(request: Request, parts: "_Parts") -> Sent:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != MULTIPART:
        raise _unreadable()
    try:
        parser = MultipartParser(options.get(b"boundary", b""), parts.callbacks())
        async for piece in request.stream():
            parser.write(piece)
        parser.finalize()
    except (FormParserError, UnicodeDecodeError):
        raise _unreadable() from None
    if not parts.ended:
        # It was cut off on its way: half a file is none.
        raise _unreadable()
    return parts.sent()


def _unreadable() -> Malformed:
    return Malformed("the form cannot be read", [Problem("body", "is no form: choose the file again")])


class _Parts:
    """The parts of a form as they come in."""

    def __init__(self, *, keeps: bool) -> None:
        self.ended = False
        self._keeps = keeps
        self._pairs: list[tuple[str, str]] = []
        self._content: bytearray | None = None
        self._sent_as, self._too_big = "", False
        self._begin()

    def callbacks(self) -> "MultipartCallbacks":
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._name,
            "on_header_value": self._value,
            "on_header_end": self._header,
            "on_headers_finished": self._named,
            "on_part_data": self._data,
            "on_part_end": self._part,
            "on_end": self._end,
        }

    def sent(self) -> Sent:
        """Return what was sent."""
        content = None if self._content is None else bytes(self._content)
        return Sent(Form(self._pairs), content, self._sent_as, self._too_big)

    def _begin(self) -> None:
        self._header_name, self._header_value = bytearray(), bytearray()
        self._headers: dict[str, bytes] = {}
        self._field, self._is_file = "", False
        self._text = bytearray()

    def _name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]
        if len(self._header_value) > LONGEST_HEADER:
            raise _unreadable()

    def _header(self) -> None:
        self._headers[self._header_name.decode("ascii").lower()] = bytes(self._header_value)
        self._header_name, self._header_value = bytearray(), bytearray()

    def _named(self) -> None:
        kind, options = parse_options_header(self._headers.get("content-disposition", b""))
        if kind != b"form-data" or b"name" not in options:
            raise _unreadable()
        self._field = options[b"name"].decode()
        # What the file is called where it comes from is not read: people name files after people.
        self._is_file = b"filename" in options
        if self._is_file:
            if self._content is not None:
                raise Malformed("one file at a time", [Problem("file", "send one file at a time")])
            # A browser sends an empty file without a name where none was chosen.
            if options[b"filename"]:
                self._content = bytearray()
                self._sent_as = self._headers.get("content-type", b"").decode("ascii")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if not self._is_file:
            self._text += data[start:end]
            if len(self._text) > LONGEST:
                raise _unreadable()
        elif self._content is not None and self._keeps and not self._too_big:
            self._content += data[start:end]
            if len(self._content) > MOST:
                self._content, self._too_big = bytearray(), True

    def _part(self) -> None:
        if self._is_file:
            return
        text = self._text.decode()
        if "\0" in text or len(self._pairs) >= MOST_FIELDS:
            raise _unreadable()
        self._pairs.append((self._field, text.replace("\r\n", "\n")))

    def _end(self) -> None:
        self.ended = True
