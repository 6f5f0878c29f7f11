"""Fictional cases that stand somewhere now: what the demonstration needs beside whole lives, which are mostly over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from states.errors import KeyReused
from states.vocabulary import Event
from workflow.db import Database
from workflow.intake import take_referral
from workflow.simulate.cast import Cast
from workflow.simulate.court import apply, hear, instruct, prepare
from workflow.simulate.exits import reach
from workflow.simulate.life import Life
from workflow.simulate.referrals import referral

#: Its referrals are nobody else's.
SEED = 4711
#: How long ago they came in: time enough for each of these, whatever the dice say.
AGO, JUST_NOW = timedelta(days=45), timedelta(hours=3)
#: How long ago the offers were made that wait for an answer: the shortest of them lapses after four hours.
LATELY = timedelta(minutes=20)


def offer(life: Life) -> None:
    """Offer the case to a firm that has not answered yet, so lately that the offer does not lapse at once."""
    life.wait_until(life.present - LATELY)
    life.do(Event.MAKE_OFFER, {"firm": min(life.cast.solicitors)})


def appear(life: Life) -> None:
    """Have the firm apply on notice, and wait for the hearing."""
    hear(life, apply(life, without_notice=False))


#: What has happened to a case that now stands in each state that is not over.
STAGES: tuple[tuple[Callable[[Life], object], ...], ...] = (
    (),
    (reach,),
    (prepare,),
    (prepare, offer),
    (prepare, instruct),
    (prepare, instruct, appear),
)


def stand(db: Database, cast: Cast, stage: int, number: int, at: datetime) -> None:
    """Have one case come so far and stay there; one that came before is left alone."""
    acts = STAGES[stage]
    began = (at - (AGO if acts else JUST_NOW)).replace(microsecond=0)
    sent = referral(SEED, number, at=began)
    key = f"stage {SEED} {number}"
    try:
        taken = take_referral(db, sent, actor=cast.caseworkers[0], key=key, at=began)
    except KeyReused:
        return
    life = Life(db, cast, Random(key), str(taken.case_reference), at=began, present=at)
    for act in acts:
        act(life)
    life.deliver()
