"""Fictional cases that stand somewhere now: what the demonstration needs beside whole lives, which are mostly over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from states.errors import KeyReused
from states.vocabulary import Event, OrderEvent
from workflow.db import Database
from workflow.intake import take_referral
from workflow.simulate.cast import Cast
from workflow.simulate.court import apply, hear, instruct, of_order, prepare
from workflow.simulate.exits import reach
from workflow.simulate.life import Life
from workflow.simulate.referrals import referral

#: Its referrals are nobody else's.
SEED = 4711
#: How long ago they came in: time enough for each of these, whatever the dice say.
AGO, JUST_NOW = timedelta(days=45), timedelta(hours=3)
#: How long ago the offers were made that wait for an answer: the shortest of them lapses after four hours.
LATELY = timedelta(minutes=20)
#: How long ago the orders were made that nobody has served: within a day they should have been.
UNSERVED = timedelta(hours=31)


def offer(life: Life) -> None:
    """Offer the case to a firm that has not answered yet, so lately that the offer does not lapse at once."""
    life.wait_until(life.present - LATELY)
    life.do(Event.MAKE_OFFER, {"firm": min(life.cast.solicitors)})


def appear(life: Life) -> None:
    """Have the firm apply on notice, and wait for the hearing."""
    hear(life, apply(life, without_notice=False))


def leave_unserved(life: Life) -> None:
    """Have a court make an order without notice, and nobody give it to him for longer than is allowed."""
    order = apply(life, without_notice=True)
    life.wait_until(life.present - UNSERVED)
    days = {"made_on": life.today(), "expires_on": life.today(days=180), "return_day": life.today(days=12)}
    of_order(life, order, OrderEvent.GRANT_INTERIM, days)


def leave_it_at_advice(life: Life) -> None:
    """Have it end with advice, after she agreed to be asked whether it helped, and a message is safe."""
    reach(life)
    agreed = {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm", "survey"]}
    life.do(Event.GIVE_CONSENT, agreed)
    safe = {"safety": "safe", "channels": ["phone", "sms", "email"], "voicemail": False, "windows": []}
    life.do(Event.SET_SAFETY, {**safe, "spoke_at": life.now()})
    life.office()
    life.do(Event.GIVE_ADVICE_ONLY, {"agreed": True})


#: What has happened to a case that now stands in each state that is not over.
STAGES: tuple[tuple[Callable[[Life], object], ...], ...] = (
    (),
    (reach,),
    (prepare,),
    (prepare, offer),
    (prepare, instruct),
    (prepare, instruct, appear),
    (prepare, instruct, leave_unserved),
    # Over for so long that she is to be asked.
    (leave_it_at_advice,),
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
