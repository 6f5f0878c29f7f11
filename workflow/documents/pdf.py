"""PDF: from its header to its end, with nothing in it that acts. Source: docs/sources.md#PDF.

Names may be written in many ways, and objects packed into streams: both are undone before anything is looked for.
What cannot be looked into is not taken. This is no virus scanner: it holds off what a document has no use for.
"""

import re
import zlib
from bisect import bisect
from collections.abc import Iterator
from itertools import islice

from workflow.documents.faulty import ACTIVE, DAMAGED, GOES_ON, LOCKED, OPAQUE, Unfit
from workflow.documents.scripts import check_inert

HEADER = re.compile(rb"%PDF-[12]\.\d")
END = b"%%EOF"
#: What may stand after the end.
BLANK = b"\r\n\t \x00\x0c"
#: A name of which some letters are written as numbers, and such a letter. Most of them in one document.
DISGUISED, LETTER = re.compile(rb"/[A-Za-z0-9]*#[A-Za-z0-9#]*"), re.compile(rb"#([0-9A-Fa-f]{2})")
MOST_DISGUISED = 20_000
LOCKS = re.compile(rb"/Encrypt(?![A-Za-z0-9#])")
#: What a document of ours has no use for. These are long enough not to come about by chance in packed bytes.
ACTS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|SubmitForm|ImportData|GoToE)(?![A-Za-z0-9#])"
)
#: The same, too short to be looked for within packed bytes.
ACTS_SHORTLY = re.compile(rb"/(?:JS|XFA|AA)(?![A-Za-z0-9#])")
PACKS, DECODES = re.compile(rb"/ObjStm(?![A-Za-z0-9#])"), re.compile(rb"Decode(?![A-Za-z0-9#])")
STREAM, STREAM_ENDS = re.compile(rb"(?<!end)stream\r?\n"), re.compile(rb"endstream")
#: Most streams of one document; a scan of a hundred pages has some three hundred.
MOST_STREAMS = 20_000
#: Objects that are packed together begin with the number and the place of the first.
OBJECTS = re.compile(rb"\s*\d+\s+\d+\s")
#: How zlib begins, and most bytes that all objects of a document unpack to.
ZLIB, MOST_UNPACKED = 0x78, 32 << 20
#: Bytes before a stream in which what is said of it stands, and bytes by which objects are told from other content.
SAID_WITHIN, TASTE, TASTED = 2048, 64, 1024


def check_pdf(content: bytes) -> None:
    """Refuse a document that is damaged, locked, or holds something that acts. Raises Unfit."""
    if not HEADER.match(content):
        raise Unfit(DAMAGED)
    if not content.rstrip(BLANK).endswith(END):
        raise Unfit(GOES_ON if END in content else DAMAGED)
    if b"startxref" not in content:
        raise Unfit(DAMAGED)
    _check_names(content, ACTS)
    streams = _streams(content)
    _check_names(_without(content, streams), ACTS_SHORTLY)
    for unpacked in _objects(content, streams):
        _check_names(unpacked, ACTS, ACTS_SHORTLY)
        check_inert(unpacked)


def _check_names(content: bytes, *acting: re.Pattern[bytes]) -> None:
    for names in (content, _undisguised(content)):
        if LOCKS.search(names):
            raise Unfit(LOCKED)
        if any(acts.search(names) for acts in acting):
            raise Unfit(ACTIVE)


def _undisguised(content: bytes) -> bytes:
    """Return the names that are disguised as they are meant: #4a stands for J. Raises Unfit for too many."""
    names = [found[0] for found in islice(DISGUISED.finditer(content), MOST_DISGUISED + 1)]
    if len(names) > MOST_DISGUISED:
        raise Unfit(OPAQUE)
    return b" ".join(LETTER.sub(lambda found: bytes([int(found[1], 16)]), name) for name in names)


def _streams(content: bytes) -> list[tuple[int, int, int]]:
    """Return of each stream where it is announced, where it begins and where it ends. Raises Unfit."""
    ends = [found.start() for found in STREAM_ENDS.finditer(content)]
    streams = []
    for found in STREAM.finditer(content):
        end = bisect(ends, found.end() - 1)
        if end == len(ends):
            raise Unfit(DAMAGED)
        streams.append((found.start(), found.end(), ends[end]))
        if len(streams) > MOST_STREAMS:
            raise Unfit(OPAQUE)
    return streams


def _without(content: bytes, streams: list[tuple[int, int, int]]) -> bytes:
    """Return what stands outside all streams."""
    kept, place = [], 0
    for _, begins, ends in streams:
        if begins >= place:
            kept.append(content[place:begins])
            place = ends
    return b" ".join((*kept, content[place:]))


def _objects(content: bytes, streams: list[tuple[int, int, int]]) -> Iterator[bytes]:
    """Unpack each stream that holds objects. Raises Unfit for one that cannot be unpacked."""
    left = MOST_UNPACKED
    for announced, begins, ends in streams:
        # What is announced within another stream is looked at too: which of them a reader finds is not ours to say.
        packed = memoryview(content)[begins:ends]
        if packed[:1] == bytes([ZLIB]) and _holds_objects(packed):
            unpacked = _unpacked(packed, left)
            left -= len(unpacked)
            yield unpacked
        elif _is_packed_otherwise(content, announced):
            raise Unfit(OPAQUE)


def _is_packed_otherwise(content: bytes, announced: int) -> bool:
    """Say whether a stream is said to hold objects that are packed in some other way."""
    before = content[max(0, announced - SAID_WITHIN) : announced]
    said = before[before.rfind(b"obj") + 1 :]
    said += b" " + _undisguised(said)
    return PACKS.search(said) is not None and DECODES.search(said) is not None


def _holds_objects(packed: memoryview) -> bool:
    try:
        taste = zlib.decompressobj().decompress(packed[:TASTED], TASTE)
    except zlib.error:
        return False
    return OBJECTS.match(taste) is not None


def _unpacked(packed: memoryview, most: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, most) if most > 0 else b""
    except zlib.error:
        raise Unfit(OPAQUE) from None
    if not unpacking.eof:
        raise Unfit(OPAQUE)
    return unpacked
