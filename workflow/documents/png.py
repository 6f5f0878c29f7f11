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
#: Texts that are packed, and most bytes that one unpacks to.
PACKED, MOST_TEXT = frozenset({b"zTXt", b"iTXt"}), 1 << 20


def check_png(content: bytes) -> None:
    """Refuse a picture that is damaged, goes on after its end, or holds a script. Raises Unfit."""
    names = []
    for name, held in _chunks(content):
        names.append(name)
        if name in PACKED:
            _check_text(name, held)
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


def _check_text(name: bytes, held: bytes) -> None:
    """Look into a text that is packed; one that is not is looked at with the whole file. Raises Unfit."""
    _, _, rest = held.partition(b"\0")
    packed = rest[1:]
    if name == b"iTXt":
        # Whether it is packed, how, in which language, and its keyword in that language.
        if rest[:1] != b"\1":
            return
        packed = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, MOST_TEXT)
    except zlib.error:
        raise Unfit(DAMAGED) from None
    if unpacking.unconsumed_tail:
        raise Unfit(OPAQUE)
    check_inert(text)
