"""Fictional forces as their counts alone: cases that came some way, drawn at random, without a life of their own."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from states.measures import STAGES, Mark, Measure, Stage
from states.vocabulary import Disposition, OrderType, State
from workflow.counting.changes import FORCE, OFFICERS, SENT, Places
from workflow.counting.folding import add
from workflow.db import Database

#: By which share of those before it a case comes to each stage.
ONWARD = {
    Stage.CONTACTED: 0.75,
    Stage.CONSENTED: 0.45,
    Stage.ASSIGNED: 0.85,
    Stage.FILED: 0.8,
    Stage.MADE: 0.8,
    Stage.SERVED: 0.9,
    Stage.PROTECTED: 0.9,
}
OPEN = {
    Stage.RECEIVED: State.RECEIVED,
    Stage.CONTACTED: State.CONTACTED,
    Stage.CONSENTED: State.CONSENTED,
    Stage.ASSIGNED: State.SOLICITOR_ASSIGNED,
}
ENDS = {
    Stage.RECEIVED: (Disposition.UNABLE_TO_CONTACT,) * 6 + (Disposition.INELIGIBLE,),
    Stage.CONTACTED: (Disposition.DECLINED,) * 4 + (Disposition.REFERRED_ELSEWHERE, Disposition.ADVICE_GIVEN),
    Stage.CONSENTED: (
        Disposition.LOST_CONTACT,
        Disposition.CONSENT_WITHDRAWN,
        Disposition.WARNING_LETTER_SENT,
    ),
    Stage.ASSIGNED: (Disposition.LOST_CONTACT, Disposition.CONSENT_WITHDRAWN),
}


class Fate:
    """One fictional case: how far it comes at last, and what stands of it after some months."""

    def __init__(self, random: Random, onward: float = 1.0) -> None:
        self.random, self.months = Random(random.random()), 0
        self.stage = Stage.RECEIVED
        self.ended: Disposition | None = None
        self.onward = onward
        self.kind = random.choice(
            (OrderType.NON_MOLESTATION,) * 8 + (OrderType.OCCUPATION, OrderType.PROHIBITED_STEPS)
        )
        self.hours = random.choice((1, 3, 20, 30, 100))
        self.repeat = random.random() < 0.15

    def live_on(self) -> None:
        """Let a month pass: it comes further, stays, or ends."""
        self.months += 1
        for stage in STAGES[STAGES.index(self.stage) + 1 :]:
            if self.ended is not None or self.random.random() > ONWARD[stage] * self.onward:
                break
            self.stage = stage
        if self.ended is None and self.random.random() < 0.5 and self.stage in ENDS:
            self.ended = self.random.choice(ENDS[self.stage])

    def counts(self) -> Iterator[tuple[str, str]]:
        """Yield what it counts for now."""
        yield Measure.REACHED, self.stage
        rank = STAGES.index(self.stage)
        if self.ended is not None:
            yield Measure.STATE, State.CLOSED
            yield Measure.ENDED, self.ended
        else:
            yield Measure.STATE, OPEN.get(self.stage, State.ORDER_SOUGHT)
        if rank >= 1:
            yield Measure.CONTACT, str(self.hours * 4)
        if rank >= STAGES.index(Stage.MADE):
            yield Measure.MADE, self.kind
            yield Measure.MARK, Mark.FINAL
        if self.repeat:
            yield Measure.MARK, Mark.REPEAT


def places(force: str, fates: dict[str, list[Fate]]) -> Places:
    """Return the counts of one force."""
    held: Places = Counter()
    for month, cases in fates.items():
        held[FORCE, force, month, SENT, ""] = len(cases) + len(cases) // 12
        held[FORCE, force, month, OFFICERS, ""] = min(len(cases), 25)
        for case in cases:
            held.update((FORCE, force, month, str(m), str(b)) for m, b in case.counts())
    return held


def fill(db: Database, held: Places) -> None:
    """Put counts in the place of all that there are."""
    with db.transaction() as tx:
        tx.connection.exec_driver_sql("DELETE FROM tallies")
        add(tx, held)
