"""What is wrong with a file, in words that say what to do about it; never a word of what stands in it."""

from states.errors import Malformed, Problem

EMPTY = "is empty: choose the file again"
OTHER_KIND = "must be a PDF, a JPEG or a PNG: print or scan it to a PDF"
NOT_WHAT_IT_SAYS = "is not of the kind that it is sent as: send it as what it is"
DAMAGED = "is damaged or was cut off: scan it or print it to a PDF again, and upload that"
GOES_ON = "goes on after its end, so that it may be two files in one: print or scan it to a new PDF"
TWO_IN_ONE = "is another kind of file at the same time: print or scan it to a new PDF"
ACTIVE = (
    "holds a script, an attached file or something else that acts: print it to a new PDF, and upload that"
)
LOCKED = "is protected by a password, so that it cannot be checked: save it without one"
OPAQUE = "is packed in a way that cannot be checked: print it to a new PDF, and upload that"


class Unfit(Malformed):
    """A file that is not taken, and why."""

    def __init__(self, why: str) -> None:
        super().__init__("the file cannot be taken", [Problem("file", why)])
