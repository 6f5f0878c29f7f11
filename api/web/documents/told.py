"""A document in words: what it is, of which order, how large, and who stored it when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.web.words.documents import KINDS, MEDIA, SOMEBODY
from workflow.queries.documents import DocumentView

#: Bytes of a kilobyte and of a megabyte, as people count them.
KILO, MEGA = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a list."""

    reference: str
    case: str
    kind: str
    media: str
    size: str
    order: str | None
    by: str
    stored_at: datetime
    voided_at: datetime | None
    may_open: bool
    may_void: bool


def line(view: DocumentView, people: Mapping[str, str]) -> Line:
    """Write one document for people."""
    return Line(
        reference=view.reference,
        case=view.case,
        kind=KINDS[view.kind],
        media=MEDIA[view.media],
        size=size(view.size),
        order=view.order,
        by=people.get(view.stored_by, SOMEBODY),
        stored_at=view.stored_at,
        voided_at=view.voided_at,
        may_open=view.may_open,
        may_void=view.may_void,
    )


def size(number: int) -> str:
    """Write how large a file is."""
    return f"{number / MEGA:.1f} MB" if number >= MEGA else f"{max(1, round(number / KILO))} kB"
