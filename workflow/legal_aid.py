"""What legal aid asks, opened together: her means with their assessment, the merits, and what the evidence is.

All of it is sealed: it is opened as every field is, and its entry is committed before anything leaves this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from states.errors import NotPermitted
from states.means import Assessment, Means, assess
from states.position import local_day
from workflow.actors import Actor
from workflow.db import Database
from workflow.preparing import EVIDENCE, MEANS, MERITS
from workflow.reveals import reveal

#: What is opened, as far as whoever asks may.
FIELDS = (MEANS, MERITS, EVIDENCE)
#: What the entry of opening them says, sealed with it.
PURPOSE = "to work out legal aid"


@dataclass(frozen=True, slots=True, repr=False)
class LegalAid:
    """What was opened. `assessed_on` is the day whose thresholds count; no assessment without means or thresholds."""

    means: Mapping[str, Any] | None
    merits: Mapping[str, Any] | None
    evidence: str | None
    assessed_on: str
    assessment: Assessment | None


def open_legal_aid(
    db: Database, reference: str, may_open: tuple[str, ...], *, actor: Actor, at: datetime
) -> LegalAid:
    """Open what is held of it and assess her means by the thresholds of today. `may_open` is what a view offers.

    Raises NotFound, NotPermitted where nothing of it may be opened, and StorageUnavailable.
    """
    wanted = [name for name in FIELDS if name in may_open]
    if not wanted:
        message = "nothing of this is held, or it is not opened for this person here"
        raise NotPermitted(message)
    held = reveal(db, reference, wanted, PURPOSE, actor=actor, at=at)
    means, today = held.get(MEANS), local_day(at)
    return LegalAid(
        means=means,
        merits=held.get(MERITS),
        evidence=held.get(EVIDENCE),
        assessed_on=today.isoformat(),
        assessment=assess(Means.of(means), today) if means else None,
    )
