"""PNG: every chunk whole, from the first to the last, and nothing after it. Source: docs/sources.md#PNG."""

import zlib
from collections.abc import Iterator

from workflow.documents.faulty import DAMAGED, GOES_ON, OPAQUE, Unfit
from workflow.documents.scripts import check_inert

SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Bytes of a chunk beside what it holds: its length, its name and its checksum.
LENGTH, NAME, CHECKSUM = 4, 4, 4
#: Bytes of a header: width, height and five more.
HEADER = 13
#: Chunks without which no picture is drawn; any other of their kind is not known to anybody.
CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
#: A chunk's name says by its first letter whether a picture can be drawn without it.
ANCILLARY = 0x20
#: Texts that are packed, and most bytes that all of a picture unpack to.
PACKED, MOST_TEXT = frozenset({b"zTXt", b"iTXt"}), 1 << 20
#: Most chunks of one picture; ten megabytes are some two thousand.
MOST_CHUNKS = 20_000


def check_png(content: bytes) -> None:
    """Refuse a picture that is damaged, goes on after its end, or holds a script. Raises Unfit."""
    names: list[bytes] = []
    left = MOST_TEXT
    for name, held in _chunks(content):
        names.append(name)
        if len(names) > MOST_CHUNKS:
            raise Unfit(DAMAGED)
        if name in PACKED:
            text = _text(name, held, left)
            check_inert(text)
            left -= len(text)
    if names[:1] != [b"IHDR"] or names.count(b"IHDR") != 1 or b"IDAT" not in names:
        raise Unfit(DAMAGED)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk up to the last one. Raises Unfit."""
    place, name = len(SIGNATURE), b""
    while name != b"IEND":
        length = int.from_bytes(content[place : place + LENGTH])
        begins = place + LENGTH + NAME
        name, held = content[place + LENGTH : begins], content[begins : begins + length]
        checksum = content[begins + length : begins + length + CHECKSUM]
        if len(checksum) != CHECKSUM or zlib.crc32(name + held) != int.from_bytes(checksum):
            raise Unfit(DAMAGED)
        _check_chunk(name, held)
        yield name, held
        place = begins + length + CHECKSUM
    if place != len(content):
        raise Unfit(GOES_ON)


def _check_chunk(name: bytes, held: bytes) -> None:
    if not name.isalpha() or (name not in CRITICAL and not name[0] & ANCILLARY):
        raise Unfit(DAMAGED)
    if name == b"IHDR" and (len(held) != HEADER or not any(held[:4]) or not any(held[4:8])):
        raise Unfit(DAMAGED)
    if name == b"IEND" and held:
        raise Unfit(DAMAGED)


def _text(name: bytes, held: bytes, most: int) -> bytes:
    """Unpack a text; one that is not packed is looked at with the whole file. Raises Unfit."""
    _, _, rest = held.partition(b"\0")
    packed = rest[1:]
    if name == b"iTXt":
        # Whether it is packed, how, in which language, and its keyword in that language.
        if rest[:1] != b"\1":
            return b""
        packed = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, most + 1)
    except zlib.error:
        raise Unfit(DAMAGED) from None
    if len(text) > most:
        raise Unfit(OPAQUE)
    return text
