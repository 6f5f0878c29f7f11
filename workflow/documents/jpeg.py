"""JPEG: every segment whole, from the first to the last, and nothing after it. Source: docs/sources.md#JPEG."""

import re

from workflow.documents.faulty import DAMAGED, GOES_ON, Unfit

SIGNATURE = b"\xff\xd8\xff"
#: What follows a byte of a picture that would else be read as announcing a segment.
STUFFED = 0x00
START, END, SCAN = 0xD8, 0xD9, 0xDA
#: Marks without a segment: restarts, and one that is used no more.
BARE = frozenset({*range(0xD0, 0xD8), 0x01})
#: Frames say how large the picture is; three marks among them mean something else.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: What fills the place before a mark, and the end of a picture's own bytes.
FILLING, AFTER_SCAN = re.compile(rb"\xff+"), re.compile(rb"\xff(?![\x00\x01\xd0-\xd7])")
#: Most segments of one picture; a camera writes some twenty.
MOST_SEGMENTS = 10_000
#: Bytes of a frame up to its width.
FRAME = 7


def check_jpeg(content: bytes) -> None:
    """Refuse a picture that is damaged or goes on after its end. Raises Unfit."""
    place, seen, segments = len(SIGNATURE) - 1, set(), 0
    mark, place = _mark(content, place)
    while mark != END:
        segments += 1
        if segments > MOST_SEGMENTS:
            raise Unfit(DAMAGED)
        if mark not in BARE:
            place = _segment(content, mark, place)
            seen.add("frame" if mark in FRAMES else mark)
        mark, place = _mark(content, place)
    if not {"frame", SCAN} <= seen:
        raise Unfit(DAMAGED)
    if place != len(content):
        raise Unfit(GOES_ON)


def _segment(content: bytes, mark: int, place: int) -> int:
    """Return where a segment ends, and after a scan the picture's own bytes. Raises Unfit."""
    length = int.from_bytes(content[place : place + 2])
    segment = content[place : place + length]
    if mark in (START, STUFFED) or length < 2 or len(segment) != length:
        raise Unfit(DAMAGED)
    if mark in FRAMES and (length < FRAME or not any(segment[5:7])):
        raise Unfit(DAMAGED)
    return _after_scan(content, place + length) if mark == SCAN else place + length


def _mark(content: bytes, place: int) -> tuple[int, int]:
    """Return the mark that stands here, and where what follows it begins. Raises Unfit."""
    filled = FILLING.match(content, place)
    if filled is None or filled.end() == len(content):
        raise Unfit(DAMAGED)
    return content[filled.end()], filled.end() + 1


def _after_scan(content: bytes, place: int) -> int:
    """Return where the next mark stands after the picture's own bytes. Raises Unfit."""
    found = AFTER_SCAN.search(content, place)
    if found is None:
        raise Unfit(DAMAGED)
    return found.start()
