"""Going down the ranking: whether the next firm is offered a case by itself, once an offer of it came to nothing.

Only where whoever made the offer chose so, and never past the third firm: then a lead finds one.
"""

from states.facts import live_offers
from states.position import Facts, Position
from states.vocabulary import OfferState, State

#: Offers ended unaccepted after which a lead finds a firm. Source: docs/sources.md#design.
TOO_MANY_DECLINES = 3
#: The part of an offer that says so.
CHOSEN = "down_the_ranking"


def goes_on(position: Position, offer: str) -> bool:
    """Say whether the next firm of the ranking is to be offered the case, now that this offer has ended."""
    facts = position.facts
    return (
        position.state == State.CONSENTED
        and _came_to_nothing(facts["offers"][offer])
        and not any(live_offers(facts))
        and facts["declines"] < TOO_MANY_DECLINES
    )


def _came_to_nothing(offer: Facts) -> bool:
    return offer["state"] in (OfferState.DECLINED, OfferState.LAPSED) and bool(offer.get(CHOSEN))
