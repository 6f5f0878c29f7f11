"""What a file must be to be taken: of one of three kinds, whole, and with nothing in it that acts."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from states.errors import RowanError
from workflow.documents import jpeg, png
from workflow.documents.faulty import DAMAGED, EMPTY, NOT_WHAT_IT_SAYS, OTHER_KIND, Unfit
from workflow.documents.jpeg import check_jpeg
from workflow.documents.pdf import check_pdf
from workflow.documents.png import check_png
from workflow.documents.scripts import check_inert, check_single

#: Most bytes of one document: 10 MB. Source: docs/sources.md#design.
MOST = 10 * 1024 * 1024


class Media(StrEnum):
    """What a document is to a program."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


#: How each kind begins.
BEGINS: Mapping[Media, bytes] = {Media.PDF: b"%PDF-", Media.JPEG: jpeg.SIGNATURE, Media.PNG: png.SIGNATURE}
#: How a file of each kind is called when it is handed out.
ENDINGS: Mapping[Media, str] = {Media.PDF: "pdf", Media.JPEG: "jpg", Media.PNG: "png"}
#: What says nothing of a file: a browser that does not know its kind.
UNKNOWN = frozenset({"", "application/octet-stream"})

_CHECKS: Mapping[Media, Callable[[bytes], None]] = {
    Media.PDF: check_pdf,
    Media.JPEG: check_jpeg,
    Media.PNG: check_png,
}


class TooBig(RowanError):
    """The file is larger than what is taken."""

    def __init__(self) -> None:
        super().__init__("the file is larger than 10 MB: scan it in black and white, or send it in parts")


def check(content: bytes, sent_as: str = "") -> Media:
    """Return what the file is. Raises TooBig, and Malformed with words on what to do about it."""
    if len(content) > MOST:
        raise TooBig
    if not content:
        raise Unfit(EMPTY)
    media = next((media for media, begins in BEGINS.items() if content.startswith(begins)), None)
    if media is None:
        raise Unfit(DAMAGED if _is_begun(content) else OTHER_KIND)
    said = sent_as.partition(";")[0].strip().lower()
    if said not in UNKNOWN and said != media:
        raise Unfit(NOT_WHAT_IT_SAYS)
    check_single(content)
    check_inert(content)
    _CHECKS[media](content)
    return media


def _is_begun(content: bytes) -> bool:
    """Say whether the file was cut off before anybody could say what it is."""
    return any(begins.startswith(content) for begins in BEGINS.values())
