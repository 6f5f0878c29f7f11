"""Playing whole lives through the engine: each from its referral to its closing, or to the present.

Same seed, same lives; only references and keys are random. Playing the same again adds nothing. A life depends on
its course and its own people alone, never on what else the database holds: `bulk` copies what is played here.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from states.errors import KeyReused
from states.vocabulary import Disposition, Event
from workflow.db import Database
from workflow.finding import load
from workflow.intake import take_referral
from workflow.simulate.cast import Cast, gather
from workflow.simulate.courses import ALL, Courses, Others, place_of
from workflow.simulate.court import BEFORE_THE_COURT
from workflow.simulate.exits import EXITS, take
from workflow.simulate.life import Life, Present
from workflow.simulate.mix import MIX, REFERRED_AGAIN
from workflow.simulate.referrals import Sent, again, alike, referral

#: How far back the first lives begin: the longest of them is over by now.
SPAN = timedelta(days=720)
#: How soon after the first referral a second may come, and how soon after that somebody takes the case.
SOON = timedelta(minutes=10)
#: What of a life is sent: it, the same once more, and the same by somebody who knows less.
FIRST, AGAIN, ALIKE = WHAT = ("first", "again", "alike")

SCRIPTS: Mapping[Disposition, Callable[[Life], None]] = {**EXITS, **BEFORE_THE_COURT}

#: Told after each life: how many were lived, of how many.
Progress = Callable[[int, int], object]


@dataclass(slots=True)
class Played:
    """What was played: cases by the end that was meant for them, and how many steps it took."""

    steps: int = 0
    already: int = 0
    finished: int = 0
    meant: dict[str, int] = field(default_factory=dict)


def play(
    db: Database,
    cases: int,
    seed: int,
    at: datetime,
    progress: Progress | None = None,
    courses: Courses = ALL,
) -> Played:
    """Play that many lives, of these courses; `at` is the present, which none of them passes."""
    place_of(cases - 1, courses.most)
    cast = gather(db, at - SPAN)
    played = Played()
    for number in range(cases):
        _Stage(db, cast, seed, number, at, played, courses).play()
        if progress is not None:
            progress(number + 1, cases)
    return played


def key_of(seed: int, number: int, what: str) -> str:
    """Return the idempotency key of a referral: the same life is entered once."""
    return f"simulate {seed} {number} {what}"


class _Stage:
    """One life, or the two of a duplicate, from the referral on."""

    def __init__(
        self,
        db: Database,
        cast: Cast,
        seed: int,
        number: int,
        present: datetime,
        played: Played,
        courses: Courses,
    ) -> None:
        self.db, self.cast, self.seed, self.number, self.present = db, cast, seed, number, present
        self.played = played
        self.course, block = place_of(number, courses.most)
        self.others = Others(block)
        self.random = Random(f"{seed}/{self.course}/life")
        self.began = (present - SPAN * self.random.random()).replace(microsecond=0)
        self.sent = referral(seed, self.course, at=self.began)
        if courses.force is not None and self.course % 2 == 0:
            self.sent["force"] = courses.force

    def play(self) -> None:
        """Refer her, and live the life that was drawn for her."""
        end = self._draw(MIX)
        case = self._refer(self.sent, FIRST, self.began)
        if case is None:
            self.played.already += 1
            return
        if end is Disposition.DUPLICATE:
            self._play_duplicate(case)
            end = self._draw({other: share for other, share in MIX.items() if other is not end})
        elif self.random.random() < REFERRED_AGAIN:
            self._refer(again(self.sent, self.seed, self.course), AGAIN, self.began + SOON)
        self._live(case, end, SCRIPTS[end])

    def _draw(self, mix: Mapping[Disposition, int]) -> Disposition:
        return self.random.choices([*mix], [*mix.values()])[0]

    def _play_duplicate(self, case: str) -> None:
        """Refer her again in words that only a person can match, and have a caseworker do so."""
        twin = self._refer(alike(self.sent, self.seed, self.course), ALIKE, self.began + SOON)

        def mark(life: Life) -> None:
            take(life)
            life.do(Event.MARK_DUPLICATE, {"case": case})

        if twin is not None:
            self._live(twin, Disposition.DUPLICATE, mark)

    def _refer(self, sent: Sent, what: str, at: datetime) -> str | None:
        """Have a caseworker enter the referral; return its case, unless that is another's or was lived before."""
        if at > self.present:
            return None
        actor = self.cast.caseworkers[self.course % len(self.cast.caseworkers)]
        key = key_of(self.seed, self.number, what)
        try:
            taken = take_referral(self.db, self.others.sent(sent), actor=actor, key=key, at=at)
        except KeyReused:
            # The same life with another present: what it would say has other times.
            return None
        with self.db.reading() as tx:
            case = load(tx, taken.reference)
        return None if taken.joined or case.version > 1 else case.reference

    def _live(self, case: str, end: Disposition, script: Callable[[Life], None]) -> None:
        life = Life(self.db, self.cast, self.random, case, at=self.began, present=self.present)
        life.at += 2 * SOON
        with suppress(Present):
            script(life)
            life.close()
            self.played.finished += 1
        life.deliver()
        self.played.steps += life.steps
        self.played.meant[end.value] = self.played.meant.get(end.value, 0) + 1
