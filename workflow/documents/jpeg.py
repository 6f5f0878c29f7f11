"""JPEG: every segment whole, from the first to the last, and nothing after it. Source: docs/sources.md#JPEG."""

from workflow.documents.faulty import DAMAGED, GOES_ON, Unfit

SIGNATURE = b"\xff\xd8\xff"
#: What announces a segment, and what stands for itself within a picture's own bytes.
MARK, STUFFED = 0xFF, 0x00
START, END, SCAN = 0xD8, 0xD9, 0xDA
#: Marks without a segment: restarts, and one that is used no more.
BARE = frozenset({*range(0xD0, 0xD8), 0x01})
#: Frames say how large the picture is; three marks among them mean something else.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Bytes of a frame up to its width.
FRAME = 7


def check_jpeg(content: bytes) -> None:
    """Refuse a picture that is damaged or goes on after its end. Raises Unfit."""
    place, seen = len(SIGNATURE) - 1, set()
    mark, place = _mark(content, place)
    while mark != END:
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
    if content[place : place + 1] != bytes([MARK]):
        raise Unfit(DAMAGED)
    while place < len(content) and content[place] == MARK:
        place += 1
    if place >= len(content):
        raise Unfit(DAMAGED)
    return content[place], place + 1


def _after_scan(content: bytes, place: int) -> int:
    """Return where the next mark stands after the picture's own bytes. Raises Unfit."""
    while True:
        place = content.find(MARK, place)
        if place < 0 or place + 1 >= len(content):
            raise Unfit(DAMAGED)
        if content[place + 1] != STUFFED and content[place + 1] not in BARE:
            return place
        place += 2
